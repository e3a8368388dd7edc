import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after }, "--allow-faults");
const { change, openInstance, visitAs } = operators(clinic);

const ID = "0af7651916cd43dd8448eb211c80319c";
const OTHER = "1bf7651916cd43dd8448eb211c80319c";

/**
 * A trace of owner details, which ask for visits.
 * @param {string} traceId
 * @param {string} instance
 */
function trace(traceId, instance) {
  const began = (/** @type {string} */ fraction) => `2026-11-30T09:30:00.${fraction}Z`;
  const name = "GET /api/customers/owners/{ownerId}/details";
  const step = { instance, application: "customers", status: 200, hasFailed: false };
  return {
    traceId, began: began("000"), tookMs: 1_234.5, name, application: "customers", status: 503, hasFailed: true,
    spans: [
      { ...step, spanId: "b", parentId: "a", kind: "client", name: "GET visits", began: began("100"), tookMs: 1_000 },
      { ...step, spanId: "a", parentId: null, kind: "server", name, began: began("000"), tookMs: 1_234.5, status: 503, hasFailed: true },
      { ...step, spanId: "c", parentId: "b", kind: "server", application: "visits", name: "GET /api/visits/pets/visits", began: began("200"), tookMs: 800 },
    ],
  };
}

test("a request that failed is found, with its steps, and its log is a click away", async () => {
  const page = await visitAs("viewer", "/console");
  await openInstance(page);
  const instance = /instances\/(\w+)/.exec(page.url())?.[1] ?? "";
  await page.route(/\/admin\/traces(\?|$)/, (route) => {
    const wanted = new URL(route.request().url()).searchParams.get("traceId");
    const traces = wanted === null ? [trace(ID, instance)] : wanted === OTHER ? [trace(OTHER, instance)] : [];
    return route.fulfill({ json: { traces, unreachable: ["0123456789ab"] } });
  });
  await page.getByRole("link", { name: "Traces" }).click();
  await page.getByText("These instances were not asked").waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "GET /api/customers/owners/{ownerId}/details" }).click();
  await page.waitForURL(`**/console/traces?trace=${ID}`);
  const steps = page.getByRole("group", { name: "Steps of the trace" }).getByRole("rowheader");
  assert.deepEqual((await steps.allTextContents()).map((it) => it.split(/\s{2,}|customers|visits ·/)[0]?.slice(0, 12)), ["GET /api/", "GET visits", "GET /api/vis"]);
  await checkAccess(page);
  await page.getByRole("heading", { level: 1 }).scrollIntoViewIfNeeded();
  await picture(page, "console-traces");

  // By its id, as from a log or a support request.
  await page.getByRole("searchbox", { name: "Trace ID" }).fill("nonsense");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText("A trace ID has 32 digits").waitFor();
  await page.getByRole("searchbox", { name: "Trace ID" }).fill(OTHER.toUpperCase());
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText(OTHER, { exact: true }).waitFor();
  await page.getByRole("searchbox", { name: "Trace ID" }).fill("f".repeat(32));
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText("No instance remembers this trace.").waitFor();
  await page.goBack();
  await page.getByRole("link", { name: `Log lines of this trace at ${instance}` }).first().click();
  await page.waitForURL(`**/console/instances/${instance}?view=log&search=${OTHER}`);
  assert.equal(await page.getByRole("searchbox", { name: "Filter" }).inputValue(), OTHER);
  await page.close();
});

test("a slow request of the clinic itself is found with all its steps, on a phone and in Korean", async () => {
  const page = await visitAs("viewer", "/console/traces", { viewport: PHONE, locale: "ko-KR" });
  await page.getByText("느렸거나 실패한 요청이 없습니다.").or(page.getByRole("rowheader").first()).first().waitFor();
  await checkWidth(page);
  await checkAccess(page);

  const applications = await page.evaluate(async () => (await fetch("/admin/applications")).json());
  const vets = applications.find((/** @type {any} */ it) => it.name === "vets").instances[0].id;
  const faults = `/admin/instances/${vets}/faults`;
  await change("POST", faults, { every: 1, latencyMinMs: 400, latencyMaxMs: 400, error: false, endsAfterMinutes: 1 });
  await fetch(`${clinic.url}/api/vets/vets`);
  await change("DELETE", faults);
  await page.getByRole("button", { name: "다시 읽기" }).click();
  await page.getByRole("button", { name: "GET /api/vets/vets" }).first().click();
  await page.waitForURL(/trace=[0-9a-f]{32}$/);
  await page.getByRole("group", { name: "추적의 단계" }).getByRole("rowheader", { name: /GET \/api\/vets\/vets vets · 응답/ }).waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});
