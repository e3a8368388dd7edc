import { addDays } from "../text/dates";

/** Whether a text is a day that exists, such as "2026-03-09". */
export function isDay(text: string | null | undefined): text is string {
  if (!text || !/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
  return !Number.isNaN(Date.parse(`${text}T00:00Z`)) && addDays(text, 0) === text;
}
