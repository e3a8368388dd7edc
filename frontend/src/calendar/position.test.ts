import { expect, it } from "vitest";
import { moved, shownHours } from "./position";

const VETS = [undefined, 1, 4];
const at = { start: "2027-03-14T02:30", vetId: 1 };

it("moves by the grid in time and by columns sideways", () => {
  expect(moved(at, "ArrowDown", "day", VETS)).toEqual({ start: "2027-03-14T02:40", vetId: 1 });
  expect(moved(at, "PageUp", "day", VETS)).toEqual({ start: "2027-03-14T01:30", vetId: 1 });
  expect(moved(at, "ArrowRight", "day", VETS)).toEqual({ ...at, vetId: 4 });
  expect(moved(at, "ArrowLeft", "day", VETS)).toEqual({ ...at, vetId: undefined });
});

it("moves by days in the week of a vet, over the ends of months", () => {
  expect(moved({ start: "2026-12-31T09:00", vetId: 1 }, "ArrowRight", "week", VETS)).toEqual({ start: "2027-01-01T09:00", vetId: 1 });
});

it("ends at the last column and at midnight, and leaves other keys alone", () => {
  expect(moved({ ...at, vetId: 4 }, "ArrowRight", "day", VETS)).toBeUndefined();
  expect(moved({ ...at, vetId: undefined }, "ArrowLeft", "day", VETS)).toBeUndefined();
  expect(moved({ ...at, start: "2027-03-14T23:50" }, "ArrowDown", "day", VETS)).toBeUndefined();
  expect(moved({ ...at, start: "2027-03-14T00:00" }, "ArrowUp", "day", VETS)).toBeUndefined();
  expect(moved(at, "a", "day", VETS)).toBeUndefined();
});

it("shows a working day, and the hours around what is earlier or later", () => {
  const starts = (...times: string[]) => shownHours(times.map((time) => ({ start: `2026-03-09T${time}`, vetId: 1 })));
  expect(starts()).toEqual({ from: 7, to: 20 });
  expect(starts("09:00", "02:40")).toEqual({ from: 2, to: 20 });
  expect(starts("21:50")).toEqual({ from: 7, to: 23 });
  expect(starts("23:50")).toEqual({ from: 7, to: 24 });
  expect(shownHours([], [{ from: 390, to: 720 }, { from: 800, to: 1210 }])).toEqual({ from: 6, to: 21 });
});
