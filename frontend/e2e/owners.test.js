import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";

const { visit, send } = await open({ after });

/** @param {import("playwright-core").Page} page */
const names = (page) => page.locator("main a.name").allTextContents();

test("typing searches names, pets, cities and telephone numbers, whatever their case, accents and spaces", async () => {
  await send("POST", "/api/customers/owners", {
    firstName: "José", lastName: "Müller", address: "1 Elm St.", city: "Madison", telephone: "6085559999",
  });
  const page = await visit("/owners");
  await page.getByRole("heading", { name: /^\d+ owners$/ }).waitFor();
  await checkAccess(page);
  await picture(page, "owners");

  const search = page.getByRole("searchbox", { name: "Search owners and pets" });
  for (const [typed, heading, found] of /** @type {const} */ ([
    ["dav", "2 owners by last name", ["Betty Davis", "Harold Davis"]],
    ["muller", "One owner by last name", ["José Müller"]],
    ["jose", "One owner by first name", ["José Müller"]],
    ["(608) 555-17", "One owner by telephone number", ["Betty Davis"]],
    ["mulligan", "One owner by pet", ["Maria Escobito"]],
    ["davis betty", "One owner by this name", ["Betty Davis"]],
    ["sun  prairie", "One owner by city", ["Betty Davis"]],
  ])) {
    await search.fill(typed);
    await page.getByRole("heading", { name: heading }).waitFor({ timeout: 10_000 }).catch((error) => assert.fail(`${typed}: ${error}`));
    assert.deepEqual((await names(page)).slice(0, found.length), [...found], typed);
  }
  await search.fill("nobody at all");
  await page.getByText("Nobody and no pet is called").waitFor();
  await page.close();
});

test("a search can be linked to, paged through, and gone back to", async () => {
  for (let number = 1; number <= 25; number += 1) {
    await send("POST", "/api/customers/owners", {
      firstName: "Ann", lastName: `Paged${number}`, address: "1 Elm St.", city: "Lodi", telephone: `60855500${number}`,
    });
  }
  const page = await visit("/owners?q=paged");
  await page.getByRole("heading", { name: "25 owners by last name" }).waitFor();
  await page.getByRole("link", { name: "Show all 25" }).click();
  await page.getByRole("link", { name: "Paged20" }).waitFor();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByRole("link", { name: "Paged21" }).click();
  await page.getByRole("heading", { name: "Ann Paged21" }).waitFor();
  await page.goBack();
  await page.getByRole("link", { name: "Paged25" }).waitFor();
  assert.equal(await page.getByRole("searchbox").inputValue(), "paged");
  await page.close();
});

test("the search works in Korean and on a phone", async () => {
  await send("POST", "/api/customers/owners", {
    firstName: "길동", lastName: "홍", address: "강남대로 1", city: "서울", telephone: "01012345678",
  });
  const page = await visit("/owners", { viewport: PHONE, locale: "ko-KR" });
  await page.getByRole("searchbox", { name: "보호자와 반려동물 검색" }).fill("홍길동");
  await page.getByRole("heading", { name: "이 이름의 보호자 1명" }).waitFor();
  await page.getByText("010-1234-5678").waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await picture(page, "owners-phone-ko");
  await page.getByRole("link", { name: "홍길동" }).click();
  await page.getByRole("heading", { name: "홍길동" }).waitFor();
  await page.getByText("이 보호자의 반려동물이 아직 없습니다.").waitFor();
  await checkWidth(page);
  await page.close();
});

test("registering names what is wrong beside the field, and a double click saves once", async () => {
  const page = await visit("/owners/new");
  await page.getByLabel("First name").fill("Nora");
  await page.getByLabel("Telephone").fill("phone");
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByText("4 fields need another look.").waitFor();
  const lastName = page.getByLabel("Last name");
  assert.equal(await lastName.getAttribute("aria-invalid"), "true");
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "lastName");
  await page.getByText("A telephone number has digits only, at most 12.").waitFor();
  await checkAccess(page);

  await lastName.fill("Lindqvist");
  await page.getByLabel("Telephone").fill("608-555 0142");
  await page.getByLabel("Address").fill("12 Harbor Rd.");
  await page.getByLabel("City").fill("Madison");
  await page.getByRole("button", { name: "Register" }).dblclick();
  await page.getByRole("heading", { name: "Nora Lindqvist" }).waitFor();
  await page.getByText("Nora Lindqvist is registered.").waitFor();
  const found = await send("GET", "/api/customers/owners?lastName=Lindqvist");
  assert.equal(found.length, 1);
  assert.equal(found[0].telephone, "6085550142");
  await page.close();
});

test("a number or a name that is registered already is said while registering", async () => {
  const page = await visit("/owners/new");
  await page.getByLabel("Telephone").fill("(608) 555-1023");
  await page.getByLabel("City").focus();
  await page.getByText("Perhaps registered already:").waitFor();
  await page.getByRole("link", { name: "George Franklin" }).waitFor();
  await page.getByLabel("Telephone").fill("");
  await page.getByLabel("First name").fill("betty");
  await page.getByLabel("Last name").fill("davis");
  await page.getByLabel("City").focus();
  await page.getByRole("link", { name: "Betty Davis" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "George Franklin" }).count(), 0);
  await page.close();
});

test("what was typed survives a cut network and a failing server, and is saved once", async () => {
  const page = await visit("/owners/new");
  const values = { "First name": "Cut", "Last name": "Off", Telephone: "6085550199", Address: "1 Elm St.", City: "Lodi" };
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value);
  const save = page.getByRole("button", { name: "Register" });

  // The owner is saved, but the answer is lost on its way.
  await page.route("**/api/customers/owners", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  }, { times: 1 });
  await save.click();
  await page.getByText("The clinic's server cannot be reached.").waitFor();
  await page.getByText("What you have typed is kept.").waitFor();
  await checkAccess(page);

  await page.route("**/api/customers/owners", (route) => route.fulfill({ status: 500, body: "<html>oops</html>" }), { times: 1 });
  await save.click();
  await page.getByText("The clinic's server cannot answer right now.").waitFor();
  for (const [label, value] of Object.entries(values)) assert.equal(await page.getByLabel(label).inputValue(), value);

  await save.click();
  await page.getByRole("heading", { name: "Cut Off" }).waitFor();
  assert.equal((await send("GET", "/api/customers/owners?lastName=Off")).length, 1);
  await page.close();
});

test("leaving a form with unsaved words asks first, by a link and by the back button", async () => {
  const page = await visit("/owners");
  await page.getByRole("link", { name: "Register an owner" }).click();
  await page.getByLabel("First name").fill("Half");
  const dialog = page.getByRole("alertdialog", { name: "Leave without saving?" });

  await page.getByRole("link", { name: "Vets" }).click();
  await dialog.waitFor();
  await checkAccess(page);
  await dialog.getByRole("button", { name: "Stay here" }).click();
  assert.equal(await page.getByLabel("First name").inputValue(), "Half");

  await page.goBack();
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  assert.match(page.url(), /\/owners\/new$/);
  assert.equal(await page.getByLabel("First name").inputValue(), "Half");

  await page.goBack();
  await dialog.getByRole("button", { name: "Leave and lose it" }).click();
  await page.getByRole("searchbox").waitFor();
  assert.match(page.url(), /\/owners$/);
  await page.close();
});

test("the language can be changed in the middle of a form, which keeps what was typed", async () => {
  const page = await visit("/owners/new");
  await page.getByLabel("First name").fill("Nora");
  await page.getByLabel("Language").selectOption("ko");
  assert.equal(await page.getByLabel("이름", { exact: true }).inputValue(), "Nora");
  await page.getByRole("heading", { name: "보호자 등록" }).waitFor();
  await page.close();
});

test("an owner is registered by keyboard alone, in Korean, on a phone", async () => {
  const page = await visit("/owners", { viewport: PHONE, locale: "ko-KR" });
  await page.getByRole("link", { name: "보호자 등록" }).press("Enter");
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  const tab = () => page.keyboard.press("Tab");
  await tab();
  for (const value of ["영희", "김", "010-9876-5432", "세종대로 1"]) {
    await page.keyboard.type(value);
    await tab();
  }
  // Without the last field it is refused, and that field has the focus.
  await page.keyboard.press("Enter");
  await page.getByText("입력란 1개를 다시 확인해 주세요.").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "city");
  await page.getByText("입력해 주세요.").waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.keyboard.type("서울");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "김영희" }).waitFor();
  await page.getByText("김영희 님을 등록했습니다.").waitFor();
  await page.close();
});

test("a form that was saved with other words than it shows now says so", async () => {
  const page = await visit("/owners/new");
  const values = { "First name": "Two", "Last name": "Versions", Telephone: "6085550177", Address: "1 Elm St.", City: "Lodi" };
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label).fill(value);
  await page.route("**/api/customers/owners", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  }, { times: 1 });
  const save = page.getByRole("button", { name: "Register" });
  await save.click();
  await page.getByText("The clinic's server cannot be reached.").waitFor();
  await page.getByLabel("City").fill("Windsor");
  await save.click();
  await page.getByText("An earlier attempt was saved after all.").waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Save as another one" }).click();
  await save.click();
  await page.getByRole("heading", { name: "Two Versions" }).waitFor();
  const found = await send("GET", "/api/customers/owners?lastName=Versions");
  assert.deepEqual(found.map((/** @type {{ city: string }} */ it) => it.city), ["Lodi", "Windsor"]);
  await page.close();
});
