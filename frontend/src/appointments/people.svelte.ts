import { SvelteMap } from "svelte/reactivity";
import { call } from "../api/call";
import { listOwnersById, type Owner, type PetRecord } from "../generated/api";
import { m } from "../text/locale.svelte";
import { PetRecords } from "../pets/records.svelte";
import { fullName } from "../text/names";

/** How many owners the API shows at once. */
const AT_ONCE = 100;
/** How long an answer is good for, in milliseconds. */
const GOOD_FOR = 5 * 60_000;

interface Subject {
  ownerId?: number | null;
  petId?: number | null;
}

/** The owners and pets that appointments are about: an appointment itself has only their ids. */
export class People {
  #owners = new SvelteMap<number, Owner | null>();
  #asked = new Map<number, number>();
  #records = new PetRecords();

  /** Loads the owners of appointments that are not known yet, or no longer for sure. */
  async load(subjects: readonly Subject[], signal?: AbortSignal): Promise<void> {
    const wanted = new Set(subjects.flatMap(({ ownerId }) => ownerId ?? []));
    const ids = [...wanted].filter((it) => Date.now() - (this.#asked.get(it) ?? 0) > GOOD_FOR);
    const find = async (): Promise<void> => {
      for (let from = 0; from < ids.length; from += AT_ONCE) await this.#find(ids.slice(from, from + AT_ONCE), signal);
    };
    await Promise.all([this.#records.load(subjects.flatMap(({ petId }) => petId ?? []), signal), find()]);
  }

  async #find(ownerId: number[], signal: AbortSignal | undefined): Promise<void> {
    try {
      const { data } = await call(listOwnersById({ query: { ownerId }, signal }));
      for (const id of ownerId) {
        this.#owners.set(id, data.items.find((it) => it.id === id) ?? null);
        this.#asked.set(id, Date.now());
      }
    } catch {
      // Whoever cannot be found now is shown by number, and asked for with the next refresh.
    }
  }

  owner({ ownerId }: Subject): string | undefined {
    if (!ownerId) return undefined;
    const found = this.#owners.get(ownerId);
    return found ? fullName(found) : m.appointment_owner_number({ id: ownerId });
  }

  pet({ ownerId, petId }: Subject): string | undefined {
    if (!petId) return undefined;
    const found = ownerId ? this.#owners.get(ownerId) : undefined;
    return found?.pets.find((it) => it.id === petId)?.name ?? m.appointment_pet_number({ id: petId });
  }

  /** What people must know of the pet, as far as it is known here. */
  record({ petId }: Subject): PetRecord | undefined {
    return this.#records.of(petId);
  }

  telephone({ ownerId }: Subject): string | undefined {
    return ownerId ? this.#owners.get(ownerId)?.telephone : undefined;
  }

  /** Whom an appointment is about, in a few words. */
  title(subject: Subject): string {
    return this.pet(subject) ?? this.owner(subject) ?? m.appointment_no_owner();
  }
}
