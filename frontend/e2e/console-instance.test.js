import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { openInstance, register, visitAs } = operators(clinic);

test("an instance shows its health, build, settings, requests and routes", async () => {
  const page = await visitAs("viewer", "/console");
  await openInstance(page);
  await page.getByText("readinessState").waitFor();
  await page.getByText("build.version").waitFor();
  await checkAccess(page);
  await picture(page, "console-instance");
  for (const [view, text] of /** @type {const} */ ([
    ["Settings", "command line"], ["Requests", "/api/"], ["Routes", "/api/customers/owners"], ["Resources", "jdbc.connections.active"],
  ])) {
    if (view === "Requests") await fetch(`${clinic.url}/api/vets/vets`);
    await page.getByRole("link", { name: view, exact: true }).click();
    await page.getByRole("cell", { name: text }).or(page.getByRole("rowheader", { name: text })).first().waitFor();
    await checkAccess(page);
  }
  await page.close();
});

test("what an instance says does not turn the text of the page", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route("**/admin/instances/*/actuator/health", (route) =>
    route.fulfill({ json: { status: "UP", components: { "d\u202Eb": { status: "UP", details: { "er\u2066ror": "pu\u202Etes" } } } } }));
  await openInstance(page);
  for (const text of ["d\\u202Eb", "er\\u2066ror", "pu\\u202Etes"]) await page.getByText(text, { exact: true }).waitFor();
  await page.route("**/admin/instances/*/actuator/env", (route) => route.fulfill({ status: 502, json: { status: 502, detail: "it said \u202Eon" } }));
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByText("it said \\u202Eon").waitFor();
  await page.close();
});

test("a metric is drawn while someone looks at it, and the address keeps which", async () => {
  for (const path of ["/api/vets/vets", "/api/customers/petTypes"]) await fetch(clinic.url + path);
  const page = await visitAs("viewer", "/console");
  await openInstance(page);
  await page.getByRole("link", { name: "Metrics" }).click();
  await page.getByRole("searchbox", { name: "Filter" }).fill("server requests");
  await page.getByRole("button", { name: "http.server.requests" }).click();
  await page.getByRole("img", { name: "Values since this page was opened" }).waitFor();
  await page.getByRole("button", { name: "TOTAL_TIME" }).click();
  await page.getByLabel("uri", { exact: true }).selectOption("/api/vets/vets");
  await page.waitForURL(/metric=http\.server\.requests&statistic=TOTAL_TIME&tags=uri%3A%2Fapi%2Fvets%2Fvets/);
  await page.getByRole("button", { name: "TOTAL_TIME", pressed: true }).waitFor();
  await checkAccess(page);
  await page.reload();
  await page.getByRole("button", { name: "TOTAL_TIME", pressed: true }).waitFor();
  assert.equal(await page.getByLabel("uri", { exact: true }).inputValue(), "/api/vets/vets");
  await page.close();
});

test("an operator changes the level of a logger, and sees it, its return and the entry in the audit journal", async () => {
  const page = await visitAs("operator", "/console");
  await openInstance(page);
  await page.getByRole("link", { name: "Loggers" }).click();
  await page.getByRole("button", { name: "Set another logger" }).click();
  const name = page.getByRole("textbox", { name: "Logger" });
  await name.fill("  ");
  await page.getByRole("dialog").getByRole("button", { name: "Change level" }).click();
  await page.locator(".rule", { hasText: "Please fill this in." }).waitFor();
  assert.equal(await name.evaluate((it) => it === document.activeElement), true);
  await name.fill("peers/discovery");
  await page.getByRole("dialog").getByRole("button", { name: "Change level" }).click();
  await page.locator(".rule", { hasText: "without a slash" }).waitFor();
  await name.fill("peers::discovery");
  await page.getByLabel("Level", { exact: true }).selectOption("DEBUG");
  await checkAccess(page);
  await page.getByRole("dialog").getByRole("button", { name: "Change level" }).click();
  await page.getByText("peers::discovery: the level is now DEBUG.").waitFor();
  const loggers = page.getByRole("group", { name: "Loggers" });
  await loggers.getByRole("row", { name: "peers::discovery DEBUG" }).waitFor();
  await page.getByRole("group", { name: "Levels that return" }).getByRole("row", { name: /peers::discovery .* as in the settings .* operator/ }).waitFor();

  await page.getByRole("button", { name: "Change level of peers::discovery" }).click();
  await page.getByLabel("Level", { exact: true }).selectOption("TRACE");
  await page.getByLabel("Returns to what it was").selectOption("Never: it stays");
  await page.getByRole("radio", { name: /^All instances of/ }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Change level" }).click();
  await page.getByText(/peers::discovery is now TRACE at \d+ of \d+ instances\./).waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Close" }).click();
  await loggers.getByRole("row", { name: "peers::discovery TRACE" }).waitFor();

  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("row", { name: /operator .*Changed a log level .*peers::discovery .*→ TRACE/ }).waitFor();
  await checkAccess(page);
  await page.getByRole("link", { name: "Journal", exact: true }).click();
  await page.getByRole("row", { name: "Was found" }).first().waitFor();
  await checkAccess(page);
  await page.close();
});

test("a change for an application tells which of its instances it skipped, and a page what cannot be asked", async () => {
  const id = await register("vets", 9);
  const page = await visitAs("operator", "/console/applications/vets");
  await page.getByText("Restricted", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Change level of ROOT" }).click();
  await page.getByLabel("Level", { exact: true }).selectOption("WARN");
  await page.getByLabel("Returns to what it was").selectOption("After 5 minutes");
  await page.getByRole("dialog").getByRole("button", { name: "Change level" }).click();
  await page.getByText("ROOT is now WARN at 1 of 2 instances.").waitFor();
  await page.getByRole("row", { name: new RegExp(`${id} Skipped`) }).waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("group", { name: "Levels that return" }).getByRole("row", { name: "ROOT" }).waitFor();
  await checkAccess(page);

  await page.goto(`/console/instances/${id}`);
  await page.getByText("The instance cannot be asked.").waitFor();
  await page.goto("/console/instances/000000000000");
  await page.getByText("There is no such instance now.").waitFor();
  await page.close();
});

test("a viewer is told why nothing can be changed", async () => {
  const page = await visitAs("viewer", "/console");
  await openInstance(page);
  await page.getByRole("link", { name: "Loggers" }).click();
  await page.getByText("You are signed in as a viewer").waitFor();
  const button = page.getByRole("button", { name: "Change level of ROOT" });
  await button.waitFor();
  assert.equal(await button.isDisabled(), true);
  assert.equal(await button.getAttribute("aria-describedby"), "why-not");
  await checkAccess(page);
  await page.close();
});

test("names and texts of one long word widen no page of a phone", async () => {
  const word = "an-instance-with-a-name-of-one-long-word".repeat(4);
  const id = await register(word, 10, { "tags.zone": word, region: word });
  const page = await visitAs("operator", "/console", { viewport: PHONE });
  const json = { status: word, components: { [word]: { status: word, details: { [word]: word }, components: { [word]: { status: "UP" } } } } };
  await page.route("**/admin/instances/*/actuator/health", (route) => route.fulfill({ json }));
  await page.route("**/admin/instances/*/actuator/loggers", (route) => route.fulfill({ json: { loggers: { [word]: { effectiveLevel: word } } } }));
  await page.route("**/admin/instances/*/actuator/env", (route) =>
    route.fulfill({ json: { activeProfiles: [word], propertySources: [{ name: word, properties: { [word]: { value: word } } }] } }));
  await page.route("**/admin/instances/*/actuator/metrics", (route) => route.fulfill({ json: { names: [word] } }));
  await page.route("**/admin/instances/*/actuator/metrics/*", (route) =>
    route.fulfill({ json: { name: word, description: word, measurements: [{ statistic: word, value: 1 }], availableTags: [{ tag: word, values: [word, "b"] }] } }));
  await page.getByRole("heading", { name: word }).waitFor();
  await checkWidth(page);
  await page.goto(`/console/applications/${word}`);
  await page.getByText("No instance is up").waitFor();
  await checkWidth(page);
  await page.goto(`/console/instances/${id}`);
  await page.getByRole("definition").filter({ hasText: word }).first().waitFor();
  await checkWidth(page);
  await page.goto(`/console/instances/${id}?view=settings`);
  await page.getByText("Profiles:").waitFor();
  await checkWidth(page);
  await page.goto(`/console/instances/${id}?view=metrics&metric=${word}`);
  await page.getByRole("img", { name: "Values since this page was opened" }).waitFor();
  await checkWidth(page);
  await page.goto(`/console/instances/${id}?view=loggers`);
  await page.getByRole("button", { name: `Change level of ${word}` }).click();
  await page.getByRole("dialog").waitFor();
  await checkWidth(page);
  assert.ok(await page.getByRole("dialog").evaluate((it) => it.scrollWidth <= it.clientWidth));
  await page.close();
});
