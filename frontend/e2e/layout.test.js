import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";

const { visit } = await open({ after });

test("the about page says which services answer, and is accessible", async () => {
  const page = await visit("/about");
  await page.getByText("Answers", { exact: true }).nth(3).waitFor();
  await checkAccess(page);
  await page.close();
});

test("a service that is down is said to be down, and asked again", async () => {
  const page = await visit("/");
  await page.route("**/api/visits/**", (route) => route.fulfill({ status: 503 }));
  await page.getByRole("link", { name: "About" }).click();
  const visits = page.getByRole("listitem").filter({ hasText: "Visits and appointments" });
  await visits.getByText("Does not answer").waitFor();
  await page.unroute("**/api/visits/**");
  await page.getByRole("button", { name: "Check again" }).click();
  await visits.getByText("Answers").waitFor();
  await page.close();
});

test("an address that leads nowhere says so, in both languages and on a phone", async () => {
  const page = await visit("/nothing/here", { viewport: PHONE, locale: "ko-KR" });
  await page.getByRole("heading", { name: "없는 페이지입니다" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
  await checkWidth(page);
  await checkAccess(page);
  await page.getByLabel("언어").selectOption("en");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  assert.equal(await page.title(), "There is no such page · PetClinic");
  await page.reload();
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await page.close();
});

test("a language that cannot be loaded is said to be out of reach, and a site that cannot says so in both", async () => {
  const page = await visit("/about");
  await page.getByRole("heading", { name: "About this clinic" }).waitFor();
  await page.route("**/assets/ko-*.js", (route) => route.abort());
  await page.getByLabel("Language").selectOption("ko");
  await page.getByText("The clinic's server cannot be reached.").waitFor();
  assert.equal(await page.getByLabel("Language").inputValue(), "en");
  await page.route("**/assets/shared-*.js", (route) => route.abort());
  await page.reload();
  await page.getByText("could not be loaded: reload this page. 불러오지 못했습니다.").waitFor();
  await page.unrouteAll();
  await page.reload();
  await page.getByRole("heading", { name: "About this clinic" }).waitFor();
  await page.close();
});

test("the theme can be chosen and is remembered", async () => {
  const page = await visit("/about", { colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByLabel("Theme").selectOption("dark");
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  await page.getByRole("heading", { name: "About this clinic" }).waitFor();
  assert.equal(await background(), dark);
  await page.close();
});

test("links, the back button and the keyboard lead from page to page, and the heading gets the focus", async () => {
  const page = await visit("/about");
  await page.getByRole("heading", { name: "About this clinic" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
  await page.getByRole("link", { name: "PetClinic" }).press("Enter");
  await page.waitForURL("**/");
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await page.goBack();
  await page.getByRole("heading", { name: "About this clinic" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await page.close();
});
