import { addDays, addMinutes, dayOf, timeOf } from "../text/dates";
import { GRID, minutesOf } from "../appointments/grid";

/** Where an appointment stands in the calendar. */
export interface Position {
  /** Local date and time, to the minute. */
  start: string;
  vetId: number | undefined;
}

export type View = "day" | "week";

export function samePosition(a: Position, b: Position): boolean {
  return a.start === b.start && a.vetId === b.vetId;
}

const MINUTES: Record<string, number> = { ArrowUp: -GRID, ArrowDown: GRID, PageUp: -60, PageDown: 60 };
const SIDEWAYS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * Where a key moves an appointment: up and down in time without leaving the day, sideways from vet to vet or, in the week of one
 * vet, from day to day. `undefined` for keys that do not move, and where there is no further to go.
 */
export function moved(from: Position, key: string, view: View, vets: readonly (number | undefined)[]): Position | undefined {
  const minutes = MINUTES[key];
  if (minutes !== undefined) {
    const start = addMinutes(from.start, minutes);
    return dayOf(start) === dayOf(from.start) ? { ...from, start } : undefined;
  }
  const step = SIDEWAYS[key];
  if (step === undefined) return undefined;
  if (view === "week") return { ...from, start: `${addDays(dayOf(from.start), step)}T${timeOf(from.start)}` };
  const to = vets.indexOf(from.vetId) + step;
  return to >= 0 && to < vets.length ? { ...from, vetId: vets[to] } : undefined;
}

/** The hours of a usual working day. */
const HOURS = { from: 7, to: 20 };

/** The hours of the day that are shown: the usual ones, those at which the clinic is open, and those around appointments at other times. */
export function shownHours(positions: readonly Position[], open: readonly { from: number; to: number }[] = []): { from: number; to: number } {
  const starts = positions.map((it) => Math.floor(minutesOf(timeOf(it.start)) / 60));
  const from = Math.min(HOURS.from, ...starts, ...open.map((it) => Math.floor(it.from / 60)));
  const to = Math.max(HOURS.to, ...starts.map((it) => it + 2), ...open.map((it) => Math.ceil(it.to / 60)));
  return { from, to: Math.min(24, to) };
}
