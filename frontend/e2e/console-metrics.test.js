import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { openInstance, visitAs } = operators(clinic);

/** A busy day's last six hours, of which the admin server saw the last five, but for one minute. */
function history() {
  /** @param {(minute: number) => number} value */
  const values = (value) => Array.from({ length: 360 }, (_, minute) => (minute < 60 || minute === 200 ? null : value(minute)));
  const wave = (/** @type {number} */ minute, /** @type {number} */ length) => Math.sin(minute / length) + Math.sin(minute / 3) / 4;
  const series = [
    { name: "requests", unit: "perSecond", values: values((it) => 12 + 4 * wave(it, 60)) },
    { name: "failed", unit: "share", values: values((it) => (it % 90 > 84 ? 0.012 : 0)) },
    { name: "meanDuration", unit: "seconds", values: values((it) => 0.006 + 0.001 * wave(it, 45)) },
    { name: "p99Duration", unit: "seconds", values: values((it) => 0.05 + 0.01 * wave(it, 30)) },
    { name: "memory", unit: "bytes", values: values((it) => (38 + it / 90 + wave(it, 20)) * 1_048_576) },
    { name: "cpu", unit: "share", values: values((it) => 0.031 + 0.01 * wave(it, 60)) },
    { name: "databaseConnections", unit: "count", values: values((it) => Math.round(4 + 2 * wave(it, 60))) },
    { name: "databaseWaiting", unit: "count", values: values(() => 0) },
    { name: "loggedErrors", unit: "perMinute", values: Array(360).fill(null) },
  ];
  return { stepSeconds: 60, endsAt: "2026-11-30T06:00:00Z", sharesProcessWith: ["visits"], series };
}

test("charts of the last hours keep what was chosen, at a reload and at another view", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route("**/admin/instances/*/history", (route) => route.fulfill({ json: history() }));
  await openInstance(page);
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.getByRole("img", { name: /^Requests: from [\d.]+ a second to [\d.]+ a second, now [\d.]+ a second$/ }).waitFor();
  await page.getByText("No value is known of this time.").waitFor();
  await page.getByText("In one process with visits").waitFor();
  await page.getByRole("button", { name: "Last 6 hours" }).click();
  await page.waitForURL(/range=6h/);
  await page.getByRole("img", { name: /^Requests that failed: from 0% to 1.2%, now [\d.]+%$/ }).waitFor();
  await picture(page, "console-metrics");
  await page.getByRole("button", { name: "Requests", exact: true }).click();
  await page.waitForURL(/series=requests/);
  await checkAccess(page);
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
