import type { Answer } from "../api/call";
import { Failure } from "../api/failure";
import { type Conflict, differences } from "./conflict";
import { Form, type Values } from "./form.svelte";

/** The values of something that is stored, and their version. */
export interface Stored<V> {
  values: V;
  version: string | undefined;
}

/** A form that changes something that is stored, unless someone else was faster. */
export class VersionedForm<V extends Values> extends Form<V> {
  conflict = $state.raw<Conflict<V>>();
  #before: V;
  #version: string | undefined;

  constructor(stored: Stored<V>) {
    super(stored.values);
    this.#before = stored.values;
    this.#version = stored.version;
  }

  /** Saves a change, and looks what is stored now if it is not what the change is based on. `true` if it is saved. */
  async saveChange(
    send: (values: V, version: string | undefined) => Promise<Answer<unknown>>,
    current: () => Promise<Stored<V>>,
  ): Promise<boolean> {
    const saved = await this.save(async (values) => {
      try {
        await send(values, this.#version);
        return true;
      } catch (error) {
        const found = await this.#conflict(error, values, current);
        if (!found) throw error;
        // The answer to an attempt that did save got lost: what is stored is what was to be saved.
        if (differences(found).length === 0) return true;
        this.conflict = found;
        throw error;
      }
    });
    return saved ?? false;
  }

  /** Goes on with the values that the person has chosen of both versions. */
  resolve(values: V): void {
    this.#before = this.conflict?.theirs ?? this.#before;
    this.#version = this.conflict?.version;
    this.values = { ...values };
    this.conflict = undefined;
    this.failure = undefined;
  }

  async #conflict(error: unknown, mine: V, current: () => Promise<Stored<V>>): Promise<Conflict<V> | undefined> {
    if (!(error instanceof Failure) || !error.isConflict) return undefined;
    const { values: theirs, version } = await current();
    return { before: this.#before, mine, theirs, version };
  }
}
