import { call } from "../api/call";
import { Resource } from "../api/resource.svelte";
import { type FreeSlot, type FreeSlots, listFreeSlots, type Vet } from "../generated/api";
import { addDays } from "../text/dates";

/** The most days that the API looks at in one request. */
const DAYS = 31;
/** How far ahead the clinic books, in days. */
const AHEAD = 731;

/** Whose slots are looked for: any vet's (""), those of a vet ("vet:1") or of the vets with a specialty ("specialty:2"). */
export type Whose = string;

export interface Wanted {
  day: string;
  typeId: number;
  whose: Whose;
  /** The appointment that is to be moved. */
  appointmentId?: number | undefined;
}

/** The first slot after a day, or until when there is none. */
export interface Next {
  slot: FreeSlot | undefined;
  until: string;
}

/** The free slots of a day, and where there are none, the next one. */
export class SlotSearch {
  readonly found = new Resource<FreeSlots>();
  readonly next = new Resource<Next>();
  #wanted: Wanted | undefined;

  /** Looks for the slots of a day; `undefined` while it is not said which. */
  show(wanted: Wanted | undefined): void {
    this.#wanted = wanted;
    this.found.clear();
    this.next.clear();
    if (!wanted) return;
    void this.found.load(async (signal) => {
      const found = await ask(wanted, { from: wanted.day }, signal);
      if (found.slots.length === 0) this.lookFrom(addDays(wanted.day, 1));
      return found;
    });
  }

  /** Looks for the first slot of the next days. */
  lookFrom(from: string): void {
    const wanted = this.#wanted;
    if (!wanted) return;
    const until = addDays(from, DAYS - 1);
    void this.next.load(async (signal) => {
      const { slots } = await ask(wanted, { from, to: until, size: 1 }, signal);
      return { slot: slots[0], until };
    });
  }

  /** Whether it makes sense to look on after a day. */
  canLookAfter(until: string, today: string): boolean {
    return until < addDays(today, AHEAD);
  }

  abort(): void {
    this.found.abort();
    this.next.abort();
  }
}

async function ask({ typeId, whose, appointmentId }: Wanted, days: { from: string; to?: string; size?: number }, signal: AbortSignal): Promise<FreeSlots> {
  const [of, id] = whose.split(":");
  const query = {
    ...days,
    typeId,
    ...(of === "vet" && { vetId: Number(id) }),
    ...(of === "specialty" && { specialtyId: Number(id) }),
    ...(appointmentId !== undefined && { appointmentId }),
  };
  return (await call(listFreeSlots({ query, signal, cache: "no-store" }))).data;
}

/** One slot for each time: the preferred vet's, else that of the vet with the most time left. */
export function onePerTime(slots: readonly FreeSlot[], preferred: number | undefined): FreeSlot[] {
  const left = new Map<number, number>();
  for (const { vetId } of slots) left.set(vetId, (left.get(vetId) ?? 0) + 1);
  const weight = ({ vetId }: FreeSlot) => (vetId === preferred ? Infinity : (left.get(vetId) ?? 0));
  const found = new Map<string, FreeSlot>();
  for (const slot of slots) {
    const other = found.get(slot.start);
    if (!other || weight(slot) > weight(other)) found.set(slot.start, slot);
  }
  return [...found.values()];
}

/** Whether slots are looked for with this vet. */
export function includes(whose: Whose, vet: Vet): boolean {
  const [of, id] = whose.split(":");
  if (of === "vet") return vet.id === Number(id);
  return of !== "specialty" || vet.specialties.some((it) => it.id === Number(id));
}
