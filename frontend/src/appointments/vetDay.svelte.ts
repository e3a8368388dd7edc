import { Resource } from "../api/resource.svelte";
import { type Agenda, loadAgenda } from "./agenda";
import { isDay } from "./day";
import { People } from "./people.svelte";

/** What one vet has on a day, or what stands there without a vet: beside what is to be booked. */
export class VetDay {
  readonly agenda = new Resource<Agenda>();
  readonly people = new People();

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
}
