import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { visitAs } = operators(clinic);

const SINCE = "2026-11-27T00:00:00Z";

const OBJECTIVES = {
  since: SINCE, days: 30, burnSeconds: 3_600,
  objectives: [
    {
      service: "customers", class: "reads", requests: 12_345, errors: { objective: 0.999, broken: 3, left: 0.757, burn: 0.2 },
      withinSeconds: 0.25, latency: { objective: 0.99, broken: 200, left: -0.62, burn: 15.2 },
    },
    { service: "visits", class: "streams", requests: 0, errors: { objective: 0.999, broken: 0, left: null, burn: null }, withinSeconds: null, latency: null },
  ],
};

const amount = (/** @type {number | null} */ usd, basis = "the list prices of 2026-11-01") => ({ usd, basis });
const COSTS = {
  runsOnAws: true, since: SINCE,
  services: [{ service: "customers", instances: 2, requests: 12_345, hour: amount(0.0246), month: amount(17.96), thousandRequests: amount(null, "nobody asked") }],
  conversation: amount(null, "the offline assistant has no model"),
  billed: { firstDay: "2026-10-31", lastDay: "2026-11-29", askedAt: SINCE, total: amount(123.4), services: [{ name: "Amazon Aurora", usd: 99.5 }] },
};

const ALARMS = {
  askedAt: SINCE, problem: null, ok: 12, alarm: 1, insufficientData: 0,
  alarms: [{ name: "petclinic-prod-errors", state: "alarm", since: SINCE, description: "Too many errors", reason: "Threshold crossed" }],
};

test("the objectives say how much of the error budget is left", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route("**/admin/objectives", (route) => route.fulfill({ json: OBJECTIVES }));
  await page.getByRole("link", { name: "Objectives" }).click();
  await page.getByText("Counted since").waitFor();
  const customers = page.getByRole("group", { name: "Objectives of customers" });
  await customers.getByRole("row", { name: /Reads 99.9% are answered without an error 75.7% 3 of 12,345 requests 0.2 ×/ }).waitFor();
  await customers.getByRole("row", { name: /99% are answered within 250 ms used up, 62% too much 200 of 12,345 requests 15.2 ×/ }).waitFor();
  await page.getByRole("group", { name: "Objectives of visits" }).getByText("no requests yet").waitFor();
  await checkAccess(page);
  await page.close();
});

test("costs that are not known say why, and those that AWS billed are told apart", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route("**/admin/costs", (route) => route.fulfill({ json: COSTS }));
  await page.getByRole("link", { name: "Costs" }).click();
  await page.getByText("These are estimates from list prices.").waitFor();
  await page.getByRole("row", { name: /customers 2 12,345 \$0\.0246 .*\$17\.96 .*not known nobody asked/ }).waitFor();
  await page.getByText("the offline assistant has no model").waitFor();
  await page.getByRole("row", { name: "Amazon Aurora $99.50" }).waitFor();
  await checkAccess(page);
  await page.unrouteAll();
  await page.route("**/admin/costs", (route) => route.fulfill({ json: { ...COSTS, runsOnAws: false } }));
  await page.reload();
  await page.getByText("This clinic does not run on AWS.").waitFor();
  await page.close();
});

test("the wallboard sums up the alarms where AWS is there", async () => {
  const page = await visitAs("viewer", "/console");
  await page.getByRole("button", { name: /\d+ Up/ }).waitFor();
  // This clinic is on one machine.
  assert.equal(await page.getByRole("heading", { name: "Alarms", exact: true }).count(), 0);
  await page.route("**/admin/alarms", (route) => route.fulfill({ json: ALARMS }));
  await page.reload();
  await page.getByText("1 in alarm").waitFor();
  await page.getByText("petclinic-prod-errors").waitFor();
  await checkAccess(page);
  await page.unrouteAll();
  await page.route("**/admin/costs", (route) => route.fulfill({ json: COSTS }));
  await page.route("**/admin/alarms", (route) => route.fulfill({ json: { ...ALARMS, askedAt: null, problem: "CloudWatch did not answer", alarm: 0, ok: 0, alarms: [] } }));
  await page.reload();
  await page.getByText("not known: CloudWatch did not answer").waitFor();
  await page.close();
});

test("what the clinic itself answers is shown, in Korean and on a phone", async () => {
  const page = await visitAs("viewer", "/console/objectives", { viewport: PHONE, locale: "ko-KR" });
  await page.getByRole("heading", { name: "목표" }).first().waitFor();
  await page.getByText(/부터 집계했습니다|아직 집계된 요청이 없습니다/).first().waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.getByRole("link", { name: "비용" }).click();
  await page.getByText("이 병원은 AWS에서 실행되지 않습니다.").waitFor();
  assert.deepEqual(await page.locator(".basis:not([lang=en])").allTextContents(), []);
  await page.locator(".basis[lang=en]").first().waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});
