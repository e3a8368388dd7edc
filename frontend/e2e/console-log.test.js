import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { openInstance, visitAs } = operators(clinic);

/** @typedef {import("playwright-core").Page} Page */

/**
 * The lines of the log that the page shows.
 * @param {Page} page
 */
const lines = (page) => page.getByRole("log", { name: "Log" }).locator("div");

/**
 * Answers in place of the instance, with a log that a test writes.
 * @param {Page} page
 * @param {{ text: string, begins?: number }} log
 */
async function write(page, log) {
  await page.route(/\/admin\/instances\/\w+\/log(\?|$)/, (route) => {
    const begins = log.begins ?? 0;
    const ends = begins + log.text.length;
    const asked = new URL(route.request().url()).searchParams.get("from");
    const isInterrupted = asked !== null && Number(asked) < begins;
    const from = asked === null || isInterrupted ? begins : Number(asked);
    return route.fulfill({ json: { from, next: ends, text: log.text.slice(from - begins), isInterrupted } });
  });
}

test("a level that is changed shows its effect in the log", async () => {
  const page = await visitAs("operator", "/console");
  await openInstance(page);
  await page.getByRole("link", { name: "Loggers", exact: true }).click();
  await page.getByRole("button", { name: "Change level of ROOT" }).click();
  await page.getByLabel("Level", { exact: true }).selectOption("DEBUG");
  await page.getByLabel("Returns to what it was").selectOption("After 5 minutes");
  await page.getByRole("dialog").getByRole("button", { name: "Change level" }).click();
  await page.getByText("ROOT: the level is now DEBUG.").waitFor();

  await page.getByRole("link", { name: "Log", exact: true }).click();
  await page.getByText("Follows the log").waitFor();
  // Details of an owner are asked of two services, which their clients tell of at this level.
  for (let ownerId = 1; ownerId <= 3; ownerId += 1) await fetch(`${clinic.url}/api/customers/owners/${ownerId}/details`);
  await lines(page).filter({ hasText: "DEBUG" }).first().waitFor();
  await checkAccess(page);

  await page.getByLabel("At least as bad as").selectOption("ERROR");
  await page.waitForURL(/view=log&level=ERROR/);
  await page.getByText("No line passes this filter.").or(lines(page).filter({ hasText: "ERROR" }).first()).first().waitFor();
  assert.equal(await lines(page).filter({ hasText: "DEBUG" }).count(), 0);
  await page.close();
});

test("the log follows, pauses for a reader, marks what is lost, and shows text as text", async () => {
  const page = await visitAs("viewer", "/console");
  const log = { text: Array.from({ length: 200 }, (_, index) => `2026-11-30T00:00:00Z  INFO web: line ${index}\n`).join("") };
  await write(page, log);
  await openInstance(page);
  await page.getByRole("link", { name: "Log", exact: true }).click();
  await page.getByText("200 of 200 lines").waitFor();
  log.text += '2026-11-30T00:00:00Z  WARN web: <img src="x" onerror="alert(1)"> traceId=0af7651916cd43dd8448eb211c80319c\n';
  await lines(page).filter({ hasText: '<img src="x" onerror="alert(1)">' }).waitFor();
  assert.equal(await page.getByRole("log").locator("img").count(), 0);
  const distance = () => page.getByRole("log").evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight);
  assert.ok(await distance() < 24, "the newest line is in sight");
  await checkAccess(page);

  // By the keyboard, as who scrolls reads.
  await page.getByRole("log").focus();
  await page.keyboard.press("Home");
  await page.getByText("Paused: new lines wait").waitFor();
  log.text += "2026-11-30T00:00:00Z ERROR db: written meanwhile\n";
  await page.getByRole("button", { name: "Follow" }).click();
  await lines(page).filter({ hasText: "written meanwhile" }).waitFor();
  await page.getByText("Follows the log").waitFor();

  Object.assign(log, { begins: 1_000_000, text: "2026-11-30T00:00:00Z  INFO web: after the rotation\n" });
  await page.getByText("Lines are missing here").waitFor();
  await lines(page).filter({ hasText: "after the rotation" }).waitFor();
  await checkAccess(page);

  await page.getByRole("searchbox", { name: "Filter" }).fill("0af7651916cd43dd8448eb211c80319c");
  await page.waitForURL(/search=0af7/);
  await page.getByText("1 of 203 lines").waitFor();
  await page.reload();
  await page.getByText("of 1 lines").waitFor();
  assert.equal(await page.getByRole("searchbox", { name: "Filter" }).inputValue(), "0af7651916cd43dd8448eb211c80319c");
  await page.getByText("No line passes this filter.").waitFor();
  await page.getByRole("button", { name: "Wrap lines", pressed: true }).click();
  await page.reload();
  await page.getByRole("button", { name: "Wrap lines", pressed: false }).waitFor();
  await page.close();
});

test("an instance that offers no log, or cannot be asked, is said to", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route(/\/admin\/instances\/\w+\/log(\?|$)/, (route) => route.fulfill({ status: 404, json: { status: 404 } }));
  await openInstance(page);
  await page.getByRole("link", { name: "Log", exact: true }).click();
  await page.getByText("The instance offers no log.").waitFor();
  await checkAccess(page);
  await page.unrouteAll();
  await page.route(/\/admin\/instances\/\w+\/log(\?|$)/, (route) => route.fulfill({ status: 502, json: { status: 502, detail: "it hung up" } }));
  await page.reload();
  await page.getByText("it hung up").waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("it hung up").waitFor({ state: "detached" });
  await page.close();
});

test("the log works in Korean and on a phone", async () => {
  const page = await visitAs("viewer", "/console", { viewport: PHONE, locale: "ko-KR" });
  await write(page, { text: `2026-11-30T00:00:00Z  INFO web: ${"x".repeat(400)}\n` });
  await openInstance(page, "정상");
  await page.getByRole("link", { name: "로그", exact: true }).click();
  await page.getByText("로그를 따라가는 중").waitFor();
  await page.getByText("1줄 중 1줄").waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});
