import { call } from "../api/call";
import { type Appointment, type AppointmentType, listAppointments, type Vet } from "../generated/api";
import { m } from "../generated/text/messages";
import { addMinutes } from "../text/dates";
import { fullName } from "../text/names";
import { takesTime } from "./status";
import { learnZone } from "./zone";

export interface Agenda {
  appointments: Appointment[];
  hasMore: boolean;
  /** The instant of the answer by the server's clock, in milliseconds. */
  at: number;
}

export async function loadAgenda(query: { from: string; to?: string; vetId?: number }, signal: AbortSignal): Promise<Agenda> {
  const { data, headers } = await call(listAppointments({ query, signal, cache: "no-store" }));
  learnZone(data.appointments);
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

/** A time of a vet that an appointment takes, with the time after it in which the vet is not free yet. */
export interface Taken {
  from: string;
  until: string;
  appointment: Appointment;
}

/** The times that appointments of one vet take, by their start; without those of the appointment that is to be moved. */
export function taken(appointments: readonly Appointment[], types: readonly AppointmentType[], ownId?: number): Taken[] {
  return appointments
    .filter((it) => it.id !== ownId && takesTime(it.status))
    .map((appointment) => {
      const buffer = types.find((it) => it.id === appointment.typeId)?.bufferMinutes ?? 0;
      return { from: appointment.start.slice(0, 16), until: addMinutes(appointment.end, buffer), appointment };
    })
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

/** What is in the way of a time of some minutes. */
export function inTheWay(start: string, minutes: number, times: readonly Taken[]): Taken | undefined {
  const until = addMinutes(start, minutes);
  return times.find((it) => it.from < until && start < it.until);
}

/** The times between appointments in which another one of some minutes fits. */
export function gaps(minutes: number, times: readonly Taken[]): { from: string; to: string }[] {
  const found: { from: string; to: string }[] = [];
  let free: string | undefined;
  for (const { from, until } of times) {
    if (free !== undefined && addMinutes(free, minutes) <= from) found.push({ from: free, to: from });
    if (free === undefined || free < until) free = until;
  }
  return found;
}
