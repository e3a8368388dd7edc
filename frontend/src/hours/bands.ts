import { minutesOf } from "../appointments/grid";
import type { Appointment, CalendarEntry } from "../generated/api";
import { dayOf, timeOf, weekdayOf } from "../text/dates";
import { isOfVet, WEEKDAYS } from "./entries";

/** A part of a day, in minutes from midnight by the clock on the clinic's wall. */
export interface Band {
  from: number;
  to: number;
}

const DAY: Band = { from: 0, to: 24 * 60 };

function isValidOn({ firstDay, lastDay }: CalendarEntry, day: string): boolean {
  return firstDay <= day && (!lastDay || day <= lastDay);
}

export function holdsOn(entry: CalendarEntry, day: string): boolean {
  return isValidOn(entry, day) && (!entry.weekday || entry.weekday === WEEKDAYS[weekdayOf(day)]);
}

export function bandOf({ from, to }: CalendarEntry): Band {
  return { from: minutesOf(from), to: minutesOf(to) };
}

/** Bands as far as they lie in none of the others. */
function without(bands: readonly Band[], others: readonly Band[]): Band[] {
  let left = [...bands];
  for (const { from, to } of others) {
    left = left.flatMap((it) => [{ from: it.from, to: Math.min(it.to, from) }, { from: Math.max(it.from, to), to: it.to }]).filter((it) => it.from < it.to);
  }
  return left;
}

/** When the clinic is closed on a day: openings win over closures, closures over opening hours; without any hours, it is always open. */
export function closedOn(day: string, entries: readonly CalendarEntry[]): Band[] {
  const held = entries.filter((it) => holdsOn(it, day));
  const of = (kind: CalendarEntry["kind"]) => held.filter((it) => it.kind === kind).map(bandOf);
  const hasHours = entries.some((it) => it.kind === "openingHours" && isValidOn(it, day));
  const usual = hasHours ? without([DAY], of("openingHours")) : [];
  const closed = without([DAY], without(without([DAY], usual), of("closure")));
  return without(closed, of("opening"));
}

/** When the clinic is open on a day. */
export function openOn(day: string, entries: readonly CalendarEntry[]): Band[] {
  return without([DAY], closedOn(day, entries));
}

/** The leaves and blocks of a vet on a day. */
export function awayOn(day: string, vetId: number | undefined, entries: readonly CalendarEntry[]): CalendarEntry[] {
  return entries.filter((it) => isOfVet(it.kind) && it.vetId === vetId && holdsOn(it, day));
}

/** Whether an appointment is in the time of an entry. */
export function isIn({ start, end }: Pick<Appointment, "start" | "end">, entry: CalendarEntry): boolean {
  const { from, to } = bandOf(entry);
  // One that goes on over midnight lasts to the end of its day.
  const until = dayOf(end) > dayOf(start) ? 24 * 60 : minutesOf(timeOf(end));
  return holdsOn(entry, dayOf(start)) && minutesOf(timeOf(start)) < to && from < until;
}
