import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { startClinic } from "../clinic.js";

/** The folder of installed packages with Lighthouse, which is kept apart since building and using the site does not need it. */
const packages = process.env.LIGHTHOUSE ?? "node_modules";
/** @param {string} file */
const load = (file) => import(pathToFileURL(join(packages, file)).href);

const { default: lighthouse } = await load("lighthouse/core/index.js");
const { launch } = await load("chrome-launcher/dist/index.js");

const PAGES = ["/", "/owners", "/owners/6"];
const LEAST = 95;

const clinic = await startClinic();
const browser = await launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox"],
  logLevel: "error",
});

after(async () => {
  browser.kill();
  await clinic.stop();
});

for (const path of PAGES) {
  test(`Lighthouse finds little to improve on ${path}`, async (context) => {
    const { lhr } = await lighthouse(clinic.url + path, {
      port: browser.port, output: "json", logLevel: "error",
      // The network would never be idle.
      blockedUrlPatterns: ["*/api/visits/agenda/events"],
    });
    /** @type {{ id: string, score: number, auditRefs: { id: string, weight: number }[] }[]} */
    const categories = Object.values(lhr.categories);
    context.diagnostic(`${path}: ${categories.map(({ id, score }) => `${id} ${Math.round(score * 100)}`).join(", ")}`);
    for (const { id, score, auditRefs } of categories) {
      const flaws = auditRefs.filter((it) => it.weight > 0 && (lhr.audits[it.id].score ?? 1) < 1).map((it) => it.id);
      // How fast a page is depends on what else the machine does; the budget of its first load does not.
      if (id !== "performance") assert.ok(score * 100 >= LEAST, `${id}: ${flaws.join(", ")}`);
    }
  });
}
