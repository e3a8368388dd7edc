import { expect, it } from "vitest";
import { extremes, latest, lines, readRange, rows } from "./history";

it("has the values of the last hour or the last six, with gaps before a server's start", () => {
  const values = Array.from({ length: 90 }, (_, index) => index);
  expect(latest({ values }, { stepSeconds: 60 }, "1h")).toEqual(values.slice(30));
  const long = latest({ values }, { stepSeconds: 60 }, "6h");
  expect(long).toHaveLength(360);
  expect(long.slice(268, 272)).toEqual([null, null, 0, 1]);
  expect(latest({ values: [1] }, { stepSeconds: 0 }, "1h")).toHaveLength(3_600);
  expect(["6h", "1h", "2h", null].map(readRange)).toEqual(["6h", "1h", "1h", "1h"]);
});

it("draws from 0 to the most, with gaps", () => {
  expect(lines([null, 1, 2, null, 0], 2, 100, 10)).toBe("M25 5h0.01L50 0M100 10h0.01");
  expect(lines([0, 0], 0, 100, 10)).toBe("M0 10h0.01L100 10");
  expect(lines([null], 1, 100, 10)).toBe("");
  expect(lines([], 1, 100, 10)).toBe("");
});

it("knows the least, the most and the latest value, unless none is known", () => {
  expect(extremes([3, null, 1, 2, null])).toEqual({ least: 1, most: 3, last: 2 });
  expect(extremes([null])).toBeUndefined();
});

it("has rows with their times, and not too many", () => {
  expect(rows([1, null, 3], 120_000, 60)).toEqual([{ at: 120_000, value: 3 }, { at: 60_000, value: null }, { at: 0, value: 1 }]);
  const many = rows(Array.from({ length: 360 }, (_, index) => index), 0, 60);
  expect(many).toHaveLength(60);
  expect(many[0]?.value).toBe(359);
});
