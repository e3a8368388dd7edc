import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { visit } = clinic;
const { enter, openInstance, password, register, visitAs } = operators(clinic);

test("the console asks who one is, refuses what is wrong, and leads back", async () => {
  const page = await visit("/about");
  await page.getByRole("link", { name: "Operators’ console" }).click();
  await page.getByRole("heading", { name: "Sign in to the operators’ console" }).waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Fill this in, with at most 200 characters.").waitFor();
  await page.getByText("Fill this in, with at most 1024 characters.").waitFor();
  assert.equal(await page.getByText(/must have/).count(), 0);
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
  await page.getByText("operator, may make changes").waitFor();

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
  await page.getByRole("alert").waitFor();
  await page.getByRole("button", { name: /\d+ Up/ }).waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.close();
});

test("a journal is read page by page", async () => {
  const page = await visitAs("viewer", "/console");
  await page.getByRole("button", { name: /\d+ Up/ }).waitFor();
  const entry = { timestamp: "2026-11-30T00:00:00Z", who: "operator", role: "operator", action: "signedIn", from: null, to: null };
  await page.route("**/admin/audit?*", (route) => {
    const after = Number(new URL(route.request().url()).searchParams.get("after") ?? 61);
    const left = Array.from({ length: Math.min(50, after - 1) }, (_, index) => after - 1 - index);
    return route.fulfill({ json: left.map((id) => ({ ...entry, id, target: `entry ${id}` })) });
  });
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("cell", { name: "entry 60", exact: true }).waitFor();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByRole("cell", { name: "entry 10", exact: true }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Next page" }).count(), 0);
  assert.match(page.url(), /after=11$/);
  await page.getByRole("link", { name: "First page" }).click();
  await page.getByRole("cell", { name: "entry 60", exact: true }).waitFor();
  await page.goto("/console/audit?after=1");
  await page.getByText("There are no more entries.").waitFor();
  await checkAccess(page);
  await page.getByRole("link", { name: "Show the newest" }).click();
  await page.getByRole("cell", { name: "entry 60", exact: true }).waitFor();
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
  await openInstance(page, "정상");
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
