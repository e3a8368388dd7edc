import { expect, it } from "vitest";
import type { NotificationFilter } from "../generated/api";
import { filtersOf } from "./muted";

const filter = (id: string, of: Partial<NotificationFilter>): NotificationFilter => ({ id, expired: false, ...of });

it("finds what mutes an application, and what mutes an instance of it", () => {
  const all = [
    filter("F-1", { applicationName: "vets" }), filter("F-2", { instanceId: "0123456789ab" }), filter("F-3", { applicationName: "visits" }),
    filter("F-4", { applicationName: "vets", expired: true }),
  ];
  expect(filtersOf(all, { application: "vets" }).map((it) => it.id)).toEqual(["F-1"]);
  expect(filtersOf(all, { application: "vets", instanceId: "0123456789ab" }).map((it) => it.id)).toEqual(["F-1", "F-2"]);
  expect(filtersOf(all, { application: "admin" })).toEqual([]);
});
