// Opens every page of Spring Boot Admin in a browser, for every instance, and uses what is on it.

import { createRequire } from "node:module";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ask, label } from "./server.js";

/** How long a page may take to show what it waits for, in milliseconds. */
const WAITS = 20_000;
/** How long a page is watched: its panels ask for what they show every 2.5 s. */
const WATCHED = 3_500;
/** Errors that Spring Boot Admin has without any instance: it draws the wallboard before it knows what is on it. */
const ITS_OWN = [/<path> attribute d: Expected number, "M NaN/];

/** @param {{ folder: string }} built */
export async function openBrowser({ folder }) {
  const { chromium } = createRequire(join(folder, "package.json"))("playwright-core");
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/**
 * Walks through all pages.
 * @param {import("playwright-core").Browser} browser
 * @param {import("./programs.js").Running} running
 * @param {import("./findings.js").Findings} findings
 * @param {string | undefined} pictures the folder for a picture of each page
 */
export async function walk(browser, { spring }, findings, pictures) {
  if (pictures) await mkdir(pictures, { recursive: true });
  const context = await browser.newContext({ baseURL: spring.url, viewport: { width: 1600, height: 1000 }, locale: "en-US" });
  context.setDefaultTimeout(WAITS);
  const page = await context.newPage();
  let place = "";
  const fault = (text) => findings.fault(`${place}: ${text}`);
  page.on("pageerror", (error) => fault(String(error)));
  page.on("response", (answer) => {
    if (answer.status() >= 400) fault(`${answer.request().method()} ${new URL(answer.url()).pathname} is answered ${answer.status()}`);
  });
  page.on("console", (message) => {
    const text = message.text().split("\n")[0];
    const counts = message.type() === "error" || (message.type() === "warning" && /failed/.test(text));
    if (counts && !ITS_OWN.some((it) => it.test(text))) fault(text);
  });

  /** Opens a page, uses it, and looks for what it complains about. */
  const visit = (name, path, use = async () => {}) =>
    findings.part(`page ${name}`, async () => {
      place = `page ${name}`;
      await page.goto(path);
      await page.locator("header, nav").first().waitFor();
      await use();
      await page.waitForTimeout(WATCHED);
      for (const text of await page.locator("[role=alert]").allInnerTexts()) fault(text.replaceAll(/\s+/g, " "));
      findings.expect((await page.locator(".loading-spinner-wrapper").count()) === 0, `${place} has loaded`);
      if (pictures) await page.screenshot({ path: join(pictures, `${name.replaceAll(/\W+/g, "-")}.png`), fullPage: true });
    });

  const { json: all } = await ask(spring.url, "/instances");
  await visit("applications", "/applications", async () => {
    for (const name of new Set(all.map((it) => it.registration.name))) await page.getByText(name).first().waitFor();
    await page.getByText(/all up/i).waitFor();
  });
  await visit("wallboard", "/wallboard", () => page.getByText("petclinic").first().waitFor());
  await visit("journal", "/journal", () => page.getByText("petclinic").first().waitFor());
  await visit("about", "/about");
  for (const instance of all) {
    const { id } = instance;
    place = `page ${label(instance)} details`;
    for (const view of await viewsOf(page, id)) {
      await visit(`${label(instance)} ${view}`, `/instances/${id}/${view}`, () => USES[view]?.(page));
    }
  }
  await context.close();
}

/** The pages that the side bar offers for an instance. */
async function viewsOf(page, id) {
  await page.goto(`/instances/${id}/details`);
  await page.locator("[data-sba-group]").first().waitFor();
  const views = new Set();
  const groups = page.locator("[data-sba-group]");
  for (let index = 0; index < (await groups.count()); index += 1) {
    const group = groups.nth(index);
    // A group that is closed has a button and no pages.
    if ((await group.locator("button").count()) > 0 && (await group.locator("[data-sba-view]").count()) === 0) {
      await group.locator("button").click();
      await group.locator("[data-sba-view]").first().waitFor();
    }
    for (const link of await group.locator("a").all()) views.add((await link.getAttribute("href")).split("/").pop());
  }
  return views;
}

/** What a person does on a page, by the page's name. */
const USES = {
  async details(page) {
    await page.getByText("Uptime").first().waitFor();
    for (const group of await page.getByRole("button", { name: /Health Group/ }).all()) await group.click();
  },
  async metrics(page) {
    await page.locator("#metric").selectOption("http.server.requests");
    const tag = page.locator("select").filter({ has: page.locator('option[value="GET"]') });
    await tag.selectOption("GET");
    await page.getByRole("button", { name: "Add Metric" }).click();
    await page.getByText("method:GET").first().waitFor();
  },
  async env(page) {
    await page.getByRole("button", { name: /Refresh Context/i }).click();
    const confirm = page.getByRole("button", { name: /Confirm/i });
    if ((await confirm.count()) > 0) await confirm.click();
    await page.getByText(/Context refreshed|Refreshed/i).first().waitFor();
  },
  async loggers(page) {
    const row = page.locator("tr").filter({ has: page.getByText("ROOT", { exact: true }) });
    await row.getByRole("button", { name: "DEBUG" }).click();
    await row.locator("button.is-active", { hasText: "DEBUG" }).waitFor();
    await row.getByRole("button", { name: "INFO" }).click();
    await row.locator("button.is-active", { hasText: "INFO" }).waitFor();
  },
  async httpexchanges(page) {
    const row = page.locator("tbody tr").first();
    await row.waitFor();
    await row.locator("button").first().click();
  },
  async mappings(page) {
    await page.locator("code", { hasText: "/actuator/health" }).first().waitFor();
  },
  async logfile(page) {
    await page.locator(".log-viewer pre").first().waitFor();
    // Once it does not follow, it asks for the first byte again and again to learn how long the log is.
    await page.getByRole("button", { name: "Stop following" }).click();
    await page.waitForTimeout(WATCHED);
    await page.getByRole("button", { name: "Resume follow" }).click();
  },
};
