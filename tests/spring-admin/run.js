#!/usr/bin/env node
// Has a real Spring Boot Admin server watch a clinic, and a real Spring application register at the clinic: README.md.

import { parseArgs } from "node:util";
import { Findings } from "./findings.js";
import { openBrowser, walk } from "./pages.js";
import { build, start } from "./programs.js";
import { checkRegistration } from "./registration.js";
import { checkServer } from "./server.js";

const { values: options } = parseArgs({
  options: {
    pictures: { type: "string" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});

const findings = new Findings();
const built = await build();
const running = await start(built);
try {
  const does = (part) => [undefined, part].includes(options.only);
  if (does("api")) await checkServer(running, findings);
  if (does("pages")) {
    const browser = await openBrowser(built);
    try {
      await walk(browser, running, findings, options.pictures);
    } finally {
      await browser.close();
    }
  }
  if (does("registration")) await checkRegistration(running, findings, options.keep);
  if (options.keep) {
    console.log(`Spring Boot Admin is at ${running.spring.url}, the clinic at ${running.clinic.url}; Ctrl-C ends both.`);
    await new Promise(() => {});
  }
} finally {
  await running.stop();
}
findings.report();
process.exitCode = findings.faults.length > 0 ? 1 : 0;
