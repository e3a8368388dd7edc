import { SvelteMap } from "svelte/reactivity";
import { call } from "../api/call";
import { listPetRecords, type PetRecord } from "../generated/api";

/** The most pets that the API lists at once. */
const AT_ONCE = 256;

/** The records of the pets on a page, so that alerts and a death are shown wherever the pet is. */
export class PetRecords {
  #known = new SvelteMap<number, PetRecord>();

  /** Loads the records of pets anew. What cannot be had stays as it was: the page shows the rest. */
  async load(petIds: Iterable<number>, signal?: AbortSignal): Promise<void> {
    const ids = [...new Set(petIds)];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      try {
        const { data } = await call(listPetRecords({ query: { petId: ids.slice(from, from + AT_ONCE) }, signal }));
        for (const record of data.records) this.#known.set(record.petId, record);
      } catch {
        return;
      }
    }
  }

  of(petId: number | null | undefined): PetRecord | undefined {
    return petId ? this.#known.get(petId) : undefined;
  }
}
