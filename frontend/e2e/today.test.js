import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";
import { dayFromNow, desk } from "./desk.js";

const { visit, send } = await open({ after });
const { book, step, agenda, register } = desk(send);

/** @param {import("playwright-core").Page} page @param {string} name */
const column = (page, name) => page.getByRole("region", { name });

test("the agenda of a day stands by vet, with whom it is about, and who waits", async () => {
  const day = dayFromNow(40);
  await book(`${day}T09:00`, { vetId: 1, ownerId: 1, petId: 1, reason: "limps on the left hind leg" });
  const { id } = await book(`${day}T10:00`, { vetId: 1, ownerId: 6, petId: 8, typeId: 2 });
  await step(id, "checkedIn");
  const noShow = await book(`${day}T09:20`, { vetId: 2, ownerId: 3, petId: 3 });
  await step(noShow.id, "noShow");
  await book(`${day}T14:00`, { typeId: 5 });
  const page = await visit(`/?date=${day}`);
  const carter = column(page, "James Carter");
  await carter.getByText("limps on the left hind leg").waitFor();
  await carter.getByText("9:00 AM").waitFor();
  await carter.getByRole("link", { name: "George Franklin" }).waitFor();
  await carter.getByText("608-555-1023").waitFor();
  await column(page, "Helen Leary").getByText("No-show", { exact: true }).first().waitFor();
  await column(page, "Nobody yet").getByText("Owner not known yet").waitFor();
  await column(page, "Waiting").getByText("0 min").waitFor();
  await column(page, "Waiting").getByRole("button", { name: "Max" }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), `appointment-${id}`);
  await page.getByText("Nothing booked for:").getByRole("link", { name: "Linda Douglas" }).waitFor();
  await checkAccess(page);
  await picture(page, "today");
  await page.close();
});

test("an empty day says so, and days can be turned and linked to", async () => {
  const [day, next] = ["2027-05-01", "2027-05-02"];
  const page = await visit(`/?date=${day}`);
  await page.getByText("Nothing is booked on this day.").waitFor();
  await checkAccess(page);
  await page.getByRole("button", { name: "Next day" }).click();
  await page.waitForURL(`**/?date=${next}`);
  assert.equal(await page.getByLabel("Day", { exact: true }).inputValue(), next);
  await page.goBack();
  await page.waitForURL(`**/?date=${day}`);
  await page.getByRole("button", { name: "Today" }).click();
  await page.getByRole("heading", { name: "Today" }).waitFor();
  assert.equal(new URL(page.url()).search, "");
  await page.close();
});

test("checking in and its undo are two clicks, and both are seen at once", async () => {
  const day = dayFromNow(44);
  await book(`${day}T09:00`, { vetId: 3, ownerId: 2, petId: 2 });
  const page = await visit(`/?date=${day}`);
  const douglas = column(page, "Linda Douglas");
  await douglas.getByRole("button", { name: "Check in" }).dblclick();
  await page.getByRole("status").getByText("Basil: Checked in").waitFor();
  await column(page, "Waiting").getByText("Basil").waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await douglas.getByText("Booked", { exact: true }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id.startsWith("appointment-"));
  assert.equal((await agenda(day))[0].status, "booked");
  await page.close();
});

test("completing describes the visit, which can be looked at", async () => {
  const day = dayFromNow(45);
  const of = await register("Complete", "Pip");
  const { id } = await book(`${day}T11:00`, { vetId: 4, reason: "coughs", ...of });
  await step(id, "checkedIn");
  const page = await visit(`/?date=${day}`);
  const ortega = column(page, "Rafael Ortega");
  await ortega.getByRole("button", { name: "Complete" }).click();
  const done = page.getByLabel("What was done");
  assert.equal(await done.inputValue(), "coughs");
  await checkAccess(page);
  await done.fill("Kennel cough, rest for a week");
  // The first attempt is cut off after its first half.
  await page.route("**/api/visits/owners/**", (route) => route.fulfill({ status: 503 }), { times: 1 });
  const save = page.getByRole("dialog").getByRole("button", { name: "Complete" });
  await save.click();
  await page.getByText("What you have typed is kept.").waitFor();
  await save.click();
  await page.getByText("Pip: Completed").waitFor();
  await ortega.getByRole("link", { name: "Visit" }).click();
  await page.waitForURL("**/visits/*");
  const visits = await send("GET", `/api/visits/owners/${of.ownerId}/pets/${of.petId}/visits`);
  assert.deepEqual(visits.map((/** @type {any} */ it) => it.description), ["Kennel cough, rest for a week"]);
  await page.close();
});

test("undoing a cancellation whose time is taken needs a reason, and the history tells it all", async () => {
  const day = dayFromNow(46);
  const { id } = await book(`${day}T09:00`, { vetId: 5, ownerId: 4, petId: 5 });
  const page = await visit(`/?date=${day}`);
  const row = page.locator(`#appointment-${id}`);
  await row.getByRole("button", { name: "More" }).click();
  await row.getByRole("button", { name: "Call off" }).click();
  await page.getByText("Iggy: Called off").waitFor();
  await book(`${day}T09:10`, { vetId: 5, ownerId: 5, petId: 6 });
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "This time is not free" });
  await dialog.getByText("George · Consultation").waitFor();
  await checkAccess(page);
  await dialog.getByRole("button", { name: "Book anyway" }).click();
  await dialog.getByText("Please fill this in.").waitFor();
  await dialog.getByLabel("Why it may overlap").fill("an emergency");
  await dialog.getByRole("button", { name: "Book anyway" }).click();
  await row.getByText("Overlaps on purpose: an emergency").waitFor();
  await row.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("dialog", { name: "Changes to the appointment of Iggy" });
  await history.getByText("Status: Called off → Booked").waitFor();
  await history.getByText("Booked by Another desk").waitFor();
  await checkAccess(page);
  await page.keyboard.press("Escape");
  await history.waitFor({ state: "detached" });
  await page.close();
});

test("a step that another desk has taken differently shows how things stand", async () => {
  const day = dayFromNow(47);
  const { id } = await book(`${day}T09:00`, { vetId: 1, ownerId: 4, petId: 5 });
  const page = await visit(`/?date=${day}`, { isDeaf: true });
  const row = page.locator(`#appointment-${id}`);
  await row.getByRole("button", { name: "More" }).click();
  await step(id, "checkedIn");
  await row.getByRole("button", { name: "No-show" }).click();
  await page.getByText("Iggy: changed elsewhere meanwhile.").waitFor();
  await row.getByText("Checked in", { exact: true }).waitFor();
  await page.close();
});

test("what another desk changes is seen without a poll, and so is a leave in the calendar", async () => {
  const day = dayFromNow(53);
  await book(`${day}T09:00`, { vetId: 1, ownerId: 1, petId: 1 });
  for (const [path, see] of /** @type {const} */ ([["/", "Samantha"], ["/calendar", "Leave · summer"]])) {
    const page = await visit("/about");
    await page.clock.install();
    const listens = page.waitForResponse("**/api/visits/agenda/events");
    await page.goto(`${path}?date=${day}`);
    await page.getByText("Leo").first().waitFor();
    assert.equal((await listens).status(), 200);
    // No timer runs from now on.
    await page.clock.pauseAt(Date.now() + 60_000);
    if (path === "/") await book(`${day}T10:00`, { vetId: 1, ownerId: 6, petId: 7 });
    else await send("POST", "/api/visits/calendar/entries", { kind: "leave", vetId: 2, firstDay: day, reason: "summer" });
    await page.getByText(see).first().waitFor();
    await page.close();
  }
});

test("the agenda is asked for from time to time where no changes are heard", async () => {
  const held = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.flushHeaders();
  });
  await new Promise((resolve) => held.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (held.address());
  try {
    for (const [index, isHeldBack] of [true, false].entries()) {
      const day = dayFromNow(54 + index);
      await book(`${day}T09:00`, { vetId: 1, ownerId: 1, petId: 1 });
      const page = await visit("/about");
      await page.route("**/api/visits/agenda/events", (route) => (isHeldBack ? route.continue({ url: `http://127.0.0.1:${port}/` }) : route.fulfill({ status: 503 })));
      await page.clock.install();
      await page.goto(`/?date=${day}`);
      await page.getByText("Leo").waitFor();
      await book(`${day}T10:00`, { vetId: 1, ownerId: 6, petId: 7 });
      await page.clock.runFor(16_000);
      await page.getByText("Samantha").waitFor();
      await page.close();
    }
  } finally {
    held.closeAllConnections();
    held.close();
  }
});

test("a failed refresh keeps what is shown", async () => {
  const day = dayFromNow(48);
  await book(`${day}T10:00`, { vetId: 1, ownerId: 6, petId: 7 });
  const page = await visit(`/?date=${day}`);
  await page.getByText("Samantha").waitFor();
  await page.route("**/api/visits/appointments?**", (route) => route.abort());
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await page.getByText("This is how it stood at").waitFor();
  await page.getByText("Samantha").waitFor();
  await checkAccess(page);
  await page.unroute("**/api/visits/appointments?**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("This is how it stood at").waitFor({ state: "detached" });
  await page.close();
});

test("the agenda works without names of vets or owners, and says when it cannot be had at all", async () => {
  const day = dayFromNow(49);
  await book(`${day}T09:00`, { vetId: 2, ownerId: 1, petId: 1 });
  const page = await visit("/about");
  await page.route(/\/api\/(vets|customers)\//, (route) => route.fulfill({ status: 503 }));
  await page.goto(`/?date=${day}`);
  await column(page, "Vet no. 2").getByText("Pet no. 1").waitFor();
  await page.getByText("The vets' names cannot be shown right now.").waitFor();
  await checkAccess(page);
  await page.unroute(/\/api\/(vets|customers)\//);
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await column(page, "Helen Leary").getByText("Leo").waitFor();

  await page.route("**/api/visits/**", (route) => route.fulfill({ status: 503 }));
  await page.goto(`/?date=${day}`);
  await page.getByText("The clinic's server cannot answer right now.").waitFor();
  await checkAccess(page);
  await page.unroute("**/api/visits/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await column(page, "Helen Leary").waitFor();
  await page.close();
});

test("an owner is found by keyboard alone", async () => {
  const page = await visit(`/?date=${dayFromNow(50)}`);
  const search = page.getByRole("combobox", { name: "Find an owner" });
  await search.focus();
  await page.keyboard.type("davis");
  await page.getByRole("option", { name: "Harold Davis" }).waitFor();
  await checkAccess(page);
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getByRole("option", { selected: true }).locator("strong").textContent(), "Harold Davis");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Harold Davis" }).waitFor();
  await page.close();
});

test("days do not shift in any time zone of the browser", async () => {
  const start = "2027-03-14T00:10";
  await book(start, { vetId: 1, ownerId: 1, petId: 1, overlapReason: "an emergency at night" });
  for (const timezoneId of ["Pacific/Auckland", "America/Los_Angeles"]) {
    const page = await visit("/?date=2027-03-14", { timezoneId });
    await page.getByText("Sunday, March 14, 2027").waitFor();
    await page.getByText("12:10 AM").waitFor();
    await page.getByRole("button", { name: "Previous day" }).click();
    await page.getByText("Saturday, March 13, 2027").waitFor();
    await page.getByText("Nothing is booked on this day.").waitFor();
    await page.goto("/");
    // Today is today in the clinic's own zone: UTC here.
    const [before, shown, behind] = [dayFromNow(0), await page.getByLabel("Day", { exact: true }).inputValue(), dayFromNow(0)];
    assert.ok(shown === before || shown === behind, `${shown} in ${timezoneId}`);
    await page.close();
  }
});

test("the agenda works in Korean and on a phone", async () => {
  const day = dayFromNow(52);
  const { id } = await book(`${day}T09:00`, { vetId: 1, ownerId: 6, petId: 8 });
  await book(`${day}T14:00`, { vetId: 1, ownerId: 1, petId: 1, reason: "절뚝거림" });
  await step(id, "checkedIn");
  const page = await visit(`/?date=${day}`, { viewport: PHONE, locale: "ko-KR" });
  await page.getByText("오후 2:00").waitFor();
  await column(page, "James Carter").getByText("대기 중").waitFor();
  await column(page, "대기").getByText("0분").waitFor();
  await page.getByRole("button", { name: "더 보기" }).first().click();
  await checkWidth(page);
  await checkAccess(page);
  await picture(page, "today-phone-ko");
  await page.close();
});
