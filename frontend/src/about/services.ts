import { listAppointmentTypes, listPetTypes, listVets, showAssistantHealth } from "../generated/api";
import { m } from "../text/locale.svelte";
import { call } from "../api/call";

/** A service of the clinic, and a request that it answers quickly if it answers at all. */
export interface Service {
  name: () => string;
  ask: (signal: AbortSignal) => Promise<unknown>;
}

export const services: readonly Service[] = [
  { name: m.about_customers, ask: (signal) => call(listPetTypes({ signal, cache: "no-store" })) },
  { name: m.about_vets, ask: (signal) => call(listVets({ signal, cache: "no-store" })) },
  { name: m.about_visits, ask: (signal) => call(listAppointmentTypes({ signal, cache: "no-store" })) },
  { name: m.about_assistant, ask: (signal) => call(showAssistantHealth({ signal, cache: "no-store" })) },
];

/** How long a service takes to answer, in milliseconds; `undefined` where it does not answer. */
export async function latency(service: Service, signal: AbortSignal): Promise<number | undefined> {
  const asked = performance.now();
  try {
    await service.ask(signal);
    return Math.max(1, Math.round(performance.now() - asked));
  } catch {
    return undefined;
  }
}
