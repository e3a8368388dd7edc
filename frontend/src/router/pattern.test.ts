import { expect, it } from "vitest";
import { match } from "./pattern";

it("reads whole numbers from a path, and nothing else", () => {
  expect(match("/owners/:ownerId/edit", "/owners/6/edit/")).toEqual({ ownerId: "6" });
  expect(match("/owners/:ownerId", "/owners/6x")).toBeUndefined();
  expect(match("/owners/:ownerId", "/owners/0")).toBeUndefined();
  expect(match("/", "/")).toEqual({});
  expect(match("/vets", "/owners")).toBeUndefined();
});

it("reads ids of 12 hexadecimal digits", () => {
  const pattern = "/console/instances/:instanceId(id)";
  expect(match(pattern, "/console/instances/0123456789ab")).toEqual({ instanceId: "0123456789ab" });
  for (const bad of ["0123456789a", "0123456789abc", "0123456789AB", "0123456789ag", ""]) {
    expect(match(pattern, `/console/instances/${bad}`), bad).toBeUndefined();
  }
});

it("reads names as the admin server does", () => {
  const pattern = "/console/applications/:application(name)";
  expect(match(pattern, "/console/applications/vets")).toEqual({ application: "vets" });
  expect(match(pattern, "/console/applications/Owner%20Resource")).toEqual({ application: "Owner Resource" });
  for (const bad of ["", "%20a", "a%2Fb", "..", "%2E%2E", "%", "%FF", "%C3%BC", "a".repeat(201)]) {
    expect(match(pattern, `/console/applications/${bad}`), bad).toBeUndefined();
  }
});
