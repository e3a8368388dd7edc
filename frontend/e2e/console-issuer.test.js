import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";
import { operators } from "./console.js";
import { CLIENT, listen, SECRET } from "./issuer.js";

const issuer = await listen({ after });
const clinic = await open({ after }, "--oidc-issuer", issuer.url, "--oidc-client-id", CLIENT, "--oidc-client-secret", SECRET);
issuer.serve(clinic.url);
const { visit } = clinic;
const { enter, password } = operators(clinic);

const at = { name: "Sign in at 127.0.0.1" };

/**
 * Signs in at the issuer, and agrees that the clinic learns who one is.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function signInThere(page, name) {
  await page.getByRole("link", at).click();
  await page.waitForURL(`${issuer.url}/interaction/**`);
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test("an operator signs in at the issuer, and is led back to where the way began", async () => {
  const page = await visit("/console/journal?after=9");
  await page.getByRole("link", at).waitFor();
  await checkAccess(page);
  await signInThere(page, "ann");
  await page.getByRole("heading", { name: "Journal of instances" }).waitFor();
  assert.match(page.url(), /\/console\/journal\?after=9$/);
  await page.getByText("ann@clinic.example, may make changes").waitFor();
  await page.getByRole("link", { name: "Audit" }).click();
  const entry = page.getByRole("row").filter({ hasText: "ann@clinic.example" }).first();
  await entry.getByText("Signed in").waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", at).waitFor();
  await page.goto("/console");
  await page.getByRole("link", at).waitFor();
  await page.close();
});

test("a viewer signs in at the issuer, and may make no changes", async () => {
  const page = await visit("/console");
  await signInThere(page, "vic");
  await page.getByText("vic@clinic.example, may look only").waitFor();
  assert.match(page.url(), /\/console$/);
  await page.close();
});

test("whom the issuer knows without a group is told so, and can still use a password", async () => {
  const page = await visit("/console", { viewport: PHONE });
  await signInThere(page, "bob");
  await page.getByRole("alert").filter({ hasText: "in no group that may use this console" }).waitFor();
  await checkAccess(page);
  await checkWidth(page);
  await enter(page, "viewer", await password("viewer"));
  await page.getByText("viewer, may look only").waitFor();
  await page.close();
});

test("a sign-in that someone gives up, or that was not begun here, leads back with the reason", async () => {
  const page = await visit("/console");
  await page.getByRole("link", at).click();
  await page.waitForURL(`${issuer.url}/interaction/**`);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("alert").filter({ hasText: "was refused or given up" }).waitFor();
  await page.goto("/admin/oidc/callback?code=planted&state=planted");
  await page.getByRole("alert").filter({ hasText: "was not finished" }).waitFor();
  await page.close();
});
