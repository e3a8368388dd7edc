import { locale } from "./locale.svelte";

// Days and wall clock times are texts of ISO 8601 and stay what they are: `Date` only ever sees them as if they were UTC, so
// the browser's own time zone cannot shift them.

const DAY = 24 * 60 * 60 * 1000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(text: string, options: Intl.DateTimeFormatOptions): string {
  const key = locale() + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" });
    formats.set(key, found);
  }
  return found.format(utc(text));
}

function utc(text: string): Date {
  const [day = "", time = "00:00"] = text.split("T");
  return new Date(`${day}T${time.slice(0, 5)}:00Z`);
}

/** A day such as "7 September 2010". */
export function longDay(day: string): string {
  return format(day, { dateStyle: "long" });
}

/** A day with its weekday, such as "Tuesday, September 7, 2010". */
export function fullDay(day: string): string {
  return format(day, { dateStyle: "full" });
}

/** A day such as "Sep 7, 2010". */
export function mediumDay(day: string): string {
  return format(day, { dateStyle: "medium" });
}

/** A day within a week, such as "Tue 7". */
export function weekday(day: string): string {
  return format(day, { weekday: "short", day: "numeric" });
}

/** What the clock on the wall shows at a local time, such as "9:30 AM". */
export function clock(time: string): string {
  return format(time.includes("T") ? time : `2000-01-01T${time}`, { timeStyle: "short" });
}

/** An instant by this browser's own clock. */
export function moment(instant: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));
}

/** The day of a local date and time. */
export function dayOf(local: string): string {
  return local.slice(0, 10);
}

/** The time of a local date and time, such as "09:30". */
export function timeOf(local: string): string {
  return local.slice(11, 16);
}

export function addDays(day: string, days: number): string {
  return new Date(utc(day).getTime() + days * DAY).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / DAY);
}

export function addMinutes(local: string, minutes: number): string {
  return new Date(utc(local).getTime() + minutes * 60_000).toISOString().slice(0, 16);
}

/** The day of the week: 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: string): number {
  return (utc(day).getUTCDay() + 6) % 7;
}

/** The name of a day of the week, of which 0 is Monday. */
export function weekdayName(weekday: number): string {
  return format(addDays("2024-01-01", weekday), { weekday: "long" });
}

/** The Monday of a day's week. */
export function monday(day: string): string {
  return addDays(day, -weekdayOf(day));
}

/** Now, by the wall clock of a zone, or by this browser's own: such as "2026-03-09T09:30". */
export function now(timeZone?: string): string {
  const parts: Intl.DateTimeFormatOptions = { dateStyle: "short", timeStyle: "short", hourCycle: "h23", timeZone };
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", parts).format(new Date()).replace(" ", "T");
}

export function today(timeZone?: string): string {
  return dayOf(now(timeZone));
}

/** Whole years and months from a day of birth to another day. */
export function age(birth: string, on: string): { years: number; months: number } {
  const [birthYear = 0, birthMonth = 0, birthDay = 0] = birth.split("-").map(Number);
  const [year = 0, month = 0, day = 0] = on.split("-").map(Number);
  const months = Math.max(0, (year - birthYear) * 12 + month - birthMonth - (day < birthDay ? 1 : 0));
  return { years: Math.floor(months / 12), months: months % 12 };
}
