import type { Appointment } from "../generated/api";
import { m } from "../text/locale.svelte";
import { dayOf, timeOf } from "../text/dates";

export type BookingFields = Record<"ownerId" | "petId" | "typeId" | "vetId" | "day" | "time" | "reason", string>;

/** The fields as the API names them: a day and a time are one start there. */
export const FIELDS = ["ownerId", "petId", "typeId", "vetId", "start", "reason", "bookedBy"];

export function labels(): BookingFields {
  return {
    ownerId: m.appointment_owner(),
    petId: m.appointment_pet(),
    typeId: m.appointment_type(),
    vetId: m.appointment_vet(),
    day: m.appointment_day(),
    time: m.appointment_time(),
    reason: m.appointment_reason(),
  };
}

export function toFields(appointment: Appointment): BookingFields {
  const { ownerId, petId, typeId, vetId, start, reason } = appointment;
  return {
    ownerId: String(ownerId ?? ""),
    petId: String(petId ?? ""),
    typeId: String(typeId),
    vetId: String(vetId ?? ""),
    day: dayOf(start),
    time: timeOf(start),
    reason: reason ?? "",
  };
}

export function toBody({ ownerId, petId, typeId, vetId, day, time, reason }: BookingFields) {
  const id = (text: string) => (text ? Number(text) : null);
  return {
    ownerId: id(ownerId),
    petId: id(petId),
    // Without a type the server names the rule.
    typeId: (typeId ? Number(typeId) : undefined) as number,
    vetId: id(vetId),
    start: `${day}T${time}`,
    reason: reason.trim() || null,
  };
}
