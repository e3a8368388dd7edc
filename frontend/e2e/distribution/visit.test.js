import assert from "node:assert/strict";
import { after, test } from "node:test";
import { chromium } from "playwright-core";
import { DESKTOP } from "../browser.js";

/** Where people find the clinic, and the address that answers for it in tests: TLS ends before it. */
const { CLINIC_URL = "", CLINIC_ADDRESS = "" } = process.env;
/** How long a test waits for what it expects, in milliseconds: long enough for a busy machine and functions that start. */
const WAITS = 60_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", `--host-resolver-rules=MAP * ${CLINIC_ADDRESS}`, `--unsafely-treat-insecure-origin-as-secure=${CLINIC_URL}`],
});
after(() => browser.close());

/** @param {string} path */
async function visit(path) {
  const context = await browser.newContext({
    baseURL: CLINIC_URL, viewport: DESKTOP, locale: "en-US", reducedMotion: "reduce", extraHTTPHeaders: { "X-Forwarded-Proto": "https" },
  });
  context.setDefaultTimeout(WAITS);
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (/Content.Security.Policy/.test(message.text())) faults.push(message.text());
  });
  await page.goto(path);
  return { page, faults };
}

test("an owner is found by a deep link, with pets and their visits", async () => {
  const { page, faults } = await visit("/owners/6");
  await page.getByRole("heading", { name: "Jean Coleman" }).waitFor();
  await page.getByText("rabies shot").first().waitFor();
  await page.getByRole("link", { name: "Owners", exact: true }).click();
  await page.getByRole("searchbox").fill("Frankl");
  await page.waitForURL(/q=Frankl/);
  await page.getByRole("link", { name: "George Franklin" }).click();
  await page.getByRole("heading", { name: "George Franklin" }).waitFor();
  await page.goBack();
  await page.waitForURL(/q=Frankl/);
  assert.deepEqual(faults, []);
});

test("a new owner with a new pet is checked in", async () => {
  const { page, faults } = await visit("/walk-in");
  for (const [label, text] of Object.entries({
    "First name": "Gwen", "Last name": "Gate", Telephone: "6085550177", Address: "3 Lake St.", City: "Madison", "Pet's name": "Nori", "Booked by": "Ada",
  })) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel("Kind of pet").selectOption({ label: "Cat" });
  await page.getByRole("button", { name: "Check in" }).click();
  await page.getByText("Nori of Gwen Gate is checked in.").waitFor();
  await page.getByRole("region", { name: "Waiting" }).getByText("Nori").waitFor();
  assert.deepEqual(faults, []);
});

test("the assistant's answer comes as a stream", async () => {
  const { page, faults } = await visit("/assistant");
  await page.getByLabel("Your question").fill("How many owners are there?");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText(/owners: \d+/).first().waitFor();
  assert.deepEqual(faults, []);
});
