import { expect, it } from "vitest";
import type { Application, Instance } from "../generated/api";
import { choices, filtered, readFilter, worstFirst } from "./filter";

function instance(name: string, number: number, status: string, tags: Record<string, string> = {}): Instance {
  return {
    id: String(number).padStart(12, "0"), version: 1, registered: true, statusTimestamp: "2026-11-30T00:00:00Z", info: {}, endpoints: [],
    buildVersion: "1.2.3", tags, statusInfo: { status, details: {} },
    registration: { name, healthUrl: `http://10.0.0.${number}:8080/actuator/health`, source: "discovery", metadata: {} },
  };
}

const all: Application[] = [
  { name: "customers", status: "UP", statusTimestamp: "", instances: [instance("customers", 1, "UP", { zone: "a" })] },
  {
    name: "vets", status: "RESTRICTED", statusTimestamp: "",
    instances: [instance("vets", 2, "UP", { zone: "a", region: "eu-west-1" }), instance("vets", 3, "OFFLINE", { zone: "b" })],
  },
];

function ids(query: string): string[] {
  return filtered(all, readFilter(new URLSearchParams(query))).flatMap((it) => it.instances.map(({ id }) => id.slice(-1)));
}

it("finds instances by all that the address says", () => {
  expect(ids("")).toEqual(["1", "2", "3"]);
  expect(ids("application=vets")).toEqual(["2", "3"]);
  expect(ids("status=UP")).toEqual(["1", "2"]);
  expect(ids("tag=zone%3Db")).toEqual(["3"]);
  expect(ids("q=10.0.0.2")).toEqual(["2"]);
  expect(ids("q=OFFLINE+vets")).toEqual(["3"]);
  expect(ids("status=UP&application=vets&tag=zone%3Da&q=1.2.3")).toEqual(["2"]);
  expect(ids("region=eu-west-1")).toEqual(["2"]);
  expect(ids("status=DOWN")).toEqual([]);
});

it("offers what there is", () => {
  expect(choices(all)).toEqual({ statuses: [["UP", 2], ["OFFLINE", 1]], tags: ["region=eu-west-1", "zone=a", "zone=b"], regions: ["eu-west-1"] });
});

it("shows first what needs a look", () => {
  expect(worstFirst(all).map((it) => it.name)).toEqual(["vets", "customers"]);
});
