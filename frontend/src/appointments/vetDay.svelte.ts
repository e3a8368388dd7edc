import { Resource } from "../api/resource.svelte";
import type { AppointmentType } from "../generated/api";
import { type Agenda, gaps, inTheWay, loadAgenda, type Taken, taken } from "./agenda";
import { isDay } from "./day";
import { People } from "./people.svelte";

/** One vet's day, or that of appointments without a vet, as the place where an appointment is to be put. */
export class VetDay {
  readonly agenda = new Resource<Agenda>();
  readonly people = new People();
  #types: () => readonly AppointmentType[];
  #ownId: number | undefined;

  constructor(types: () => readonly AppointmentType[], ownId?: number) {
    this.#types = types;
    this.#ownId = ownId;
  }

  show(day: string, vetId: string): void {
    this.agenda.clear();
    if (!isDay(day)) return;
    void this.agenda.load(async (signal) => {
      const found = await loadAgenda({ from: day, ...(vetId && { vetId: Number(vetId) }) }, signal);
      const appointments = vetId ? found.appointments : found.appointments.filter((it) => !it.vetId);
      void this.people.load(appointments, signal);
      return { ...found, appointments };
    });
  }

  get appointments() {
    return this.agenda.data?.appointments ?? [];
  }

  get #taken(): Taken[] {
    return taken(this.appointments, this.#types(), this.#ownId);
  }

  /** How long a vet is not free for a type of appointment, in minutes. */
  minutes(typeId: string): number {
    const type = this.#types().find((it) => String(it.id) === typeId);
    return type ? type.minutes + type.bufferMinutes : 1;
  }

  /** What is in the way at a local time. */
  inTheWay(start: string, typeId: string): Taken | undefined {
    return inTheWay(start, this.minutes(typeId), this.#taken);
  }

  gaps(typeId: string): { from: string; to: string }[] {
    return gaps(this.minutes(typeId), this.#taken);
  }
}
