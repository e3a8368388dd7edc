import assert from "node:assert/strict";
import { after, test } from "node:test";
import { open, PHONE } from "./browser.js";

const { visit, send } = await open({ after });

/** Compressed script and style that a page may need at first, in bytes. */
const BUDGET = 90_000;
/** Files of script and style that a page may need at first: each costs a phone a place among its six connections. */
const MOST_FILES = 10;
/** How many owners the search is measured with: `OWNERS=100000` takes some minutes to register them. */
const OWNERS = Number(process.env.OWNERS ?? 1_000);
const TOGETHER = 4;

/**
 * Opens a page on a phone with a 4G connection, and gives what it loads and how long it takes until its heading is there.
 * @param {string} path
 * @param {string} heading
 */
async function measure(path, heading) {
  // With the stream of news the network would never be idle.
  const page = await visit("about:blank", { viewport: PHONE, isDeaf: true });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false, latency: 60, downloadThroughput: (9 * 1_000_000) / 8, uploadThroughput: (1.5 * 1_000_000) / 8,
  });
  /** @type {Map<string, string>} */
  const kinds = new Map();
  let bytes = 0;
  let files = 0;
  /** @type {string[]} */
  const asked = [];
  session.on("Network.requestWillBeSent", ({ request }) => asked.push(request.url));
  session.on("Network.responseReceived", (event) => kinds.set(event.requestId, event.type));
  session.on("Network.loadingFinished", (event) => {
    if (!["Script", "Stylesheet"].includes(kinds.get(event.requestId) ?? "")) return;
    bytes += event.encodedDataLength;
    files += 1;
  });
  const begun = performance.now();
  await page.goto(path);
  await page.getByRole("heading", { name: heading }).waitFor();
  const took = Math.round(performance.now() - begun);
  await page.waitForLoadState("networkidle");
  await page.close();
  return { bytes, files, took, asked: asked.filter((it) => it.includes("/api/")) };
}

test("the first load of a page stays within its budget", async (context) => {
  for (const [path, heading] of /** @type {const} */ ([["/", "Today"], ["/owners", "10 owners"], ["/owners/6", "Jean Coleman"]])) {
    const { bytes, files, took, asked } = await measure(path, heading);
    context.diagnostic(`${path}: ${bytes} bytes of script and style in ${files} files, shown after ${took} ms on a phone with 4G`);
    assert.ok(bytes < BUDGET, `${path} loads ${bytes} bytes`);
    // What is asked for early is just what the page asks for then.
    assert.deepEqual(asked, [...new Set(asked)]);
    assert.ok(files <= MOST_FILES, `${path} loads ${files} files`);
  }
});

test("a search among many owners answers each key", async (context) => {
  for (let number = 0; number < OWNERS; number += TOGETHER) {
    await Promise.all(Array.from({ length: Math.min(TOGETHER, OWNERS - number) }, (_, index) => {
      const id = String(number + index).padStart(6, "0");
      return send("POST", "/api/customers/owners", {
        firstName: `Many${id.slice(3)}`, lastName: `Owner${id.slice(0, 3)}`, address: "1 Elm St.", city: "Lodi", telephone: `7${id}`,
      });
    }));
  }
  const page = await visit("/owners");
  const search = page.getByRole("searchbox");
  const text = "Owner00";
  const begun = performance.now();
  await search.pressSequentially(text, { delay: 60 });
  const typed = performance.now();
  await page.waitForURL(/q=Owner00$/);
  await page.getByRole("heading", { name: "by last name" }).waitFor();
  const shown = performance.now();
  context.diagnostic(`${OWNERS} owners: ${Math.round((typed - begun) / text.length)} ms a key, answer ${Math.round(shown - typed)} ms after the last one`);
  assert.equal(await search.inputValue(), text);
  assert.equal(await page.locator("main a.name").count(), 6);
  await page.close();
});
