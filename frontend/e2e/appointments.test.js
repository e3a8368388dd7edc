import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { agree, dayFromNow, desk } from "./desk.js";

const { visit, send } = await open({ after });
const { book, step, agenda, register } = desk(send);

/** @param {import("playwright-core").Page} page */
const submit = (page) => page.getByRole("button", { name: "Book", exact: true });

/** @param {import("playwright-core").Page} page */
const slots = (page) => page.getByRole("group", { name: "Free slots" });

test("an appointment is booked by keyboard, beside the vet's day, and a double click books once", async () => {
  const day = dayFromNow(40);
  await book(`${day}T09:00`, { vetId: 1, ownerId: 1, petId: 1 });
  await book(`${day}T10:00`, { vetId: 1, ownerId: 2, petId: 2 });
  const page = await visit(`/appointments/new?date=${day}&vet=1`);
  await page.getByRole("region", { name: "James Carter" }).getByText("Leo").waitFor();
  await page.getByRole("combobox", { name: "Find the owner" }).focus();
  await page.keyboard.type("coleman");
  await page.getByRole("option", { name: "Jean Coleman" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByLabel("Pet").selectOption({ label: "Samantha · Cat" });
  await page.getByLabel("Type").selectOption({ label: "Vaccination · 10 minutes" });
  const time = page.getByLabel("Time");
  await time.locator("optgroup[label^='Not free'] option", { hasText: "10:00 AM" }).waitFor({ state: "attached" });
  await slots(page).getByRole("radio", { name: "9:20 AM" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await time.inputValue(), "09:20");
  await page.getByLabel("Booked by").fill("Ada at the desk");
  await checkAccess(page);
  await picture(page, "booking");
  await submit(page).dblclick();
  await page.waitForURL(`**/?date=${day}`);
  await page.getByText("Samantha").first().waitFor();
  const found = (await agenda(day)).filter((it) => it.petId === 7);
  assert.deepEqual(found.map((it) => [it.start, it.bookedBy]), [[`${day}T09:20:00`, "Ada at the desk"]]);
  // The browser remembers who books.
  await page.goto("/appointments/new");
  assert.equal(await page.getByLabel("Booked by").inputValue(), "Ada at the desk");
  await page.close();
});

test("free slots of any vet, of a specialty and of one vet are offered, and taking one chooses its vet", async () => {
  const day = dayFromNow(46);
  for (const vetId of [1, 2, 4, 5, 6]) await book(`${day}T09:00`, { vetId, typeId: 5 });
  const page = await visit(`/appointments/new?date=${day}`);
  await slots(page).getByText("choose it first").waitFor();
  await page.getByLabel("Type").selectOption("1");
  // The one vet who is free then.
  await slots(page).getByRole("radio", { name: "9:00 AM Linda Douglas" }).check();
  assert.equal(await page.getByLabel("Vet").locator("option:checked").textContent(), "Linda Douglas");
  await slots(page).getByLabel("With").selectOption({ label: "Radiology" });
  await slots(page).getByRole("radio", { name: /10:10 AM (Helen Leary|Henry Stevens)/ }).waitFor();
  assert.equal(await slots(page).getByRole("radio", { name: "9:00 AM" }).count(), 0);
  await checkAccess(page);
  await page.getByLabel("Vet").selectOption({ label: "James Carter" });
  assert.equal(await slots(page).getByLabel("With").inputValue(), "vet:1");
  await slots(page).getByRole("radio", { name: "10:10 AM", exact: true }).check();
  await page.getByLabel("Booked by").fill("Ada");
  await submit(page).click();
  await page.waitForURL(`**/?date=${day}`);
  const found = (await agenda(day)).find((it) => it.vetId === 1 && it.typeId === 1);
  assert.equal(found.start, `${day}T10:10:00`);
  await page.close();
});

test("a day without a free slot names the next one, and slots that cannot be had can be asked for again", async () => {
  // A Sunday and the Monday after it.
  const [day, next] = ["2027-06-06", "2027-06-07"];
  const page = await visit(`/appointments/new?date=${day}&vet=3`);
  await page.route("**/api/visits/appointments/slots?**", (route) => route.fulfill({ status: 503 }), { times: 1 });
  await page.getByLabel("Type").selectOption("1");
  await slots(page).getByText("The clinic's server cannot answer right now.").waitFor();
  await slots(page).getByRole("button", { name: "Try again" }).click();
  await slots(page).getByText("No free slot on this day.").waitFor();
  await checkAccess(page);
  await slots(page).getByRole("button", { name: "Next free: Monday, June 7, 2027, 9:00 AM, Linda Douglas" }).click();
  assert.deepEqual([await page.getByLabel("Day").inputValue(), await page.getByLabel("Time").inputValue()], [next, "09:00"]);
  await slots(page).getByRole("radio", { name: "9:00 AM", exact: true, checked: true }).waitFor();

  // It looks no further than it was asked to.
  const leave = await send("POST", "/api/visits/calendar/entries", { kind: "leave", vetId: 3, firstDay: day, lastDay: "2027-08-01" });
  await page.getByLabel("Type").selectOption("2");
  await slots(page).getByText("None until Thursday, July 8, 2027 either.").waitFor();
  await slots(page).getByRole("button", { name: "Look further" }).click();
  await slots(page).getByRole("button", { name: "Next free: Monday, August 2, 2027, 9:00 AM, Linda Douglas" }).waitFor();
  await send("DELETE", `/api/visits/calendar/entries/${leave.id}`);
  await page.close();
});

test("a form that misses something says so beside the field", async () => {
  const page = await visit(`/appointments/new?date=${"2020-01-01"}`);
  await submit(page).click();
  await page.getByText("3 fields need another look.").waitFor();
  await page.getByText("Please choose one.").waitFor();
  await page.getByText("This is in the past.").waitFor();
  assert.equal(await page.getByLabel("Booked by").getAttribute("aria-invalid"), "true");
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "typeId");
  await checkAccess(page);
  await page.close();
});

test("a double booking says what it collides with, and is possible on purpose", async () => {
  const day = dayFromNow(41);
  await book(`${day}T10:00`, { vetId: 2, ownerId: 1, petId: 1, typeId: 4 });
  const page = await visit(`/appointments/new?date=${day}&vet=2&owner=6&pet=8&time=10:00`);
  await page.getByText("Jean Coleman").waitFor();
  await page.getByLabel("Type").selectOption("1");
  await page.getByLabel("Booked by").fill("Ada");
  await submit(page).click();
  const notice = page.getByRole("region", { name: "This time is not free" });
  await notice.getByText("Leo · Dental").waitFor();
  await page.getByText("The vet has another appointment then.").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "time");
  await checkAccess(page);
  await notice.getByLabel("Why it may overlap").fill("an emergency");
  await notice.getByRole("button", { name: "Book anyway" }).click();
  await page.waitForURL(`**/?date=${day}`);
  await page.getByText("Overlaps on purpose: an emergency").waitFor();
  await page.close();
});

test("an answer that gets lost books once, and leaving an unsaved form asks", async () => {
  const day = dayFromNow(42);
  const page = await visit(`/appointments/new?date=${day}`);
  await page.getByLabel("Type").selectOption("1");
  await page.getByLabel("Reason").fill("sneezes");
  await page.getByLabel("Booked by").fill("Ada");
  await page.getByRole("link", { name: "Calendar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stay here" }).click();
  await page.route("**/api/visits/appointments", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await submit(page).click();
  await page.getByText("What you have typed is kept.").waitFor();
  assert.equal(await page.getByLabel("Reason").inputValue(), "sneezes");
  await submit(page).click();
  await page.waitForURL(`**/?date=${day}`);
  assert.equal((await agenda(day)).length, 1);
  await page.close();
});

test("an appointment is moved, and a conflict shows both versions", async () => {
  const day = dayFromNow(43);
  const { id } = await book(`${day}T09:00`, { vetId: 3, ownerId: 4, petId: 5, reason: "check-up" });
  const page = await visit(`/?date=${day}`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("link", { name: "Move or edit" }).click();
  await page.getByRole("heading", { name: "Appointment of Iggy" }).waitFor();
  await page.getByRole("region", { name: "Linda Douglas" }).waitFor();
  await page.getByLabel("Time").selectOption("11:30");
  await page.getByLabel("Vet").selectOption({ label: "Rafael Ortega" });
  await checkAccess(page);
  await send("PUT", `/api/visits/appointments/${id}`, { reason: "check-up and claws" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Someone else has changed this meanwhile" }).waitFor();
  await page.getByText("check-up and claws").waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Save this choice" }).click();
  await page.waitForURL(`**/?date=${day}`);
  const [saved] = await agenda(day);
  assert.deepEqual([saved.start, saved.vetId, saved.reason], [`${day}T11:30:00`, 4, "check-up and claws"]);
  await page.close();
});

test("an appointment that is over can be looked at and taken back, one that is not there says so", async () => {
  const day = dayFromNow(44);
  const { id } = await book(`${day}T09:00`, { vetId: 3, ownerId: 4, petId: 5 });
  await step(id, "cancelled");
  const page = await visit(`/appointments/${id}`);
  await page.getByText("It can be changed again once the last step is undone.").waitFor();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("button", { name: "Undo last step" }).click();
  await page.getByLabel("Time").waitFor();
  await page.goto("/appointments/999999");
  await page.getByText("There is no such appointment.").waitFor();
  await checkAccess(page);
  await page.close();
});

test("the day of a booking does not shift in any time zone of the browser", async () => {
  for (const [timezoneId, minute] of /** @type {const} */ ([["Pacific/Auckland", "00:00"], ["America/Los_Angeles", "02:30"]])) {
    // In Los Angeles the clocks skip this time on this day; in the clinic they do not.
    const day = "2027-03-14";
    const page = await visit(`/appointments/new?date=${day}&time=${minute}`, { timezoneId });
    await page.getByLabel("Type").selectOption("1");
    await page.getByLabel("Booked by").fill(timezoneId);
    await submit(page).click();
    await agree(page, page.getByText("Booked for Sunday, March 14, 2027"));
    const found = (await agenda(day)).find((it) => it.bookedBy === timezoneId);
    assert.equal(found?.start, `${day}T${minute}:00`);
    await page.close();
  }
});

test("booking works in Korean and on a phone", async () => {
  const day = dayFromNow(45);
  const page = await visit(`/appointments/new?date=${day}`, { viewport: PHONE, locale: "ko-KR" });
  await page.getByRole("combobox", { name: "보호자 찾기" }).fill("franklin");
  await page.getByRole("option", { name: "George Franklin" }).click();
  // The only pet is chosen.
  await page.getByLabel("반려동물").locator("option:checked", { hasText: "Leo" }).waitFor({ state: "attached" });
  await page.getByLabel("예약 종류").selectOption("2");
  await page.getByLabel("예약 담당자").fill("김하늘");
  await checkWidth(page);
  await checkAccess(page);
  await picture(page, "booking-phone-ko");
  await page.getByRole("button", { name: "예약하기" }).click();
  await page.waitForURL(`**/?date=${day}`);
  await page.getByText("Leo").first().waitFor();
  await page.close();
});

test("an owner's appointments are shown ten at a time, without those that were called off", async () => {
  const { ownerId, petId } = await register("Manytimes", "Often");
  const [first, ...days] = Array.from({ length: 12 }, (_, index) => dayFromNow(60 + index));
  const cancelled = await book(`${first}T09:00`, { vetId: 6, ownerId, petId });
  await step(cancelled.id, "cancelled");
  for (const day of days) await book(`${day}T09:00`, { vetId: 6, ownerId, petId });
  const page = await visit(`/owners/${ownerId}`);
  const list = page.getByRole("region", { name: "Upcoming appointments" });
  await list.getByRole("listitem").nth(9).waitFor();
  assert.equal(await list.getByRole("listitem").count(), 10);
  await page.route("**/appointments?**", (route) => route.fulfill({ status: 503 }), { times: 1 });
  const more = list.getByRole("button", { name: "Show more appointments" });
  await more.click();
  await list.getByText("The clinic's server cannot answer right now.").waitFor();
  await more.click();
  await list.getByRole("listitem").nth(10).waitFor();
  await more.waitFor({ state: "detached" });
  await checkAccess(page);
  await page.close();
});
