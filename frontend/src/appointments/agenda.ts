import { call } from "../api/call";
import { type Appointment, listAppointments, type Vet } from "../generated/api";
import { m } from "../text/locale.svelte";
import { fullName } from "../text/names";
import { askForZone } from "./zone";

export interface Agenda {
  appointments: Appointment[];
  hasMore: boolean;
  /** The instant of the answer by the server's clock, in milliseconds. */
  at: number;
}

export async function loadAgenda(query: { from: string; to?: string; vetId?: number }, signal: AbortSignal): Promise<Agenda> {
  // Mostly it has not changed, and the server says no more than that.
  const { data, headers } = await call(listAppointments({ query, signal, cache: "no-cache" }));
  void askForZone();
  const at = Date.parse(headers.get("Date") ?? "");
  return { ...data, at: Number.isNaN(at) ? Date.now() : at };
}

/** A vet's column of an agenda; without a vet, that of appointments that nobody has yet. */
export interface Column {
  vetId: number | undefined;
  appointments: Appointment[];
}

/** The columns of an agenda: nobody's first, then all vets in their order, then vets that are not (or no longer) known. */
export function columns(appointments: readonly Appointment[], vets: readonly Vet[]): Column[] {
  const ids = new Set<number | undefined>([undefined, ...vets.map((it) => it.id)]);
  for (const { vetId } of appointments) ids.add(vetId ?? undefined);
  return [...ids].map((vetId) => ({ vetId, appointments: appointments.filter((it) => (it.vetId ?? undefined) === vetId) }));
}

export function vetName(vetId: number | null | undefined, vets: readonly Vet[]): string {
  if (!vetId) return m.appointment_nobody();
  const found = vets.find((it) => it.id === vetId);
  return found ? fullName(found) : m.appointment_vet_number({ id: vetId });
}
