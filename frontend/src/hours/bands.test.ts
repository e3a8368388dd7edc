import { expect, it } from "vitest";
import type { CalendarEntry } from "../generated/api";
import { awayOn, closedOn, isIn, openOn } from "./bands";

const MONDAY = "2027-03-08";
const TUESDAY = "2027-03-09";

function entry(kind: CalendarEntry["kind"], from: string, to: string, more: Partial<CalendarEntry> = {}): CalendarEntry {
  return { id: 1, kind, firstDay: MONDAY, lastDay: MONDAY, from, to, vetId: null, weekday: null, reason: null, ...more };
}

const WEEKLY = { weekday: "monday", lastDay: null } as const;
const hours = [entry("openingHours", "09:00", "12:00", WEEKLY), entry("openingHours", "13:00", "18:00", WEEKLY)];
const text = (bands: { from: number; to: number }[]) => bands.map((it) => `${it.from / 60}-${it.to / 60}`).join(" ");

it("draws the same hours as the server books by: openings win over closures, closures over opening hours", () => {
  expect(text(closedOn(MONDAY, hours))).toBe("0-9 12-13 18-24");
  const closure = entry("closure", "00:00", "24:00");
  expect(text(closedOn(MONDAY, [...hours, closure]))).toBe("0-24");
  expect(text(openOn(MONDAY, [...hours, closure, entry("opening", "10:00", "11:00")]))).toBe("10-11");
  expect(text(openOn(MONDAY, [...hours, entry("closure", "11:00", "14:00")]))).toBe("9-11 14-18");
});

it("is closed on a day without hours among days with hours, and always open without any", () => {
  expect(text(openOn(TUESDAY, hours))).toBe("");
  expect(text(openOn("2027-03-01", hours))).toBe("0-24");
  expect(text(closedOn(TUESDAY, []))).toBe("");
});

it("knows the leaves and blocks of a vet, once or every week", () => {
  const leave = entry("leave", "00:00", "24:00", { vetId: 2, lastDay: TUESDAY });
  const block = entry("block", "13:00", "14:00", { vetId: 2, ...WEEKLY });
  const kinds = (day: string, vetId: number) => awayOn(day, vetId, [leave, block, ...hours]).map((it) => it.kind);
  expect(kinds(MONDAY, 2)).toEqual(["leave", "block"]);
  expect(kinds(TUESDAY, 2)).toEqual(["leave"]);
  expect(kinds("2027-03-15", 2)).toEqual(["block"]);
  expect(kinds(MONDAY, 3)).toEqual([]);
});

it("knows which appointments stand in the time of an absence", () => {
  const block = entry("block", "13:00", "14:00", { vetId: 2, ...WEEKLY });
  const at = (from: string, to: string, day = MONDAY) => isIn({ start: `${day}T${from}:00`, end: `${day}T${to}:00` }, block);
  expect([at("12:50", "13:10"), at("13:50", "14:10"), at("13:10", "13:20")]).toEqual([true, true, true]);
  expect([at("12:40", "13:00"), at("14:00", "14:20"), at("13:10", "13:20", TUESDAY)]).toEqual([false, false, false]);
  const night = entry("leave", "23:00", "24:00", { vetId: 2 });
  expect(isIn({ start: `${MONDAY}T22:50:00`, end: `${TUESDAY}T00:10:00` }, night)).toBe(true);
});
