import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after }, "--allow-faults");
const { visitAs } = operators(clinic);

/** @typedef {import("playwright-core").Page} Page */

/**
 * Opens the page of the one instance of the vets service.
 * @param {Page} page
 */
async function openVets(page) {
  await page.getByRole("group", { name: "Instances of vets" }).getByRole("link").click();
  await page.waitForURL("**/console/instances/*");
}

/** Answers of the vets service, by status. */
async function ask() {
  return (await fetch(`${clinic.url}/api/vets/vets`)).status;
}

test("an operator injects faults after a warning, sees them everywhere and in the chart, and switches them off", async () => {
  const page = await visitAs("operator", "/console/applications/vets");
  await openVets(page);
  await page.getByRole("link", { name: "Fault injection" }).click();
  await page.getByText("No faults are being injected.").waitFor();
  await checkAccess(page);

  await page.getByLabel("Every how many requests").fill("0");
  await page.getByRole("button", { name: "Inject faults" }).click();
  await page.getByText("A whole number, 1 – 10000.").waitFor();
  assert.equal(await page.getByLabel("Every how many requests").evaluate((it) => it === document.activeElement), true);
  await page.getByLabel("Every how many requests").fill("1");
  await page.getByLabel("Delay at least, in ms").fill("0");
  await page.getByLabel("Delay at most, in ms").fill("0");
  await page.getByRole("button", { name: "Inject faults" }).click();
  await page.getByText("Without a delay, requests have to be answered with an error.").waitFor();
  await checkAccess(page);

  await page.getByLabel("Answer with an error (500)").check();
  await page.getByRole("button", { name: "Inject faults" }).click();
  const question = page.getByRole("alertdialog", { name: "Inject faults into vets?" });
  await question.getByText("vets serves real users, and they are hit.").waitFor();
  await question.getByText("These run in the same process, and are hit as well: customers, genai, visits.").waitFor();
  await checkAccess(page);
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await ask(), 200);
  await page.getByRole("button", { name: "Inject faults" }).click();
  await question.getByRole("button", { name: "Inject faults" }).click();
  const banner = page.getByRole("alert").filter({ hasText: "Faults are being injected into this instance of vets." });
  await banner.waitFor();
  await banner.getByText(/All requests · answered with an error · ends in \d+ (minutes|seconds)/).waitFor();
  await checkAccess(page);
  assert.equal(await ask(), 500);

  // The chart knows the answers that were errors.
  await page.getByRole("link", { name: "Watch the requests" }).click();
  await page.getByLabel("outcome", { exact: true }).selectOption("SERVER_ERROR");
  await page.getByRole("button", { name: /^COUNT [1-9]/ }).click();
  await page.getByRole("img", { name: "Values since this page was opened" }).waitFor();
  await banner.waitFor();

  await page.getByRole("link", { name: "The whole application" }).click();
  const ofAll = page.getByRole("alert").filter({ hasText: "Faults are being injected into vets, at 1 instance." });
  await ofAll.waitFor();
  await checkAccess(page);
  await ofAll.getByRole("button", { name: "Switch off" }).click();
  await page.getByText("The faults are off.").waitFor();
  await ofAll.waitFor({ state: "detached" });
  assert.equal(await ask(), 200);
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("row", { name: /operator .*Switched faults off .*vets/ }).first().waitFor();
  await page.getByRole("row", { name: /operator .*Switched faults on .*vets/ }).first().waitFor();
  await page.close();
});

test("a viewer sees faults but changes none, in Korean and on a phone", async () => {
  const page = await visitAs("viewer", "/console/applications/vets", { viewport: PHONE, locale: "ko-KR" });
  await page.getByRole("group", { name: "vets의 인스턴스" }).getByRole("link").click();
  await page.getByRole("link", { name: "장애 주입" }).click();
  await page.getByText("주입 중인 장애가 없습니다.").waitFor();
  const start = page.getByRole("button", { name: "장애 주입" });
  assert.equal(await start.isDisabled(), true);
  assert.equal(await start.getAttribute("aria-describedby"), "why-not");
  await checkWidth(page);
  await checkAccess(page);
  await page.route("**/admin/instances/*/faults", (route) =>
    route.fulfill({ json: { isOn: true, every: 3, latencyMinMs: 100, latencyMaxMs: 200, error: true, endsAt: null } }));
  await page.reload();
  await page.getByText("vets의 이 인스턴스에 장애를 주입하는 중입니다.").waitFor();
  assert.equal(await page.getByRole("button", { name: "끄기" }).isDisabled(), true);
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});

test("an instance that allows no faults says how to allow them", async () => {
  const page = await visitAs("operator", "/console/applications/vets");
  await page.route("**/admin/instances/*/faults", (route) => route.fulfill({ status: 404, json: { status: 404 } }));
  await openVets(page);
  await page.getByRole("link", { name: "Fault injection" }).click();
  await page.getByText("petclinic --allow-faults").waitFor();
  await checkAccess(page);
  await page.close();
});
