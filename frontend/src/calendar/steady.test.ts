import { expect, it } from "vitest";
import { steady } from "./steady";

it("gives what it gave before where the next value says the same, and the next one where it does not", () => {
  const keep = steady<{ day: string }[]>();
  const first = [{ day: "2027-03-10" }];
  expect(keep(first)).toBe(first);
  expect(keep([{ day: "2027-03-10" }])).toBe(first);
  const second = [{ day: "2027-03-11" }];
  expect(keep(second)).toBe(second);
});
