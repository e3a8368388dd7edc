import type { CalendarEntry, CalendarEntryRequest } from "../generated/api";
import { m } from "../text/locale.svelte";
import { isOfVet, type Kind, type Weekday } from "./entries";

export type EntryFields = Record<"kind" | "vetId" | "weekday" | "firstDay" | "lastDay" | "from" | "to" | "reason", string>;

export const FIELDS: readonly (keyof EntryFields)[] = ["kind", "vetId", "weekday", "firstDay", "lastDay", "from", "to", "reason"];

export function labels(): EntryFields {
  return {
    kind: m.entry_kind(),
    vetId: m.appointment_vet(),
    weekday: m.entry_weekday(),
    firstDay: m.entry_first_day(),
    lastDay: m.entry_last_day(),
    from: m.entry_from(),
    to: m.entry_to(),
    reason: m.appointment_reason(),
  };
}

export function canBeWeekly(kind: string): boolean {
  return kind === "openingHours" || kind === "block";
}

export function toFields({ kind, vetId, weekday, firstDay, lastDay, from, to, reason }: CalendarEntry): EntryFields {
  const isWholeDay = from === "00:00" && to === "24:00" && !needsTimes(kind);
  return {
    kind,
    vetId: String(vetId ?? ""),
    weekday: weekday ?? "",
    firstDay,
    lastDay: lastDay ?? "",
    from: isWholeDay ? "" : from,
    // An input for times knows no end of a day.
    to: isWholeDay ? "" : to === "24:00" ? "00:00" : to,
    reason: reason ?? "",
  };
}

export function needsTimes(kind: string): boolean {
  return kind === "openingHours" || kind === "opening";
}

/** What a field holds that its kind does not have is left out. */
export function toBody({ kind, vetId, weekday, firstDay, lastDay, from, to, reason }: EntryFields): CalendarEntryRequest {
  return {
    kind: kind as Kind,
    vetId: isOfVet(kind as Kind) && vetId ? Number(vetId) : null,
    weekday: canBeWeekly(kind) && weekday ? (weekday as Weekday) : null,
    firstDay,
    lastDay: lastDay || null,
    ...(from && { from }),
    ...(to && { to: to === "00:00" ? "24:00" : to }),
    reason: reason.trim(),
  };
}
