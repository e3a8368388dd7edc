import { SvelteMap } from "svelte/reactivity";
import { call } from "../api/call";
import type { Agenda } from "../appointments/agenda";
import { type Appointment, showAppointmentHistory } from "../generated/api";

/** Someone who is there and waits. */
export interface Wait {
  appointment: Appointment;
  /** For how long; unknown until the history of the appointment has told it. */
  minutes: number | undefined;
}

/** Since when people wait, by appointment: only the history of an appointment knows. */
export class CheckIns {
  #since = new SvelteMap<number, number>();

  async load(appointments: readonly Appointment[], signal: AbortSignal): Promise<void> {
    const waiting = new Set(appointments.filter((it) => it.status === "checkedIn").map((it) => it.id));
    for (const id of this.#since.keys()) {
      if (!waiting.has(id)) this.#since.delete(id);
    }
    for (const id of waiting) {
      if (!this.#since.has(id)) await this.#find(id, signal);
    }
  }

  async #find(appointmentId: number, signal: AbortSignal): Promise<void> {
    try {
      const { data } = await call(showAppointmentHistory({ path: { appointmentId }, signal }));
      const checkIn = data.changes.find((it) => it.field === "status" && it.after === "checkedIn");
      if (checkIn) this.#since.set(appointmentId, Date.parse(checkIn.changedAt));
    } catch {
      // The next refresh asks again.
    }
  }

  /** Who waits, the longest first. */
  waits({ appointments, at }: Agenda): Wait[] {
    return appointments
      .filter((it) => it.status === "checkedIn")
      .map((appointment) => ({ appointment, since: this.#since.get(appointment.id) }))
      .sort((a, b) => (a.since ?? Infinity) - (b.since ?? Infinity) || a.appointment.id - b.appointment.id)
      .map(({ appointment, since }) => ({
        appointment,
        minutes: since === undefined ? undefined : Math.max(0, Math.floor((at - since) / 60_000)),
      }));
  }
}
