import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { visit } = clinic;
const { change, enter, password, visitAs } = operators(clinic);

/**
 * Registers an instance that nobody can reach, so that it is never up.
 * @param {string} name
 * @param {number} port
 * @param {Record<string, string>} metadata
 */
async function register(name, port, metadata = {}) {
  const base = `http://127.0.0.1:${port}`;
  const body = { name, healthUrl: `${base}/actuator/health`, managementUrl: `${base}/actuator`, serviceUrl: base, metadata };
  return (await change("POST", "/admin/instances", body)).id;
}

/** @param {import("playwright-core").Page} page */
async function openInstance(page) {
  await page.getByRole("row").filter({ has: page.getByText("Up", { exact: true }) }).first().getByRole("link").click();
  await page.getByRole("heading", { name: "Instance of" }).waitFor();
}

test("the console asks who one is, refuses what is wrong, and leads back", async () => {
  const page = await visit("/about");
  await page.getByRole("link", { name: "Operators’ console" }).click();
  await page.getByRole("heading", { name: "Sign in to the operators’ console" }).waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Fill this in, with at most 200 characters.").waitFor();
  assert.equal(await page.getByLabel("Account").evaluate((it) => it === document.activeElement), true);

  await page.goto("/console/journal?after=9");
  await enter(page, "operator", "wrong");
  const wrong = page.locator(".rule", { hasText: "There is no account with this name and password." });
  await wrong.waitFor();
  await checkAccess(page);
  assert.equal(await page.getByLabel("Password").getAttribute("aria-invalid"), "true");
  await enter(page, "operator", await password("operator"));
  await page.getByRole("heading", { name: "Journal of instances" }).waitFor();
  assert.match(page.url(), /\/console\/journal\?after=9$/);
  await page.getByText("operator, may change levels").waitFor();

  // A session that has ended.
  await page.context().clearCookies();
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await enter(page, "operator", await password("operator"));
  await page.getByRole("heading", { name: "Audit journal" }).waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto("/console");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.close();
});

test("who tries too often is told how long to wait", async () => {
  const page = await visit("/console");
  const wait = page.locator(".rule", { hasText: /Too many attempts\. Try again in \d+ seconds?\./ });
  const wrong = page.locator(".rule", { hasText: "There is no account" });
  for (let attempt = 0; attempt < 20 && !(await wait.isVisible()); attempt += 1) {
    const answer = page.waitForResponse("**/admin/session");
    await enter(page, "nobody", "wrong");
    await answer;
    await wait.or(wrong).waitFor();
  }
  await wait.waitFor();
  await page.close();
});

test("the list shows instances by application, narrows by what the address says, and hears of new ones", async () => {
  await register("garden", 9, { "tags.zone": "b" });
  const page = await visitAs("operator", "/console");
  await page.getByRole("heading", { name: "garden" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("button", { name: /\d+ Up/ }).waitFor();
  await checkAccess(page);
  await picture(page, "console");

  await page.getByRole("searchbox", { name: "Filter" }).fill("garden 127.0.0.1:9");
  await page.waitForURL(/q=garden/);
  assert.deepEqual(await page.getByRole("heading", { level: 2 }).allTextContents(), ["garden"]);
  await page.reload();
  assert.equal(await page.getByRole("searchbox").inputValue(), "garden 127.0.0.1:9");
  await page.getByRole("searchbox").fill("no such thing");
  await page.getByText("No instance passes this filter.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();

  await page.getByRole("button", { name: /\d+ Up/ }).click();
  await page.waitForURL(/status=UP/);
  await page.getByRole("heading", { name: "garden" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: /\d+ Up/ }).click();
  await page.getByLabel("Application").selectOption("garden");
  await page.waitForURL(/application=garden/);
  await register("garden", 10);
  await page.getByRole("link", { name: "http://127.0.0.1:10" }).waitFor();
  await page.close();
});

test("the list is polled where the stream is cut, and says what it cannot reach", async () => {
  const page = await visit("/console");
  await page.route("**/admin/instances/events/stream", (route) => route.abort());
  await enter(page, "viewer", await password("viewer"));
  await page.getByText("Asked every 15 seconds").waitFor();
  await page.route("**/admin/applications", (route) => route.fulfill({ status: 503 }));
  await page.getByText("The clinic’s server cannot answer right now.").or(page.getByRole("alert")).first().waitFor();
  await page.getByRole("button", { name: /\d+ Up/ }).waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.close();
});

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
  await page.getByRole("textbox", { name: "Logger" }).fill("peers::discovery");
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

test("the console works in Korean and on a phone", async () => {
  const page = await visit("/console", { viewport: PHONE, locale: "ko-KR" });
  await page.getByRole("heading", { name: "운영자 콘솔 로그인" }).waitFor();
  await checkWidth(page);
  await enter(page, "operator", await password("operator"));
  await page.getByRole("button", { name: /\d+ 정상/ }).waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.getByRole("row").filter({ has: page.getByText("정상", { exact: true }) }).first().getByRole("link").click();
  await page.getByText("readinessState").waitFor();
  await checkWidth(page);
  for (const view of ["로거", "지표", "자원", "요청", "설정", "라우트"]) {
    await page.getByRole("link", { name: view, exact: true }).click();
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    await page.getByRole("searchbox").or(page.getByRole("table")).first().waitFor();
    await checkWidth(page);
    await checkAccess(page);
  }
  await page.getByRole("link", { name: "감사", exact: true }).click();
  await page.getByRole("row").nth(1).waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.getByLabel("언어").selectOption("en");
  await page.getByRole("heading", { name: "Audit journal" }).waitFor();
  await page.close();
});
