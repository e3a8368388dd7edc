import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, open } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { openInstance, visitAs } = operators(clinic);

test("an operator lets an instance read its settings anew, and is told what has changed", async () => {
  const page = await visitAs("operator", "/console");
  await openInstance(page);
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  const refresh = page.getByRole("button", { name: "Read the settings anew" });
  await refresh.click();
  await page.getByRole("status").filter({ hasText: /Nothing has changed\.|Changed: / }).waitFor();
  await checkAccess(page);

  await page.route("**/admin/instances/*/refresh", (route) => route.fulfill({ json: { changed: ["log.level", "faults.every"] } }));
  await refresh.click();
  await page.getByText("Changed: log.level, faults.every").waitFor();
  await page.unrouteAll();
  await page.route("**/admin/instances/*/refresh", (route) => route.fulfill({ status: 502, json: { status: 502, detail: "it hung up" } }));
  await refresh.click();
  await page.getByText("it hung up").waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("status").filter({ hasText: /Nothing has changed\.|Changed: / }).waitFor();
  await page.close();
});

test("a viewer cannot", async () => {
  const page = await visitAs("viewer", "/console");
  await openInstance(page);
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  const refresh = page.getByRole("button", { name: "Read the settings anew" });
  await refresh.waitFor();
  assert.equal(await refresh.isDisabled(), true);
  await page.getByText("You are signed in as a viewer").waitFor();
  await checkAccess(page);
  await page.close();
});
