import { call } from "../api/call";
import { type Duplicate, type DuplicateReason, findDuplicates } from "../generated/api";
import { m } from "../text/locale.svelte";
import { phoneDigits } from "../text/names";
import type { OwnerFields } from "./fields";

/** The longest texts that the API compares. */
const NAME = 30;
const TELEPHONE = 20;

/** Owners who are perhaps the person that is being registered. Only a hint: if it cannot be had, registering goes on without. */
export class LikelyDuplicates {
  found = $state.raw<Duplicate[]>([]);
  #asked = "";

  /** Looks for them, unless it has done so for the same words. */
  async look({ firstName, lastName, telephone }: OwnerFields): Promise<void> {
    const query = { firstName: firstName.trim().slice(0, NAME), lastName: lastName.trim().slice(0, NAME), telephone: phoneDigits(telephone).slice(0, TELEPHONE) };
    const asked = JSON.stringify(query);
    if (asked === this.#asked) return;
    this.#asked = asked;
    try {
      const { data } = await call(findDuplicates({ query }));
      if (this.#asked === asked) this.found = data.duplicates;
    } catch {
      if (this.#asked === asked) [this.found, this.#asked] = [[], ""];
    }
  }
}

export function reasonName(reason: DuplicateReason): string {
  const names: Record<DuplicateReason, () => string> = {
    samePhone: m.duplicate_same_phone,
    sameName: m.duplicate_same_name,
    soundsAlike: m.duplicate_sounds_alike,
  };
  return names[reason]();
}
