import type { AppointmentStatus, AppointmentType, Vet } from "../generated/api";
import { m } from "../text/locale.svelte";
import { clock, dayOf, mediumDay } from "../text/dates";
import { appointmentTypeName } from "../text/names";
import { vetName } from "./agenda";
import { statusName, tones } from "./status";

const NOTHING = "–";

/** What a field of an appointment is called on the page. */
export function changedField(field: string): string {
  const names: Record<string, () => string> = {
    status: m.appointment_status,
    start: m.appointment_start,
    timeZone: m.appointment_zone,
    typeId: m.appointment_type,
    ownerId: m.appointment_owner,
    petId: m.appointment_pet,
    petDiedOn: m.history_pet_died,
    vetId: m.appointment_vet,
    visitId: m.appointment_visit,
    reason: m.appointment_reason,
    overlapReason: m.overlap_reason,
  };
  return names[field]?.() ?? field;
}

/** The value that a field of an appointment had, as people read it. */
export function changedValue(
  field: string,
  value: string | null | undefined,
  vets: readonly Vet[],
  types: readonly AppointmentType[],
): string {
  if (field === "vetId") return vetName(Number(value ?? 0), vets);
  if (value == null || value === "") return NOTHING;
  if (field === "status") return isStatus(value) ? statusName(value) : value;
  if (field === "start") return `${mediumDay(dayOf(value))}, ${clock(value)}`;
  if (field === "petDiedOn") return mediumDay(value);
  if (field === "typeId") return typeName(Number(value), types);
  if (field === "ownerId") return m.appointment_owner_number({ id: value });
  if (field === "petId") return m.appointment_pet_number({ id: value });
  return value;
}

export function typeName(typeId: number, types: readonly AppointmentType[]): string {
  const found = types.find((it) => it.id === typeId);
  return found ? appointmentTypeName(found.name) : m.appointment_type_number({ id: typeId });
}

function isStatus(value: string): value is AppointmentStatus {
  return Object.hasOwn(tones, value);
}
