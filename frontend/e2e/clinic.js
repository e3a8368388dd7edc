import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const STARTS_WITHIN = 60_000;

/**
 * Starts a clinic of its own with the sample data, in memory, and gives its address, a function that waits for a line that it prints,
 * and one that stops it.
 * @param {string[]} options
 * @returns {Promise<{ url: string, said: (pattern: RegExp) => Promise<RegExpExecArray>, stop: () => Promise<void> }>}
 */
export async function startClinic(...options) {
  const program = process.env.PETCLINIC ?? "petclinic";
  const child = spawn(program, ["--port", "0", "--database", "sqlite::memory:", ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  /** @type {string[]} */
  const lines = [];
  // What is for people who started it, such as passwords, goes to standard error with warnings.
  const printed = [child.stdout, child.stderr].map((input) => createInterface({ input }));
  printed.forEach((it) => it.on("line", (line) => lines.push(line)));
  child.stderr.pipe(process.stderr);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(String(error)));
    child.once("exit", (code) => resolve(`it has ended with ${code}`));
  });
  /** @param {RegExp} pattern @returns {Promise<RegExpExecArray>} */
  const said = (pattern) => new Promise((resolve, reject) => {
    /** @param {string} why */
    const fail = (why) => reject(new Error(`${program} does not print ${pattern}: ${why}`));
    const timer = setTimeout(() => fail("it takes too long"), STARTS_WITHIN);
    void ended.then(fail);
    /** @param {string} line */
    const look = (line) => {
      const found = pattern.exec(line);
      if (!found) return;
      clearTimeout(timer);
      printed.forEach((it) => it.off("line", look));
      resolve(found);
    };
    printed.forEach((it) => it.on("line", look));
    lines.forEach(look);
  });
  const url = (await said(/running at (http:\/\/\S+)/))[1] ?? "";
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { url, said, stop };
}
