import { call } from "../api/call";
import { type CalendarEntry, listCalendarEntries, type Vet } from "../generated/api";
import { m } from "../text/locale.svelte";
import { clock, mediumDay, weekdayName } from "../text/dates";
import { vetName } from "../appointments/agenda";

export type Kind = CalendarEntry["kind"];
export type Weekday = NonNullable<CalendarEntry["weekday"]>;

export const KINDS: readonly Kind[] = ["openingHours", "opening", "closure", "leave", "block"];
export const WEEKDAYS: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The most entries that a page of the API has. */
const PAGE = 500;
/** The most entries that are loaded: as many as the clinic can have that have not ended. */
const MOST = 2_000;

/** The entries that are valid on some days. */
export async function loadEntries(query: { from: string; to?: string; vetId?: number }, signal: AbortSignal): Promise<CalendarEntry[]> {
  const found: CalendarEntry[] = [];
  let after: number | undefined;
  do {
    const page = { ...query, size: PAGE, ...(after !== undefined && { after }) };
    const { data } = await call(listCalendarEntries({ query: page, signal, cache: "no-store" }));
    found.push(...data.entries);
    after = data.hasMore ? data.entries.at(-1)?.id : undefined;
  } while (after !== undefined && found.length < MOST);
  return found;
}

export function isOfVet(kind: Kind): boolean {
  return kind === "leave" || kind === "block";
}

export function kindName(kind: Kind): string {
  const names: Record<Kind, () => string> = {
    openingHours: m.entry_opening_hours, opening: m.entry_opening, closure: m.entry_closure, leave: m.entry_leave, block: m.entry_block,
  };
  return names[kind]();
}

function isWholeDay({ from, to }: CalendarEntry): boolean {
  return from === "00:00" && to === "24:00";
}

/** A time of day, the end of a day being midnight. */
export function timeOfDay(time: string): string {
  return clock(time === "24:00" ? "00:00" : time);
}

/** The days of an entry, such as "Mondays" or "Dec 24, 2026 – Dec 26, 2026". */
export function days({ weekday, firstDay, lastDay }: CalendarEntry, today: string): string {
  const span = lastDay && lastDay !== firstDay ? m.calendar_span({ from: mediumDay(firstDay), to: mediumDay(lastDay) }) : mediumDay(firstDay);
  if (!weekday) return span;
  const name = weekdayName(WEEKDAYS.indexOf(weekday));
  const limits = [firstDay > today && m.entry_since({ day: mediumDay(firstDay) }), lastDay && m.entry_until({ day: mediumDay(lastDay) })];
  return [name, ...limits].filter(Boolean).join(", ");
}

/** The times of an entry, such as "9:00 AM – 6:00 PM"; nothing where it is the whole day. */
export function hours(entry: CalendarEntry): string | undefined {
  if (isWholeDay(entry)) return undefined;
  return m.calendar_span({ from: timeOfDay(entry.from), to: timeOfDay(entry.to) });
}

/** What an entry says, such as "James Carter · Leave · conference"; without a vet, "Leave · conference". */
export function title(entry: CalendarEntry, vets: readonly Vet[]): string {
  const vet = isOfVet(entry.kind) && entry.vetId && vetName(entry.vetId, vets);
  return [vet, kindName(entry.kind), entry.reason].filter(Boolean).join(" · ");
}
