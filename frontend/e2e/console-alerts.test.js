import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, open } from "./browser.js";
import { operators } from "./console.js";

/** How long Prometheus may take to notice, in milliseconds: it looks every 5 s, and other work may slow it down. */
const NOTICED_WITHIN = 120_000;

const clinic = await open({ after }, "--allow-faults", "--observe");
const { change, visitAs } = operators(clinic);

test("faults that are injected raise an alert, which the console shows", async () => {
  const page = await visitAs("operator", "/console");
  const alarms = page.getByRole("region", { name: "Alarms" });
  await alarms.waitFor({ timeout: NOTICED_WITHIN });
  const list = /** @type {{ id: string }[]} */ (await (await page.request.get(`${clinic.url}/admin/instances?name=vets`)).json());
  const faults = `/admin/instances/${list[0]?.id}/faults`;
  await change("POST", faults, { every: 1, latencyMinMs: 0, latencyMaxMs: 0, error: true, endsAfterMinutes: 5 });

  const alert = alarms.getByRole("listitem").filter({ hasText: "FaultsInjected" });
  const asking = setInterval(() => void fetch(`${clinic.url}/api/vets/vets`).catch(() => {}), 500);
  try {
    await alert.waitFor({ timeout: NOTICED_WITHIN });
  } finally {
    clearInterval(asking);
  }
  await alert.getByText("delays or fails requests, because operators want it to.").waitFor();
  await checkAccess(page);

  await change("DELETE", faults);
  assert.equal((await fetch(`${clinic.url}/api/vets/vets`)).status, 200);
  await page.close();
});
