import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { openInstance, visitAs } = operators(clinic);

/** Six hours of requests, of which the admin server saw the last four, but for one minute. */
function history() {
  const values = Array.from({ length: 360 }, (_, index) => (index < 120 || index === 200 ? null : index / 100));
  const series = [
    { name: "requests", unit: "perSecond", values },
    { name: "failed", unit: "share", values: values.map((it) => (it === null ? null : it / 100)) },
    { name: "memory", unit: "bytes", values: values.map((it) => (it === null ? null : it * 1_048_576)) },
    { name: "loggedErrors", unit: "perMinute", values: values.map(() => null) },
  ];
  return { stepSeconds: 60, endsAt: "2026-11-30T06:00:00Z", sharesProcessWith: ["visits"], series };
}

test("charts of the last hours keep what was chosen, at a reload and at another view", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route("**/admin/instances/*/history", (route) => route.fulfill({ json: history() }));
  await openInstance(page);
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.getByRole("img", { name: "Requests: from 3 a second to 3.59 a second, now 3.59 a second" }).waitFor();
  await page.getByText("No value is known of this time.").waitFor();
  await page.getByText("In one process with visits").waitFor();
  await page.getByRole("button", { name: "Last 6 hours" }).click();
  await page.waitForURL(/range=6h/);
  await page.getByRole("img", { name: "Requests that failed: from 1.2% to 3.59%, now 3.59%" }).waitFor();
  await page.getByRole("button", { name: "Requests", exact: true }).click();
  await page.waitForURL(/series=requests/);
  await checkAccess(page);
  await picture(page, "console-metrics");
  await page.getByText("In numbers").click();
  assert.equal(await page.getByRole("group", { name: "Requests", exact: true }).getByRole("row").count(), 61);
  await page.reload();
  await page.getByRole("button", { name: "Last 6 hours", pressed: true }).waitFor();
  await page.getByRole("button", { name: "Requests", exact: true, pressed: true }).waitFor();
  await page.getByRole("link", { name: "Health" }).click();
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.getByRole("button", { name: "Last 6 hours", pressed: true }).waitFor();
  await page.close();
});

test("the selection goes along to another instance of the application", async () => {
  const page = await visitAs("viewer", "/console");
  await openInstance(page);
  const id = /instances\/(\w+)/.exec(page.url())?.[1] ?? "";
  const found = await page.evaluate(async (it) => (await fetch(`/admin/instances/${it}`)).json(), id);
  const twin = { ...found, id: "0123456789ab", registration: { ...found.registration, serviceUrl: "http://10.0.0.2:8080" } };
  await page.route("**/admin/applications/*", (route) =>
    route.fulfill({ json: { name: found.registration.name, status: "UP", statusTimestamp: found.statusTimestamp, instances: [found, twin] } }));
  await page.route("**/admin/instances/0123456789ab", (route) => route.fulfill({ json: twin }));
  await page.goto(`/console/instances/${id}?view=metrics&range=6h&metric=process.uptime`);
  await page.getByLabel("Other instances").selectOption("http://10.0.0.2:8080 · Up");
  await page.waitForURL("**/console/instances/0123456789ab?view=metrics&range=6h&metric=process.uptime");
  await page.getByText("http://10.0.0.2:8080", { exact: true }).waitFor();
  await page.close();
});

test("an instance that was just found has no history yet", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route("**/admin/instances/*/history", (route) => route.fulfill({ json: { ...history(), endsAt: null } }));
  await openInstance(page);
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.getByText("There is no sample yet.").waitFor();
  await page.getByRole("heading", { name: "All metrics, as they are now" }).waitFor();
  await checkAccess(page);
  await page.close();
});

test("the charts work in Korean and on a phone", async () => {
  const page = await visitAs("viewer", "/console", { viewport: PHONE, locale: "ko-KR" });
  await page.route("**/admin/instances/*/history", (route) => route.fulfill({ json: history() }));
  await openInstance(page, "정상");
  await page.getByRole("link", { name: "지표" }).click();
  await page.getByRole("img", { name: /^요청: / }).waitFor();
  await page.getByRole("button", { name: "최근 6시간" }).click();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});
