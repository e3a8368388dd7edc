import { describe, expect, it } from "vitest";
import { Failure } from "../api/failure";
import type { Appointment } from "../generated/api";
import { columns, gaps, inTheWay, taken } from "./agenda";
import { collision } from "./collision";
import { isDay } from "./day";
import { minutesOf, roundDown, roundUp, times } from "./grid";

const TYPES = [{ id: 1, name: "consultation", minutes: 20, bufferMinutes: 10 }];

function appointment(id: number, from: string, to: string, more: Partial<Appointment> = {}): Appointment {
  const [start, end] = [`2027-03-09T${from}:00`, `2027-03-09T${to}:00`];
  return {
    id, typeId: 1, vetId: 1, start, end, startsAt: `${start}Z`, endsAt: `${end}Z`, timeZone: "UTC", status: "booked",
    bookedBy: "Ada", bookedAt: "2027-03-01T09:00:00Z", ...more,
  };
}

describe("the grid", () => {
  it("rounds to its next and its last time, over midnight and the ends of years", () => {
    expect(roundUp("2026-12-31T23:51")).toBe("2027-01-01T00:00");
    expect(roundUp("2026-03-09T09:30")).toBe("2026-03-09T09:30");
    expect(roundDown("2026-03-09T09:39")).toBe("2026-03-09T09:30");
    expect(roundDown("2026-03-09T09:30")).toBe("2026-03-09T09:30");
  });

  it("has every ten minutes of a day", () => {
    expect(times()).toHaveLength(144);
    expect(times()[0]).toBe("00:00");
    expect(times().at(-1)).toBe("23:50");
    expect(minutesOf("09:30")).toBe(570);
  });
});

describe("a vet's day", () => {
  const times = taken(
    [appointment(2, "10:00", "10:20"), appointment(1, "09:00", "09:20"), appointment(3, "11:00", "11:20", { status: "cancelled" })],
    TYPES,
  );

  it("is taken until the vet is free again, unless an appointment was called off", () => {
    expect(times.map(({ from, until }) => [from.slice(11), until.slice(11)])).toEqual([["09:00", "09:30"], ["10:00", "10:30"]]);
    expect(inTheWay("2027-03-09T09:20", 20, times)?.appointment.id).toBe(1);
    expect(inTheWay("2027-03-09T09:50", 20, times)?.appointment.id).toBe(2);
    expect(inTheWay("2027-03-09T09:30", 30, times)).toBeUndefined();
  });

  it("is free between appointments where another one fits", () => {
    expect(gaps(30, times)).toEqual([{ from: "2027-03-09T09:30", to: "2027-03-09T10:00" }]);
    expect(gaps(40, times)).toEqual([]);
  });

  it("has a column for every vet, for nobody, and for vets that are not known", () => {
    const vets = [1, 2].map((id) => ({ id, firstName: "A", lastName: "B", specialties: [], nrOfSpecialties: 0 }));
    const found = columns([appointment(1, "09:00", "09:20"), appointment(2, "09:00", "09:20", { vetId: 7 }), appointment(3, "09:00", "09:20", { vetId: null })], vets);
    expect(found.map((it) => [it.vetId, it.appointments.length])).toEqual([[undefined, 1], [1, 1], [2, 0], [7, 1]]);
  });
});

it("knows days that exist from texts that are none", () => {
  expect(["2028-02-29", "2026-03-09"].every(isDay)).toBe(true);
  expect([null, undefined, "", "2027-02-29", "2026-3-9", "2026-03-09T00:00", "0026-03-09"].some(isDay)).toBe(false);
});

it("reads what an appointment collides with, and knows other refusals", () => {
  const rule = "overlaps appointment 12 of vet 1, 2027-03-09T09:00:00 to 2027-03-09T09:20:00; an overlapReason allows it";
  const refused = (status: number, defaultMessage: string) => collision(new Failure(status, undefined, [{ field: "start", defaultMessage }]));
  expect(refused(409, rule)?.other).toEqual({ id: 12, from: "2027-03-09T09:00:00", to: "2027-03-09T09:20:00" });
  expect(refused(409, "is closed; an overlapReason allows it")).toEqual({ rule: "is closed; an overlapReason allows it", other: undefined });
  expect(refused(409, "must be another day")).toBeUndefined();
  expect(refused(400, rule)).toBeUndefined();
  expect(collision(undefined)).toBeUndefined();
});
