import { addMinutes, timeOf } from "../text/dates";

/** Appointments start on a grid of this many minutes. */
export const GRID = 10;

const DAY = 24 * 60;

/** The first time on the grid that is not before a local date and time. */
export function roundUp(local: string): string {
  const past = minutesOf(timeOf(local)) % GRID;
  return addMinutes(local, past === 0 ? 0 : GRID - past);
}

/** The last time on the grid that is not after a local date and time. */
export function roundDown(local: string): string {
  return addMinutes(local, -(minutesOf(timeOf(local)) % GRID));
}

/** Every time of a day on the grid, such as "09:30". */
export function times(): string[] {
  return Array.from({ length: DAY / GRID }, (_, index) => timeOf(addMinutes("2000-01-01T00:00", index * GRID)));
}

/** The minutes from midnight to a time of day. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
