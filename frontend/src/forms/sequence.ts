import type { Answer } from "../api/call";

/** One of the requests that save a form. */
export interface Part {
  /** What it saves, such as "owner". */
  name: string;
  body: unknown;
  send: (version: string | undefined) => Promise<Answer<unknown>>;
}

/**
 * Saves a form whose fields belong to several requests, each of which leads to the next version. After a failure the next attempt goes
 * on from there: what was saved, and what is as it was, is not sent again.
 */
export class Sequence {
  #base: string | undefined;
  #version: string | undefined;
  #saved = new Map<string, string>();

  /** The parts as they are stored at a version. */
  start(version: string | undefined, parts: Record<string, unknown>): void {
    this.#base = this.#version = version;
    this.#saved = new Map(Object.entries(parts).map(([name, body]) => [name, JSON.stringify(body)]));
  }

  /** Sends what is not saved yet. `base` is the version that the form is based on. */
  async send(base: string | undefined, parts: readonly Part[]): Promise<Answer<unknown>> {
    if (base !== this.#base) this.start(base, {});
    let last: Answer<unknown> = { data: undefined, version: this.#version, headers: new Headers() };
    for (const { name, body, send } of parts) {
      const text = JSON.stringify(body);
      if (this.#saved.get(name) === text) continue;
      last = await send(this.#version);
      this.#version = last.version ?? this.#version;
      this.#saved.set(name, text);
    }
    return last;
  }
}
