import { expect, it } from "vitest";
import { points, toGrams, weightText } from "./weights";

it("reads kilograms as people type them", () => {
  expect(["4.2", " 4,25 ", "0.035", "12", "7."].map(toGrams)).toEqual([4200, 4250, 35, 12000, 7000]);
  expect(["", "x", "4.2 kg", "-1", "1.2345", "123456", "1,2,3"].map(toGrams)).toEqual(Array(7).fill(undefined));
});

it("writes weights in the unit that fits the animal", () => {
  expect([weightText(4200), weightText(35), weightText(31_000)]).toEqual(["4.2 kg", "35 g", "31 kg"]);
});

it("places weights by their days and grams", () => {
  const weight = (id: number, measuredOn: string, grams: number) => ({ id, measuredOn, grams });
  const three = [weight(1, "2025-01-01", 4000), weight(2, "2025-01-06", 5000), weight(3, "2025-01-11", 4500)];
  expect(points(three, 100, 50).map(({ x, y }) => [x, y])).toEqual([[0, 50], [50, 0], [100, 25]]);
  expect(points(three.slice(0, 1), 100, 50).map(({ x, y }) => [x, y])).toEqual([[50, 25]]);
  expect(points([], 100, 50)).toEqual([]);
});
