import { newKey } from "../api/call";
import { type Failure, isAborted, toFailure } from "../api/failure";

export type Values = Record<string, string>;

/** What a person types, whether it is being saved, and why the last attempt failed. Nothing but `reset` changes what was typed. */
export class Form<V extends Values> {
  values: V = $state() as V;
  isSaving = $state(false);
  failure = $state.raw<Failure>();
  /** How often saving has failed, so that each failure is announced anew. */
  attempts = $state(0);
  #saved: V = $state.raw() as V;
  #key = newKey();

  constructor(initial: V) {
    this.values = { ...initial };
    this.#saved = { ...initial };
  }

  get isDirty(): boolean {
    return Object.keys(this.#saved).some((it) => this.values[it] !== this.#saved[it]);
  }

  /** The rule that a field broke, as the server says it. */
  ruleOf(field: string): string | undefined {
    return this.failure?.fields.find((it) => it.field === field)?.defaultMessage;
  }

  /** Starts over with values that are saved. */
  reset(values: V): void {
    this.values = { ...values };
    this.#saved = { ...values };
    this.failure = undefined;
    this.#key = newKey();
  }

  /** Lets the next attempt be a save of its own. */
  renewKey(): void {
    this.#key = newKey();
    this.failure = undefined;
  }

  /**
   * Saves. All attempts have one idempotency key, so that a repeated one has no second effect; while one is under way, another does
   * nothing. Gives `undefined` where nothing was saved.
   */
  async save<T>(send: (values: V, key: string) => Promise<T>): Promise<T | undefined> {
    if (this.isSaving) return undefined;
    this.isSaving = true;
    try {
      const values = $state.snapshot(this.values) as V;
      const answer = await send(values, this.#key);
      this.failure = undefined;
      this.#saved = values;
      this.#key = newKey();
      return answer;
    } catch (error) {
      if (!isAborted(error)) this.failure = toFailure(error);
      this.attempts += 1;
      return undefined;
    } finally {
      this.isSaving = false;
    }
  }
}
