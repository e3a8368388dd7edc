import type { CalendarEntry } from "../generated/api";
import { awayOn, bandOf, closedOn } from "../hours/bands";
import { title } from "../hours/entries";
import { addMinutes } from "../text/dates";

/** Stands for the column of appointments that nobody has yet. */
export const NOBODY = "0";

/** What the calendar draws behind the appointments of some days: when the clinic is closed, and when vets are away. */
export function background(days: readonly string[], columns: readonly (number | undefined)[], entries: readonly CalendarEntry[]) {
  const part = (day: string, band: { from: number; to: number }, of: readonly (number | undefined)[], text: string, kind: string) => ({
    id: `${kind}-${day}-${band.from}-${of[0] ?? NOBODY}-${text}`,
    display: "background" as const,
    start: `${addMinutes(`${day}T00:00`, band.from)}:00`,
    end: `${addMinutes(`${day}T00:00`, band.to)}:00`,
    resourceIds: of.map((id) => String(id ?? NOBODY)),
    title: text,
    classNames: [kind],
  });
  return days.flatMap((day) => [
    ...closedOn(day, entries).map((it) => part(day, it, columns, "", "closed")),
    // The column says which vet it is.
    ...columns.flatMap((id) => awayOn(day, id, entries).map((it) => part(day, bandOf(it), [id], title({ ...it, vetId: null }, []), it.kind))),
  ]);
}
