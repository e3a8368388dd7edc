import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE } from "./browser.js";
import { dayFromNow, desk } from "./desk.js";

const { visit, send } = await open({ after });
const { book } = desk(send);

const TODAY = new Date().toISOString().slice(0, 10);
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

test("an owner's further phones and e-mail are edited in place, and the preferred one comes first", async () => {
  const page = await visit("/owners/6?edit=1");
  await page.getByLabel("E-mail").fill("jean@example");
  await page.getByRole("button", { name: "Add another phone" }).click();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "label");
  const second = page.getByRole("group", { name: "Phone 2" });
  await second.getByLabel("Whose or where").fill("Tom, at work");
  await second.getByLabel("Telephone number").fill("(608) 555-7777");
  await second.getByLabel("Call this number first").check();
  await page.getByLabel("City").fill("Windsor");
  await checkAccess(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  // The classic fields are saved by then; what was refused is put right and saved alone.
  await page.getByText("An e-mail address like ada@example.com.").waitFor();
  assert.equal(await page.getByLabel("City").inputValue(), "Windsor");
  await page.getByLabel("E-mail").fill("jean@example.com");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  const contact = page.getByRole("region", { name: "Contact" });
  await contact.getByRole("link", { name: "jean@example.com" }).waitFor();
  assert.match((await contact.textContent()) ?? "", /Tom, at work.*\(608\) 555-7777.*Call first.*Telephone.*608-555-2654/s);
  assert.equal((await send("GET", "/api/customers/owners/6")).city, "Windsor");
  await checkAccess(page);
  await page.close();
});

test("of two people who change an owner's contact, the second one sees both versions", async () => {
  const page = await visit("/owners/2?edit=1");
  await page.getByLabel("E-mail").fill("mine@example.com");
  await send("PUT", "/api/customers/owners/2/contact", { email: "theirs@example.com", phones: [{ label: "work", number: "6085550000" }] });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const conflict = page.getByRole("alert", { name: "Someone else has changed this meanwhile" });
  assert.ok(await conflict.getByRole("group", { name: "E-mail" }).getByRole("radio", { name: "mine@example.com" }).isChecked());
  assert.ok(await conflict.getByRole("group", { name: "Further phones" }).getByRole("radio", { name: "work: 6085550000" }).isChecked());
  await conflict.getByRole("button", { name: "Save this choice" }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  const saved = await send("GET", "/api/customers/owners/2/contact");
  assert.deepEqual([saved.email, saved.phones.length], ["mine@example.com", 1]);
  await page.close();
});

test("a likely duplicate is said while registering, with a link, and does not block", async () => {
  const page = await visit("/owners/new");
  await page.getByLabel("First name").fill("Jorge");
  await page.getByLabel("Last name").fill("Franklyn");
  await page.getByLabel("Telephone", { exact: true }).fill("+1 608 555-1749");
  await page.getByLabel("Address").fill("1 Elm St.");
  const notice = page.getByRole("status").filter({ hasText: "Perhaps registered already" });
  await notice.getByRole("link", { name: "George Franklin" }).waitFor();
  await notice.getByRole("link", { name: "Betty Davis" }).waitFor();
  assert.match((await notice.textContent()) ?? "", /Betty Davis.*same telephone number · Basil.*George Franklin.*the name sounds alike · Leo/s);
  await checkAccess(page);
  await page.getByLabel("Telephone", { exact: true }).fill("6085550177");
  await page.getByLabel("City").fill("Madison");
  await page.getByLabel("E-mail").fill("jorge@example.com");
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByText("Jorge Franklyn is registered.").waitFor();
  await page.getByRole("link", { name: "jorge@example.com" }).waitFor();
  await page.goto("/walk-in");
  await page.getByLabel("First name").fill("George");
  await page.getByLabel("Last name").fill("Franklin");
  await page.getByLabel("Telephone", { exact: true }).focus();
  await page.getByRole("link", { name: "George Franklin" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "George Franklin" }).getAttribute("href"), "/appointments/new?owner=1");
  await checkAccess(page);
  await page.close();
});

test("a pet's record is kept, and its alerts are shown wherever the pet is", async () => {
  const page = await visit("/owners/6/pets/7/edit");
  await page.getByLabel("Sex").selectOption("Female");
  await page.getByLabel("Neutered").selectOption("Yes");
  await page.getByLabel("Microchip").fill("985 112 003 456 78");
  await page.getByRole("button", { name: "Add an alert" }).click();
  await page.getByRole("group", { name: "Alert 1" }).getByLabel("Details").fill("bites strangers");
  await page.getByRole("button", { name: "Add an alert" }).click();
  const second = page.getByRole("group", { name: "Alert 2" });
  await second.getByLabel("About").selectOption("Reaction to a vaccine");
  await checkAccess(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("15 digits.").waitFor();
  await page.getByLabel("Microchip").fill("985 112 003 456 789");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  const alert = "Aggressive: bites strangers";
  await page.getByRole("article", { name: "Samantha" }).getByText(alert).waitFor();
  await checkAccess(page);

  const day = dayFromNow(3);
  const booked = await book(`${day}T10:00`, { ownerId: 6, petId: 7, vetId: 3 });
  for (const path of [`/?date=${day}`, `/appointments/${booked.id}`, "/owners/6/pets/7/visits/new", "/owners/6/pets/7/visits/1", "/appointments/new?owner=6&pet=7"]) {
    await page.goto(path);
    await page.getByText(alert).first().waitFor();
  }
  await checkAccess(page);
  await page.goto(`/calendar?date=${day}`);
  await page.locator(`[data-appointment="${booked.id}"]`).getByText(alert).waitFor({ state: "attached" });
  await checkAccess(page);
  await page.goto("/owners?q=Coleman");
  await page.getByText(alert).first().waitFor({ state: "attached" });

  await page.goto("/owners/6/pets/7");
  await page.getByText(alert).waitFor();
  await page.getByText("985112003456789").waitFor();
  await page.getByText("Reaction to a vaccine").waitFor();
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByText(alert).isVisible());
  await page.close();
});

test("a pet's weight is recorded, drawn and removed", async () => {
  for (const [measuredOn, grams] of [["2024-01-10", 3900], ["2025-01-10", 4400]]) {
    await send("POST", "/api/customers/owners/3/pets/4/weights", { measuredOn, grams });
  }
  const page = await visit("/owners/3/pets/4");
  const weights = page.getByRole("region", { name: "Weight" });
  await weights.getByRole("img", { name: "Weight over time, from 3.9 kg to 4.4 kg" }).waitFor();
  await weights.getByLabel("Weight in kilograms").fill("heavy");
  await weights.getByRole("button", { name: "Add weight" }).click();
  await page.getByText("A weight in kilograms, such as 4.2.").waitFor();
  await weights.getByLabel("Weight in kilograms").fill("4,65");
  await checkAccess(page);
  await weights.getByRole("button", { name: "Add weight" }).click();
  await page.getByText("4.65 kg is recorded.").waitFor();
  await weights.getByRole("img", { name: "from 3.9 kg to 4.65 kg" }).waitFor();
  await weights.getByRole("button", { name: "Remove the weight of Jan 10, 2024" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await weights.getByRole("img", { name: "from 4.4 kg to 4.65 kg" }).waitFor();
  await page.emulateMedia({ media: "print" });
  assert.ok(await weights.getByRole("cell", { name: "4.65 kg" }).isVisible());
  assert.equal(await weights.getByRole("button", { name: "Add weight" }).isVisible(), false);
  await page.close();
});

test("the death of a pet calls its appointments off, is shown wherever the pet is, and keeps it from being booked", async () => {
  const day = dayFromNow(4);
  const booked = await book(`${day}T11:00`, { ownerId: 10, petId: 12, vetId: 2 });
  const page = await visit("/owners/10/pets/12/edit");
  await page.getByLabel("Date of death").fill(YESTERDAY);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  const card = page.getByRole("article", { name: "Lucky" });
  await card.getByText(/^Died /).waitFor();
  assert.equal(await card.getByRole("link", { name: "Book an appointment for Lucky" }).count(), 0);
  await checkAccess(page);
  await page.goto(`/appointments/${booked.id}`);
  await page.getByText("Called off").first().waitFor();
  await page.getByText(/^Died /).waitFor();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("dialog").getByText("The pet died on").waitFor();
  await checkAccess(page);

  await page.goto("/appointments/new?owner=10");
  const pets = page.getByLabel("Pet", { exact: false }).first();
  await page.getByRole("option", { name: "Lucky · has died" }).waitFor({ state: "attached" });
  assert.ok(await page.getByRole("option", { name: "Lucky · has died" }).isDisabled());
  assert.equal(await page.getByRole("option", { name: "Sly · Cat" }).isDisabled(), false);
  await pets.selectOption({ label: "Sly · Cat" });
  // Someone has opened the form before the pet died.
  await page.goto(`/appointments/new?owner=10&pet=12&date=${day}&time=15:00`);
  await page.getByText(/^Died /).waitFor();
  await page.getByLabel("Type").selectOption({ index: 1 });
  await page.getByLabel("Booked by").fill("Ada");
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByText("The pet has died by that day").waitFor();
  await page.close();
});

test("forms and pages with a record fit a phone, in Korean", async () => {
  await send("PUT", "/api/customers/owners/4/contact", { email: "harold@example.com", phones: [{ label: "딸", number: "010-1234-5678", isPreferred: true }] });
  await send("PUT", "/api/customers/owners/4/pets/5/record", { alerts: [{ kind: "allergy", note: "페니실린" }], diedOn: TODAY });
  await send("POST", "/api/customers/owners/4/pets/5/weights", { grams: 350 });
  await send("POST", "/api/customers/owners/4/pets/5/weights", { grams: 340, measuredOn: YESTERDAY });
  const page = await visit("/owners/4", { viewport: PHONE, locale: "ko-KR" });
  for (const [path, text] of /** @type {const} */ ([
    ["/owners/4", "알레르기: 페니실린"], ["/owners/4?edit=1", "전화 2"], ["/owners/4/pets/5", "350g"], ["/owners/4/pets/5/edit", "주의 사항 1"],
    ["/owners/4/pets/new", "주의 사항 추가"], ["/owners/new", "전화 추가"],
  ])) {
    await page.goto(path);
    await page.getByText(text).first().waitFor();
    await checkWidth(page);
    await checkAccess(page);
  }
  await page.close();
});
