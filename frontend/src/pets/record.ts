import { toRows, toText } from "../forms/rows";
import type { PetAlert, PetAlertKind, PetRecord, Sex } from "../generated/api";
import { m } from "../text/locale.svelte";
import { mediumDay } from "../text/dates";

export type RecordFields = Record<"sex" | "isNeutered" | "microchip" | "alerts" | "diedOn", string>;

export const MOST_ALERTS = 10;
export const NO_RECORD: RecordFields = { sex: "unknown", isNeutered: "", microchip: "", alerts: "", diedOn: "" };
export const NEW_ALERT: PetAlert = { kind: "aggressive", note: "" };
export const SEXES: readonly Sex[] = ["female", "male", "unknown"];
export const ALERT_KINDS: readonly PetAlertKind[] = ["aggressive", "allergy", "vaccineReaction", "other"];

/** The fields of a record by their names on the wire. */
export const RECORD_FIELDS = [
  ...Object.keys(NO_RECORD),
  ...Array.from({ length: MOST_ALERTS }, (_, index) => `alerts[${index}].note`),
];

export function recordLabels(): RecordFields {
  return { sex: m.pet_sex(), isNeutered: m.pet_neutered(), microchip: m.pet_microchip(), alerts: m.pet_alerts(), diedOn: m.pet_died_on() };
}

export function sexName(sex: string): string {
  const names: Record<string, () => string> = { female: m.sex_female, male: m.sex_male };
  return names[sex]?.() ?? m.unknown();
}

export function neuteredName(isNeutered: boolean | null | undefined): string {
  if (isNeutered == null) return m.unknown();
  return isNeutered ? m.yes() : m.no();
}

export function alertName(kind: PetAlertKind): string {
  const names: Record<PetAlertKind, () => string> = {
    aggressive: m.alert_aggressive,
    allergy: m.alert_allergy,
    vaccineReaction: m.alert_vaccine_reaction,
    other: m.alert_other,
  };
  return names[kind]();
}

/** An alert in a few words: what it is about, where that says more than its kind. */
export function alertText({ kind, note }: PetAlert): string {
  if (!note) return alertName(kind);
  return kind === "other" ? note : `${alertName(kind)}: ${note}`;
}

export function toRecordFields({ sex, isNeutered, microchip, alerts, diedOn }: PetRecord): RecordFields {
  return {
    sex,
    isNeutered: isNeutered == null ? "" : String(isNeutered),
    microchip: microchip ?? "",
    alerts: toText(alerts),
    diedOn: diedOn ?? "",
  };
}

export function toRecordBody({ sex, isNeutered, microchip, alerts, diedOn }: RecordFields) {
  return {
    sex: sex as Sex,
    isNeutered: isNeutered ? isNeutered === "true" : null,
    // Chips are printed in groups of digits.
    microchip: microchip.replace(/[\s.-]/g, "") || null,
    alerts: toRows<PetAlert>(alerts).map(({ kind, note }) => ({ kind, note: note?.trim() || null })),
    diedOn: diedOn || null,
  };
}

/** A value as people read it. */
export function showRecord(field: string, value: string): string {
  if (field === "sex") return sexName(value);
  if (field === "isNeutered") return neuteredName(value ? value === "true" : null);
  if (field === "alerts") return toRows<PetAlert>(value).map(alertText).join(", ");
  if (field === "diedOn") return value && mediumDay(value);
  return value;
}
