import type { Agenda } from "../appointments/agenda";
import type { Appointment } from "../generated/api";

/** Someone who is there and waits. */
export interface Wait {
  appointment: Appointment;
  /** For how long. */
  minutes: number;
}

/** Who waits, the longest first. */
export function waiting({ appointments, at }: Agenda): Wait[] {
  return appointments
    .filter((it) => it.status === "checkedIn")
    .map((appointment) => ({ appointment, since: appointment.checkedInAt ? Date.parse(appointment.checkedInAt) : at }))
    .sort((a, b) => a.since - b.since || a.appointment.id - b.appointment.id)
    .map(({ appointment, since }) => ({ appointment, minutes: Math.max(0, Math.floor((at - since) / 60_000)) }));
}
