import { SvelteMap } from "svelte/reactivity";
import { call } from "../api/call";
import { toFailure } from "../api/failure";
import { findOwner, type Owner } from "../generated/api";
import { m } from "../generated/text/messages";
import { fullName } from "../text/names";

/** How many owners are asked for at once. */
const AT_ONCE = 4;
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

  /** Loads the owners of appointments that are not known yet, or no longer for sure. */
  async load(subjects: readonly Subject[], signal?: AbortSignal): Promise<void> {
    const wanted = new Set(subjects.flatMap(({ ownerId }) => ownerId ?? []));
    const ids = [...wanted].filter((it) => Date.now() - (this.#asked.get(it) ?? 0) > GOOD_FOR);
    const next = async (): Promise<void> => {
      for (let id = ids.shift(); id !== undefined; id = ids.shift()) await this.#find(id, signal);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  async #find(ownerId: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      const { data } = await call(findOwner({ path: { ownerId }, signal }));
      this.#owners.set(ownerId, data);
      this.#asked.set(ownerId, Date.now());
    } catch (error) {
      // Whoever cannot be found now is shown by number, and asked for with the next refresh.
      if (toFailure(error).status === 404) {
        this.#owners.set(ownerId, null);
        this.#asked.set(ownerId, Date.now());
      }
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

  telephone({ ownerId }: Subject): string | undefined {
    return ownerId ? this.#owners.get(ownerId)?.telephone : undefined;
  }

  /** Whom an appointment is about, in a few words. */
  title(subject: Subject): string {
    return this.pet(subject) ?? this.owner(subject) ?? m.appointment_no_owner();
  }
}
