import { call } from "../api/call";
import { Failure } from "../api/failure";
import { type Appointment, editAppointment, findAppointment } from "../generated/api";
import type { Position } from "./position";

export function positionOf(appointment: Appointment): Position {
  return { start: appointment.start.slice(0, 16), vetId: appointment.vetId ?? undefined };
}

/** Moves an appointment, unless someone else has changed it since it was shown. */
export async function move(shown: Appointment, to: Position, overlapReason?: string): Promise<void> {
  const path = { appointmentId: shown.id };
  const { data, version } = await call(findAppointment({ path }));
  const isAsShown = data.start === shown.start && data.vetId === shown.vetId && data.status === shown.status;
  if (!isAsShown) throw new Failure(412, undefined);
  const from = positionOf(shown);
  const body = {
    ...(to.start !== from.start && { start: to.start }),
    ...(to.vetId !== from.vetId && { vetId: to.vetId ?? null }),
    ...(overlapReason && { overlapReason }),
  };
  await call(editAppointment({ path, body, headers: { "If-Match": version } }));
}
