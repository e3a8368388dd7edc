import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { desk } from "./desk.js";

const { visit, send } = await open({ after });
const { book } = desk(send);

const ENTRIES = "/api/visits/calendar/entries";

/** @param {Record<string, unknown>} entry */
const enter = (entry) => send("POST", ENTRIES, entry);

test("a leave is entered by keyboard, shown with its vet and in the calendar, and removed after a question", async () => {
  const page = await visit("/vets");
  await page.getByRole("link", { name: "Absences of Helen Leary" }).press("Enter");
  await page.getByText("None from today on.").first().waitFor();
  await checkAccess(page);
  await page.getByRole("link", { name: "Add: Leave" }).press("Enter");
  assert.equal(await page.getByLabel("Vet").locator("option:checked").textContent(), "Helen Leary");
  await page.getByLabel("First day").fill("2027-05-03");
  await page.getByLabel("Last day").fill("2027-05-01");
  await page.getByLabel("Reason").fill("conference");
  await page.keyboard.press("Enter");
  await page.getByText("This is before the first day.").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "lastDay");
  await checkAccess(page);
  await page.getByLabel("Last day").fill("2027-05-04");
  await page.getByLabel("Last day").press("Enter");
  await page.getByRole("link", { name: "Helen Leary: May 3, 2027 – May 4, 2027" }).waitFor();

  await page.goto("/vets");
  await page.getByRole("listitem").filter({ hasText: "Helen Leary" }).getByText("Next leave: May 3, 2027 – May 4, 2027").waitFor();
  await checkAccess(page);
  await page.goto("/calendar?date=2027-05-04");
  await page.locator(".ec-bg-event.leave").getByText("Leave · conference").waitFor();
  const notes = page.getByRole("region", { name: "Hours and absences on these days" });
  await notes.getByText("Open 9:00 AM – 6:00 PM").waitFor();
  await checkAccess(page);
  await picture(page, "calendar-absences");

  await notes.getByRole("link", { name: "Helen Leary · Leave · conference" }).click();
  await page.getByRole("button", { name: "Remove this entry" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  assert.equal((await send("GET", `${ENTRIES}?vetId=2`)).entries.length, 1);
  await page.getByRole("button", { name: "Remove this entry" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove this entry" }).click();
  await page.getByText("Removed.").waitFor();
  assert.equal((await send("GET", `${ENTRIES}?vetId=2`)).entries.length, 0);
  await page.close();
});

test("opening hours, openings, closures and weekly blocks are entered, and say what is missing", async () => {
  const page = await visit("/hours");
  await page.getByRole("link", { name: "Monday" }).waitFor();
  await checkAccess(page);
  await picture(page, "hours");
  await page.getByRole("link", { name: "Add: Opening hours" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("3 fields need another look.").waitFor();
  await page.getByText("Please choose one.").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "weekday");
  await page.getByLabel("Weekday").selectOption({ label: "Sunday" });
  await page.getByLabel("First day").fill("2027-06-01");
  await page.getByLabel("From").fill("22:00");
  await page.getByLabel("To").fill("00:00");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Sunday, from Jun 1, 2027" }).waitFor();
  const { entries } = await send("GET", `${ENTRIES}?from=2027-06-01`);
  const sunday = entries.find((/** @type {any} */ it) => it.weekday === "sunday");
  assert.deepEqual([sunday.from, sunday.to, sunday.lastDay], ["22:00", "24:00", null]);

  await page.getByRole("link", { name: "Add: Not for appointments" }).click();
  await page.getByLabel("Vet").selectOption({ label: "Linda Douglas" });
  await page.getByLabel("Weekday").selectOption({ label: "Thursday" });
  await page.getByLabel("First day").fill("2027-06-03");
  await page.getByLabel("From").fill("13:00");
  await page.getByLabel("To").fill("12:00");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This is not after the beginning.").waitFor();
  await page.getByLabel("To").fill("16:00");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Linda Douglas: Thursday, from Jun 3, 2027" }).waitFor();

  await enter({ kind: "closure", firstDay: "2027-06-10", reason: "town festival" });
  await enter({ kind: "opening", firstDay: "2027-06-10", from: "10:00", to: "11:00" });
  await page.goto("/calendar?date=2027-06-10&view=week&vet=3");
  const notes = page.getByRole("region", { name: "Hours and absences on these days" });
  const thursday = notes.getByRole("listitem").filter({ hasText: "10 Thu" });
  await thursday.getByText("Open 10:00 AM – 11:00 AM").waitFor();
  await thursday.getByText("Closed · town festival").waitFor();
  await thursday.getByText("Linda Douglas · Not for appointments, 1:00 PM – 4:00 PM").waitFor();
  await page.locator(".ec-bg-event.block").waitFor();
  await checkAccess(page);
  await page.close();
});

test("a leave names the appointments that stand in its time, which people decide about", async () => {
  const day = "2027-09-06";
  await book(`${day}T09:00`, { vetId: 5, ownerId: 1, petId: 1 });
  await book(`${day}T09:00`, { vetId: 6, ownerId: 2, petId: 2 });
  const page = await visit(`/hours/new?kind=leave&vet=5&date=${day}`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. One appointment stands in this time.").waitFor();
  await page.getByRole("status").getByRole("button", { name: "Show" }).click();
  await page.waitForURL(`**/calendar?date=${day}`);
  await page.getByText("Leo").first().waitFor();
  await page.close();
});

test("an entry is edited, and a conflict shows both versions", async () => {
  const { id } = await enter({ kind: "block", vetId: 4, firstDay: "2027-07-05", from: "12:00", to: "13:00", reason: "lunch" });
  const page = await visit(`/hours/${id}`);
  assert.equal(await page.getByLabel("From").inputValue(), "12:00");
  await page.getByLabel("Reason").fill("a long lunch");
  await send("PUT", `${ENTRIES}/${id}`, { kind: "block", vetId: 4, firstDay: "2027-07-06", from: "12:00", to: "13:00", reason: "lunch" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Someone else has changed this meanwhile" }).waitFor();
  await page.getByText("Jul 6, 2027").first().waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Save this choice" }).click();
  await page.getByRole("link", { name: "Rafael Ortega: Jul 6, 2027" }).waitFor();
  const saved = await send("GET", `${ENTRIES}/${id}`);
  assert.deepEqual([saved.firstDay, saved.reason], ["2027-07-06", "a long lunch"]);
  await page.goto("/hours/999999");
  await page.getByText("There is no such entry.").waitFor();
  await page.close();
});

test("hours work in Korean and on a phone, and can be asked for again; the calendar works without them", async () => {
  await enter({ kind: "leave", vetId: 1, firstDay: "2027-08-02" });
  await book("2027-08-02T09:00", { ownerId: 1, petId: 1 });
  const page = await visit("/about", { viewport: PHONE, locale: "ko-KR" });
  await page.route("**/api/visits/calendar/**", (route) => route.fulfill({ status: 503 }));
  await page.goto("/hours");
  await page.getByText("병원 서버가 지금 응답할 수 없습니다.").waitFor();
  await page.goto("/calendar?date=2027-08-02");
  await page.getByText("Leo").first().waitFor();
  await page.getByText("병원 서버가 지금 응답할 수 없습니다.").waitFor();
  await checkAccess(page);
  await page.unrouteAll();
  await page.getByRole("button", { name: "다시 시도" }).click();
  await page.getByRole("link", { name: "James Carter · 휴가" }).waitFor();
  await checkWidth(page);
  await page.goto("/hours");
  await page.getByRole("link", { name: "James Carter: 2027. 8. 2." }).waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.getByRole("link", { name: "휴진 추가" }).click();
  await page.getByLabel("첫날").waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await page.close();
});
