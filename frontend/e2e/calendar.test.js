import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { agree, dayFromNow, desk } from "./desk.js";

const { visit, send } = await open({ after });
const { book, agenda } = desk(send);

/** @param {import("playwright-core").Page} page @param {number} id */
const entry = (page, id) => page.locator(`[data-appointment="${id}"]`);

/**
 * Drags an appointment by some pixels, as a hand does.
 * @param {import("playwright-core").Page} page @param {number} id @param {number} x @param {number} y
 */
async function drag(page, id, x, y) {
  // Once it rests.
  await entry(page, id).hover();
  const box = await entry(page, id).boundingBox();
  assert.ok(box);
  const [fromX, fromY] = [box.x + box.width / 2, box.y + 8];
  await page.mouse.move(fromX, fromY);
  await page.mouse.down();
  await page.mouse.move(fromX + x / 2, fromY + y / 2, { steps: 4 });
  await page.mouse.move(fromX + x, fromY + y, { steps: 4 });
  await page.mouse.up();
}

/** Waits until an appointment has the focus. @param {import("playwright-core").Page} page @param {number} id */
const hasFocus = (page, id) =>
  page.waitForFunction((id) => /** @type {HTMLElement} */ (document.activeElement)?.dataset.appointment === id, String(id));

/** The width of a vet's column. @param {import("playwright-core").Page} page */
async function columnWidth(page) {
  const box = await page.getByText("James Carter", { exact: true }).first().locator("xpath=ancestor::*[contains(@class,'ec-col-head')]").boundingBox();
  assert.ok(box);
  return box.width;
}

/** The height of ten minutes, in pixels. */
const SLOT = 22;

test("an appointment is dragged to another time and vet, and dragged back by undo", async () => {
  const day = dayFromNow(40);
  const { id } = await book(`${day}T09:00`, { vetId: 1, ownerId: 6, petId: 8 });
  await book(`${day}T10:00`, { vetId: 2, ownerId: 1, petId: 1, typeId: 4 });
  const page = await visit(`/calendar?date=${day}`);
  await entry(page, id).getByText("Max").waitFor();
  await checkAccess(page);
  await picture(page, "calendar");
  await drag(page, id, await columnWidth(page), 2 * SLOT);
  await page.getByText(/^Max: moved to .* 9:20 AM, Helen Leary\./).waitFor();
  const moved = (await agenda(day)).find((it) => it.id === id);
  assert.deepEqual([moved.start, moved.vetId], [`${day}T09:20:00`, 2]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText(/^Max: moved to .* 9:00 AM, James Carter\./).waitFor();
  const back = (await agenda(day)).find((it) => it.id === id);
  assert.deepEqual([back.start, back.vetId], [`${day}T09:00:00`, 1]);
  // A click opens it.
  await entry(page, id).click();
  await page.waitForURL(`**/appointments/${id}`);
  await page.close();
});

test("an appointment is moved by keyboard, with a preview that is read out", async () => {
  const day = dayFromNow(41);
  const first = await book(`${day}T09:00`, { vetId: 1, ownerId: 6, petId: 8 });
  const second = await book(`${day}T09:40`, { vetId: 1, ownerId: 1, petId: 1 });
  const page = await visit(`/calendar?date=${day}`);
  await entry(page, first.id).getByText("Max").waitFor();
  await entry(page, first.id).focus();
  await page.keyboard.press("Tab");
  await hasFocus(page, second.id);
  // What another desk books draws the calendar anew.
  const third = await book(`${day}T11:00`, { vetId: 2, ownerId: 1, petId: 1 });
  await entry(page, third.id).waitFor();
  await hasFocus(page, second.id);
  await page.keyboard.press("Shift+Tab");
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
  const preview = page.getByRole("status").getByText(/^Max would move to .* 9:20 AM, Helen Leary\./);
  await preview.waitFor();
  await hasFocus(page, first.id);
  await checkAccess(page);
  await page.keyboard.press("Escape");
  await preview.waitFor({ state: "detached" });
  assert.equal((await agenda(day)).find((it) => it.id === first.id).start, `${day}T09:00:00`);

  for (const key of ["ArrowLeft", "PageDown", "ArrowUp"]) await page.keyboard.press(key);
  await page.keyboard.press("Enter");
  await page.getByText(/^Max: moved to .* 9:50 AM, Nobody yet\./).waitFor();
  const moved = (await agenda(day)).find((it) => it.id === first.id);
  assert.deepEqual([moved.start, moved.vetId], [`${day}T09:50:00`, null]);
  await hasFocus(page, first.id);
  await page.close();
});

test("a move onto another appointment asks for a reason, and can be put back", async () => {
  const day = dayFromNow(42);
  const { id } = await book(`${day}T09:00`, { vetId: 1, ownerId: 6, petId: 8 });
  await book(`${day}T09:40`, { vetId: 1, ownerId: 1, petId: 1 });
  const page = await visit(`/calendar?date=${day}`);
  await entry(page, id).getByText("Max").waitFor();
  await entry(page, id).focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  const dialog = page.getByRole("dialog", { name: "This time is not free" });
  await dialog.getByText("Leo · Consultation").waitFor();
  await checkAccess(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await entry(page, id).getByText("9:00 AM").waitFor();
  await entry(page, id).focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await dialog.getByLabel("Why it may overlap").fill("two tables");
  await dialog.getByRole("button", { name: "Book anyway" }).click();
  await page.getByText("Max: moved to").waitFor();
  assert.equal((await agenda(day)).find((it) => it.id === id).overlapReason, "two tables");
  await page.close();
});

test("what another desk has moved meanwhile is shown, not overwritten; a failed save can be tried again", async () => {
  const day = dayFromNow(43);
  const { id } = await book(`${day}T09:00`, { vetId: 1, ownerId: 6, petId: 8 });
  const page = await visit(`/calendar?date=${day}`, { isDeaf: true });
  await entry(page, id).getByText("Max").waitFor();
  await send("PUT", `/api/visits/appointments/${id}`, { start: `${day}T11:00` });
  await entry(page, id).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("Max: changed elsewhere meanwhile.").waitFor();
  await entry(page, id).getByText("11:00 AM").waitFor();

  await entry(page, id).focus();
  await page.keyboard.press("ArrowDown");
  await page.route(`**/api/visits/appointments/${id}`, (route) => route.fulfill({ status: 503 }), { times: 1 });
  await page.keyboard.press("Enter");
  await page.getByText("Max: this could not be saved.").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Max: moved to").waitFor();
  assert.equal((await agenda(day))[0].start, `${day}T11:10:00`);
  await page.close();
});

test("the week of a vet moves appointments from day to day, in any time zone of the browser", async () => {
  // A Wednesday; on the Sunday before the next week the clocks of Los Angeles skip 2:30.
  const day = "2027-03-10";
  const { id } = await book(`${day}T02:20`, { vetId: 4, ownerId: 6, petId: 8, overlapReason: "an emergency" });
  for (const [timezoneId, to] of /** @type {const} */ ([["America/Los_Angeles", "2027-03-14T02:30:00"], ["Pacific/Auckland", "2027-03-14T02:40:00"]])) {
    const page = await visit("/about", { timezoneId });
    await page.goto(`/calendar?date=${day}&view=week&vet=4`);
    await page.getByText("Mar 8, 2027 – Mar 14, 2027").waitFor();
    await entry(page, id).getByText("Max").waitFor();
    await entry(page, id).focus();
    const steps = timezoneId === "America/Los_Angeles" ? ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"] : [];
    for (const key of steps) await page.keyboard.press(key);
    if (steps.length > 0) await page.keyboard.press("Enter");
    else await drag(page, id, 0, SLOT);
    await agree(page, page.getByText("Max: moved to Sunday, March 14, 2027"));
    assert.equal((await send("GET", `/api/visits/appointments/${id}`)).start, to, timezoneId);
    await checkAccess(page);
    await picture(page, "calendar-week");
    await page.close();
  }
});

test("day, week, vet and date are in the address, and the list says the same", async () => {
  const day = dayFromNow(44);
  await book(`${day}T09:00`, { vetId: 1, ownerId: 6, petId: 8 });
  const page = await visit(`/calendar?date=${day}`);
  await page.getByRole("button", { name: "Week", exact: true }).click();
  await page.getByRole("combobox", { name: "Vet" }).selectOption({ label: "Helen Leary" });
  await page.waitForURL(`**/calendar?date=${day}&view=week&vet=2`);
  await page.goBack();
  await page.getByText("Max").first().waitFor();
  await page.goBack();
  await page.getByRole("link", { name: "The same as a list" }).click();
  await page.getByRole("region", { name: "James Carter" }).getByText("Max").waitFor();
  await page.close();
});

test("a calendar that cannot be had says so, an empty one is accessible, in Korean and on a phone", async () => {
  const day = dayFromNow(45);
  const page = await visit(`/calendar?date=${day}`, { viewport: PHONE, locale: "ko-KR" });
  await page.getByText("담당 미정").waitFor();
  await checkWidth(page);
  await checkAccess(page);
  await picture(page, "calendar-phone-ko");
  await page.route("**/api/visits/appointments?**", (route) => route.fulfill({ status: 503 }));
  await page.getByRole("button", { name: "다음 날" }).click();
  await page.getByRole("alert").waitFor();
  await page.unroute("**/api/visits/appointments?**");
  await page.getByRole("button", { name: "다시 시도" }).click();
  await page.getByText("담당 미정").waitFor();
  await page.close();
});
