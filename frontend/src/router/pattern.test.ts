import { expect, it } from "vitest";
import { match } from "./pattern";

it("reads whole numbers from a path, and nothing else", () => {
  expect(match("/owners/:ownerId/edit", "/owners/6/edit/")).toEqual({ ownerId: "6" });
  expect(match("/owners/:ownerId", "/owners/6x")).toBeUndefined();
  expect(match("/owners/:ownerId", "/owners/0")).toBeUndefined();
  expect(match("/", "/")).toEqual({});
  expect(match("/vets", "/owners")).toBeUndefined();
});
