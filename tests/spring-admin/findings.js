/** What was checked, and what was wrong with it. */
export class Findings {
  /** @type {string[]} */
  faults = [];
  checks = 0;

  /**
   * Notes a check.
   * @param {unknown} holds
   * @param {string} what a sentence that should be true
   * @param {unknown} [found] what was found instead
   */
  expect(holds, what, found) {
    this.checks += 1;
    if (!holds) this.fault(found === undefined ? what : `${what}, but: ${JSON.stringify(found)}`);
  }

  /**
   * Notes a fault, once however often it occurs.
   * @param {string} text
   */
  fault(text) {
    if (this.faults.includes(text)) return;
    this.faults.push(text);
    console.log(`FAULT ${text}`);
  }

  /**
   * Carries out a part of the checks. What ends it is a fault of its own; the other parts go on.
   * @param {string} name
   * @param {() => Promise<void>} check
   */
  async part(name, check) {
    const before = this.faults.length;
    try {
      await check();
    } catch (error) {
      this.fault(`${name}: ${error instanceof Error ? error.message : error}`);
    }
    console.log(`${this.faults.length === before ? "ok" : "not ok"}  ${name}`);
  }

  report() {
    console.log(`${this.checks} checks, ${this.faults.length} faults`);
    for (const text of this.faults) console.log(`- ${text}`);
  }
}

/** A program has ended, so that nothing is left to wait for. */
export class Ended extends Error {}

/**
 * Waits until something holds, and returns it.
 * @template T
 * @param {string} what for the error
 * @param {() => Promise<T | undefined | null | false>} find
 * @param {number} [seconds]
 * @returns {Promise<T>}
 */
export async function eventually(what, find, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  /** @type {unknown} */
  let last;
  do {
    try {
      const found = await find();
      if (found) return found;
    } catch (error) {
      if (error instanceof Ended) throw error;
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  } while (Date.now() < end);
  throw new Error(`${what}: not within ${seconds} s${last ? ` (${last})` : ""}`);
}
