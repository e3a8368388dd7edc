import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startClinic } from "./clinic.js";

/** @typedef {import("playwright-core").Page} Page */

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

/** How long a test waits for what it expects, in milliseconds: long enough for a busy machine. */
const WAITS = 20_000;

const axe = await readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/**
 * A clinic and a browser for the tests of a file, which fails at its end if anything broke in a page.
 * @param {{ after: (stop: () => Promise<void>) => void }} suite
 * @param {string[]} options of the clinic
 */
export async function open(suite, ...options) {
  const clinic = await startClinic(...options);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  /** @type {string[]} */
  const faults = [];
  suite.after(async () => {
    await browser.close();
    await clinic.stop();
    assert.deepEqual(faults, [], "what broke in the pages");
  });

  /**
   * Opens a page in a browser profile of its own.
   * @param {string} path
   * @param {{ viewport?: { width: number, height: number }, locale?: string, colorScheme?: "light" | "dark", timezoneId?: string, isDeaf?: boolean }} [settings]
   *   a deaf page does not hear at once what other desks change
   */
  async function visit(path, { isDeaf = false, ...settings } = {}) {
    const context = await browser.newContext({
      baseURL: clinic.url,
      viewport: DESKTOP,
      locale: "en-US",
      reducedMotion: "reduce",
      ...settings,
    });
    context.setDefaultTimeout(WAITS);
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      if (/Content.Security.Policy/.test(message.text())) faults.push(message.text());
    });
    if (isDeaf) await page.route("**/api/visits/agenda/events", (route) => route.abort());
    await page.goto(path);
    return page;
  }

  /**
   * Sends a request to the clinic past the site, as another desk would.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async function send(method, path, body) {
    const answer = await fetch(clinic.url + path, {
      method,
      headers: { "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path} is answered with ${answer.status}`);
    return answer.status === 204 ? undefined : answer.json();
  }

  return { url: clinic.url, said: clinic.said, visit, send };
}

/**
 * Fails if axe finds anything that keeps people from using the page, in either theme.
 * @param {Page} page
 */
export async function checkAccess(page) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme });
    // The Content-Security-Policy keeps scripts out of the page, but not those of the browser's own debugger.
    const violations = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] }).then((it) =>
      it.violations.map(({ id, nodes }) => id + ": " + nodes.map((node) => node.html + " " + node.failureSummary).join("; ")))`);
    assert.deepEqual(violations, [], `${page.url()} in the ${colorScheme} theme`);
  }
  await page.emulateMedia({ colorScheme: null });
}

/**
 * Fails if the page can be scrolled sideways.
 * @param {Page} page
 */
export async function checkWidth(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(Number(content) <= Number(window), `${page.url()} is ${content} pixels wide in a window of ${window}`);
}

/**
 * Keeps a picture of the page for the documentation, if asked to.
 * @param {Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  if (process.env.SCREENSHOTS !== "1") return;
  const folder = process.env.SCREENSHOTS_FOLDER ?? fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}
