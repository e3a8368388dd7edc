import { describe, expect, it } from "vitest";
import { Failure } from "../api/failure";
import type { Appointment } from "../generated/api";
import { columns } from "./agenda";
import { collision } from "./collision";
import { isDay } from "./day";
import { minutesOf, roundDown, roundUp, times } from "./grid";
import { includes, onePerTime } from "./slots.svelte";

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

it("gives a column to every vet, to nobody, and to vets that are not known", () => {
  const vets = [1, 2].map((id) => ({ id, firstName: "A", lastName: "B", specialties: [], nrOfSpecialties: 0 }));
  const found = columns([appointment(1, "09:00", "09:20"), appointment(2, "09:00", "09:20", { vetId: 7 }), appointment(3, "09:00", "09:20", { vetId: null })], vets);
  expect(found.map((it) => [it.vetId, it.appointments.length])).toEqual([[undefined, 1], [1, 1], [2, 0], [7, 1]]);
});

describe("free slots", () => {
  const slot = (time: string, vetId: number) => {
    const start = `2027-03-09T${time}:00`;
    return { vetId, start, end: start, startsAt: `${start}Z`, utcOffset: "+00:00" };
  };

  it("are offered once a time: of the vet who is wanted, else of the one who has the most time", () => {
    const slots = [slot("09:00", 1), slot("09:00", 2), slot("09:10", 1), slot("09:20", 2), slot("09:30", 2)];
    const offered = (preferred?: number) => onePerTime(slots, preferred).map((it) => `${it.start.slice(11, 16)} ${it.vetId}`);
    expect(offered()).toEqual(["09:00 2", "09:10 1", "09:20 2", "09:30 2"]);
    expect(offered(1)).toEqual(["09:00 1", "09:10 1", "09:20 2", "09:30 2"]);
  });

  it("are those of any vet, of one, or of those with a specialty", () => {
    const vet = { id: 2, firstName: "A", lastName: "B", specialties: [{ id: 3, name: "surgery" }], nrOfSpecialties: 1 };
    expect(["", "vet:2", "specialty:3"].every((it) => includes(it, vet))).toBe(true);
    expect(["vet:3", "specialty:2"].some((it) => includes(it, vet))).toBe(false);
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
