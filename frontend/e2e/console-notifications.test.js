import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";
import { operators } from "./console.js";

const clinic = await open({ after });
const { openInstance, visitAs } = operators(clinic);

const WHEN = "2026-11-30T00:00:00Z";
const instance = { id: "0123456789ab", status: "OFFLINE", since: WHEN, detail: "it did not answer within 3s" };
const NOTIFICATIONS = {
  targets: ["slack"],
  notifications: [
    {
      id: 2, timestamp: WHEN, application: "vets", status: "UP", isResolved: true, knownInstances: 2, failedInstances: 0,
      instances: [{ ...instance, status: "UP", detail: null }], deliveries: [{ target: "slack", outcome: "waiting", attempts: 1, reason: "status 503" }],
    },
    {
      id: 1, timestamp: WHEN, application: "vets", status: "RESTRICTED", isResolved: false, knownInstances: 2, failedInstances: 1,
      instances: [instance], deliveries: [{ target: "slack", outcome: "suppressed", attempts: 0, reason: "F-1" }],
    },
  ],
};

test("an operator mutes an application and an instance, and unmutes them", async () => {
  const page = await visitAs("operator", "/console/applications/vets");
  await page.getByRole("button", { name: "Mute for 1 hour" }).click();
  await page.getByText(/^Muted until/).waitFor();
  await checkAccess(page);
  await page.getByRole("link", { name: "Instances", exact: true }).click();
  await openInstance(page);
  await page.getByRole("button", { name: "Mute for 24 hours" }).click();
  await page.getByText(/^Muted until/).waitFor();
  await checkAccess(page);

  await page.getByRole("link", { name: "Notifications" }).click();
  await page.getByText("Notifications go nowhere: they are only listed here.").waitFor();
  await page.getByText("Nobody had to be told anything yet.").waitFor();
  await checkAccess(page);
  await page.goto("/console/notifications?after=1");
  await page.getByText("There are no more entries.").waitFor();
  assert.equal(await page.getByText("Nobody had to be told anything yet.").count(), 0);
  await page.getByRole("link", { name: "Show the newest" }).click();
  await page.getByText("Nobody had to be told anything yet.").waitFor();
  await page.getByRole("button", { name: "Unmute vets" }).click();
  await page.getByRole("button", { name: "Unmute vets" }).waitFor({ state: "detached" });
  await page.getByRole("rowheader", { name: /^[a-z]+ [0-9a-f]{12}$/ }).getByRole("link").waitFor();
  await page.getByRole("button", { name: /^Unmute [a-z]+ [0-9a-f]{12}$/ }).click();
  await page.getByText("Nothing is muted.").waitFor();
  await page.getByRole("link", { name: "Audit" }).click();
  await page.getByRole("row", { name: /operator .*Muted notifications/ }).first().waitFor();
  await page.getByRole("row", { name: /operator .*Unmuted notifications/ }).first().waitFor();
  await page.close();
});

test("what was told is listed with what became of it, for a viewer who changes nothing, in Korean and on a phone as well", async () => {
  const page = await visitAs("viewer", "/console");
  await page.route(/\/admin\/notifications(\?|$)/, (route) => route.fulfill({ json: NOTIFICATIONS }));
  await page.route("**/admin/notifications/filters", (route) =>
    route.fulfill({ json: [
      { id: "F-1", applicationName: "vets", expiry: null, expired: false },
      { id: "F-2", instanceId: "0123456789ab", expiry: null, expired: false },
    ] }));
  await page.getByRole("link", { name: "Notifications" }).click();
  await page.getByText("They go to:").waitFor();
  await page.getByRole("row", { name: /vets 1 of 2 instances failed Restricted 0123456789ab Does not answer it did not answer within 3s Slack Muted F-1/ }).waitFor();
  await page.getByRole("row", { name: /vets Well again Up .*Slack On its way status 503/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Unmute vets" }).isDisabled(), true);
  const gone = page.getByRole("rowheader", { name: "0123456789ab no longer there" });
  await gone.waitFor();
  assert.equal(await gone.getByRole("link").count(), 0);
  await checkAccess(page);
  await page.setViewportSize(PHONE);
  await page.getByLabel("Language").selectOption("ko");
  await page.getByRole("heading", { name: "보낸 알림" }).waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});
