import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const STARTS_WITHIN = 60_000;

/**
 * Starts a clinic of its own with the sample data, in memory, and gives its address and a function that stops it.
 * @param {string[]} options
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startClinic(...options) {
  const program = process.env.PETCLINIC ?? "petclinic";
  const child = spawn(program, ["--port", "0", "--database", "sqlite::memory:", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${program} does not say where it runs`)), STARTS_WITHIN);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} has ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /running at (http:\/\/\S+)/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]);
    });
  });
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { url, stop };
}
