import { expect, it } from "vitest";
import { differences } from "./conflict";

it("keeps what was changed on either side, and mine where both changed it", () => {
  const before = { name: "Max", city: "Monona", phone: "1" };
  const mine = { name: "Maxi", city: "Monona", phone: "2" };
  const theirs = { name: "Max", city: "Madison", phone: "3" };
  expect(differences({ before, mine, theirs, version: '"1"' })).toEqual([
    { field: "name", side: "mine" },
    { field: "city", side: "theirs" },
    { field: "phone", side: "mine" },
  ]);
});
