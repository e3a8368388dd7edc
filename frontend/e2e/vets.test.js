import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";

const { visit } = await open({ after });

test("vets are shown by specialty, which the address keeps", async () => {
  const page = await visit("/vets");
  await page.getByText("6 vets").waitFor();
  await checkAccess(page);
  await page.getByRole("radio", { name: "Surgery" }).check();
  await page.getByText("2 vets").waitFor();
  assert.deepEqual(await page.getByRole("heading", { level: 2 }).allTextContents(), ["Linda Douglas", "Rafael Ortega"]);
  await page.reload();
  await page.getByText("2 vets").waitFor();
  await page.goBack();
  await page.getByText("6 vets").waitFor();
  await page.getByRole("radio", { name: "General practice" }).check();
  await page.getByRole("heading", { name: "James Carter" }).waitFor();
  await page.close();
});

test("vets fit a phone, in Korean, and a service that is down can be asked again", async () => {
  const page = await visit("/about", { viewport: PHONE, locale: "ko-KR" });
  await page.route("**/api/vets/**", (route) => route.fulfill({ status: 503 }));
  await page.goto("/vets");
  await page.getByText("병원 서버가 지금 응답할 수 없습니다.").waitFor();
  await checkAccess(page);
  await page.unrouteAll();
  await page.getByRole("button", { name: "다시 시도" }).click();
  await page.getByRole("radio", { name: "외과" }).check();
  await page.getByText("수의사 2명").waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});
