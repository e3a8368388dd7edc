import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkAccess, checkWidth, open, PHONE, picture } from "./browser.js";

const { visit, send } = await open({ after });

/** @param {string} lastName */
const owners = (lastName) => send("GET", `/api/customers/owners?lastName=${lastName}`);

/** @param {number} ownerId @returns {Promise<any[]>} */
async function appointmentsOf(ownerId) {
  // The clinic's day may end while the test runs.
  const day = (/** @type {number} */ offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const { appointments } = await send("GET", `/api/visits/appointments?from=${day(-1)}&to=${day(1)}`);
  return appointments.filter((/** @type {any} */ it) => it.ownerId === ownerId);
}

test("a new owner with a new pet is checked in with fewer than 12 actions", async () => {
  const page = await visit("/");
  let actions = 0;
  /** @param {string} label @param {string} text */
  const fill = async (label, text) => {
    actions += 1;
    await page.getByLabel(label, { exact: true }).fill(text);
  };
  /** @param {import("playwright-core").Locator} target */
  const click = async (target) => {
    actions += 1;
    await target.click();
  };
  await click(page.getByRole("link", { name: "Walk-in" }));
  await fill("First name", "Wanda");
  await fill("Last name", "Walker");
  await fill("Telephone", "608-555 0199");
  await fill("Address", "3 Lake St.");
  await fill("City", "Madison");
  await fill("Pet's name", "Nori");
  actions += 1;
  await page.getByLabel("Kind of pet").selectOption({ label: "Cat" });
  await fill("Booked by", "Ada");
  await picture(page, "walk-in");
  await click(page.getByRole("button", { name: "Check in" }));
  await page.getByText("Nori of Wanda Walker is checked in.").waitFor();
  await page.getByRole("region", { name: "Waiting" }).getByText("Nori").waitFor();
  assert.ok(actions < 12, `${actions} actions`);
  const [owner] = await owners("Walker");
  assert.deepEqual((await appointmentsOf(owner.id)).map((it) => [it.petId, it.status, it.bookedBy]), [[owner.pets[0].id, "checkedIn", "Ada"]]);
  await page.close();
});

/** @param {import("playwright-core").Page} page @param {string} lastName */
async function fillIn(page, lastName) {
  for (const [label, text] of Object.entries({
    "First name": "Wanda", "Last name": lastName, Telephone: "6085550198", Address: "3 Lake St.", City: "Madison",
    "Pet's name": "Nori", "Booked by": "Ada", Reason: "limps",
  })) await page.getByLabel(label).first().fill(text);
  await page.getByLabel("Kind of pet").selectOption({ label: "Dog" });
}

test("what fails on the way is gone on with: nothing is lost, and nothing is made twice", async () => {
  const page = await visit("/walk-in");
  await fillIn(page, "Stumble");
  const save = page.getByRole("button", { name: "Check in" });
  // The owner is saved, the pet is not.
  await page.route("**/pets", (route) => route.fulfill({ status: 503 }), { times: 1 });
  await save.click();
  await page.getByText("Saved so far: Owner.").waitFor();
  await checkAccess(page);
  assert.equal(await page.getByLabel("Reason").inputValue(), "limps");
  // The pet is saved, but its answer gets lost; what was typed wrong is corrected by then.
  await page.getByLabel("City").fill("Lodi");
  await page.route("**/pets", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await save.click();
  await page.getByText("What you have typed is kept.").waitFor();
  // The appointment is saved, but its answer gets lost.
  await page.route("**/api/visits/appointments", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await save.click();
  await page.getByText("Saved so far: Owner, Pet.").waitFor();
  // Everything is saved but the last step.
  await page.route("**/status", (route) => route.fulfill({ status: 500 }), { times: 1 });
  await save.click();
  await page.getByText("Saved so far: Owner, Pet, Appointment.").waitFor();
  await save.click();
  await page.getByText("Nori of Wanda Stumble is checked in.").waitFor();
  const found = await owners("Stumble");
  assert.deepEqual(found.map((/** @type {any} */ it) => [it.city, it.pets.length]), [["Lodi", 1]]);
  assert.deepEqual((await appointmentsOf(found[0].id)).map((it) => [it.status, it.reason]), [["checkedIn", "limps"]]);
  await page.close();
});

test("rules that are broken are said beside the fields of each step", async () => {
  const page = await visit("/walk-in");
  const save = page.getByRole("button", { name: "Check in" });
  await save.click();
  await page.getByText("5 fields need another look.").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "firstName");
  await fillIn(page, "Rules");
  await page.getByLabel("Pet's name").fill("");
  await page.getByLabel("Kind of pet").selectOption("");
  await save.click();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "petName");
  assert.equal(await page.getByLabel("Kind of pet").getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("Type of appointment").getAttribute("aria-invalid"), null);
  await checkAccess(page);
  await page.close();
});

test("someone who is registered already is found by the telephone number", async () => {
  const page = await visit("/walk-in");
  await page.getByLabel("Telephone").fill("608 555 1023");
  await page.getByLabel("Address").focus();
  await page.getByRole("status").filter({ hasText: "Perhaps registered already:" }).getByRole("link", { name: "George Franklin" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Leave and lose it" }).click();
  await page.getByRole("heading", { name: "Book an appointment" }).waitFor();
  await page.getByText("George Franklin").waitFor();
  await page.close();
});

test("the walk-in works in Korean and on a phone", async () => {
  const page = await visit("/walk-in", { viewport: PHONE, locale: "ko-KR" });
  for (const [label, text] of Object.entries({
    이름: "길동", 성: "홍", 전화번호: "010-1234-5678", 주소: "강남대로 1", 도시: "서울", "반려동물 이름": "콩이", "예약 담당자": "김하늘",
  })) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel("반려동물 종류").selectOption({ label: "개" });
  await checkWidth(page);
  await checkAccess(page);
  await picture(page, "walk-in-phone-ko");
  await page.getByRole("button", { name: "접수하기" }).click();
  await page.getByText("홍길동님의 콩이, 접수되었습니다.").waitFor();
  await page.getByRole("region", { name: "대기" }).getByText("콩이").waitFor();
  await page.close();
});
