import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";

const { visit, send } = await open({ after });

test("owner details show contact, pets, visits and appointments, and are accessible", async () => {
  const page = await visit("/owners/6");
  await page.getByRole("heading", { name: "Jean Coleman" }).waitFor();
  await page.getByRole("link", { name: "608-555-2654" }).waitFor();
  await page.getByRole("heading", { name: "2 pets" }).waitFor();
  const max = page.getByRole("article", { name: "Max" });
  assert.match((await max.textContent()) ?? "", /Cat.*Sep 4, 2012 \(\d+ years\).*Jan 3, 2013.*neutered.*Jan 2, 2013.*rabies shot/s);
  await page.getByRole("region", { name: "Upcoming appointments" }).getByText("None.").waitFor();
  assert.equal(await page.title(), "Jean Coleman · PetClinic");
  await checkAccess(page);

  await page.close();
});

test("owner details fit a phone, in Korean", async () => {
  const page = await visit("/owners/6", { viewport: PHONE, locale: "ko-KR" });
  await page.getByText("2013년 1월 3일").or(page.getByText("2013. 1. 3.")).first().waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});

test("with visits down, the owner is shown with a notice, and a retry brings the visits", async () => {
  const page = await visit("/about");
  const answer = await send("GET", "/api/customers/owners/6/details");
  for (const pet of answer.pets) pet.visits = [];
  await page.route("**/api/customers/owners/6/details", (route) => route.fulfill({ json: { ...answer, visitsComplete: false } }));
  await page.route("**/api/visits/**", (route) => route.fulfill({ status: 503, json: { status: 503, errors: [] } }));
  await page.goto("/owners/6");
  await page.getByText("The visits cannot be shown right now.").waitFor();
  await page.getByRole("link", { name: "608-555-2654" }).waitFor();
  await page.getByText("The clinic's server cannot answer right now.").waitFor();
  await checkAccess(page);
  await page.unrouteAll();
  const retry = page.getByRole("button", { name: "Try again" });
  await retry.nth(1).click();
  await page.getByText("neutered").waitFor();
  await retry.click();
  await page.getByRole("region", { name: "Upcoming appointments" }).getByText("None.").waitFor();
  await page.close();
});

test("an owner who is gone, and a server that is gone, are told apart", async () => {
  const page = await visit("/owners/99999");
  await page.getByText("There is no such owner.").waitFor();
  await page.route("**/api/**", (route) => route.abort());
  await page.goto("/owners/6");
  await page.getByText("The clinic's server cannot be reached.").first().waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).first().click();
  await page.getByRole("heading", { name: "Jean Coleman" }).waitFor();
  await page.close();
});

test("of two people who change an owner, the second one sees both versions and chooses", async () => {
  const page = await visit("/owners/1");
  await page.getByRole("link", { name: "Edit", exact: true }).first().click();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "firstName");
  await page.getByLabel("Address").fill("1 Mine St.");
  await send("PUT", "/api/customers/owners/1", { address: "2 Theirs St.", city: "Windsor" });
  await page.getByRole("button", { name: "Save", exact: true }).click();

  const conflict = page.getByRole("alert", { name: "Someone else has changed this meanwhile" });
  await conflict.waitFor();
  const address = conflict.getByRole("group", { name: "Address" });
  const city = conflict.getByRole("group", { name: "City" });
  assert.ok(await address.getByRole("radio", { name: "1 Mine St." }).isChecked());
  assert.ok(await city.getByRole("radio", { name: "Windsor" }).isChecked(), "a field that only they changed stays theirs");
  await checkAccess(page);
  await conflict.getByRole("button", { name: "Save this choice" }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  const saved = await send("GET", "/api/customers/owners/1");
  assert.deepEqual([saved.address, saved.city], ["1 Mine St.", "Windsor"]);
  await page.close();
});

test("a change whose answer is lost is no conflict with itself", async () => {
  const page = await visit("/owners/2?edit=1");
  await page.getByLabel("City").fill("Sun City");
  await page.route("**/api/customers/owners/2", async (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The clinic's server cannot be reached.").waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  await page.getByText("Sun City").waitFor();
  await page.close();
});

for (const [timezoneId, name] of /** @type {const} */ ([["Pacific/Kiritimati", "Biscuit"], ["America/Los_Angeles", "Cookie"]])) {
  test(`a pet and its visits keep their days in ${timezoneId}`, async () => {
    const page = await visit("/owners/3", { timezoneId });
    await page.getByRole("link", { name: "Add a pet" }).first().click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Type").selectOption("Dog");
    await page.getByLabel("Date of birth").fill("2021-03-01");
    await checkAccess(page);
    await page.getByRole("button", { name: "Add a pet" }).click();
    await page.getByText(`${name} is added.`).waitFor();
    const card = page.getByRole("article", { name });
    await card.getByText("Mar 1, 2021").waitFor();

    await card.getByRole("link", { name: `Add a visit for ${name}` }).click();
    await page.getByLabel("Date").fill("2026-11-01");
    await page.getByLabel("Description").fill("rabies shot\nno reaction");
    await checkAccess(page);
    await page.getByRole("button", { name: "Add a visit" }).click();
    await page.getByText("The visit is recorded.").waitFor();
    await card.getByText("Nov 1, 2026").waitFor();
    await card.getByRole("link", { name: "Edit the visit of Nov 1, 2026" }).click();
    assert.equal(await page.getByLabel("Date").inputValue(), "2026-11-01");
    await page.getByLabel("Description").fill("rabies shot");
    await checkAccess(page);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: `History of ${name}` }).waitFor();
    await page.getByRole("link", { name: "Edit pet" }).click();
    assert.equal(await page.getByLabel("Date of birth").inputValue(), "2021-03-01");
    await page.getByLabel("Name").fill(`${name} II`);
    await checkAccess(page);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("article", { name: `${name} II` }).waitFor();
    const { pets } = await send("GET", "/api/customers/owners/3/details");
    const pet = pets.find((/** @type {{ name: string }} */ it) => it.name === `${name} II`);
    assert.equal(pet.birthDate, "2021-03-01");
    assert.deepEqual(pet.visits.map((/** @type {any} */ it) => [it.date, it.description]), [["2026-11-01", "rabies shot"]]);
    await page.close();
  });
}

test("the history of a pet is printed without what is only for the screen", async () => {
  const page = await visit("/owners/6/pets/8");
  await page.getByRole("heading", { name: "History of Max" }).waitFor();
  await page.getByRole("cell", { name: "neutered" }).waitFor();
  await checkAccess(page);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("navigation").isVisible(), false);
  assert.equal(await page.getByRole("button", { name: "Print" }).isVisible(), false);
  await page.getByText(/^Printed on /).waitFor();
  await page.getByRole("cell", { name: "neutered" }).waitFor();
  await page.close();
});

test("a visit, a pet and an owner are removed after a question, and not without", async () => {
  const page = await visit("/owners/10/pets/12/edit");
  const remove = page.getByRole("button", { name: "Remove this pet" });
  const dialog = page.getByRole("alertdialog");
  await remove.click();
  await checkAccess(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await remove.click();
  await dialog.getByRole("button", { name: "Remove this pet" }).click();
  await page.getByText("Removed.").waitFor();
  await page.getByRole("heading", { name: "One pet" }).waitFor();

  const recorded = await send("POST", "/api/visits/owners/10/pets/13/visits", { description: "a mistake" });
  await page.goto(`/owners/10/pets/13/visits/${recorded.id}`);
  await page.getByRole("button", { name: "Remove this visit" }).click();
  await dialog.getByRole("button", { name: "Remove this visit" }).click();
  await page.getByText("No visits yet.").waitFor();

  await page.goto("/owners/10?edit=1");
  await page.getByLabel("City").fill("Elsewhere");
  await page.getByRole("button", { name: "Remove this owner" }).click();
  await dialog.getByRole("button", { name: "Remove this owner" }).click();
  await page.waitForURL("**/owners");
  await page.getByRole("link", { name: "Jean Coleman" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Carlos Estaban" }).count(), 0);
  await page.close();
});
