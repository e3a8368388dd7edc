import { expect, it } from "vitest";
import type { Application, Instance } from "../generated/api";
import { sharing } from "./sharing";

function application(name: string, ...instances: [id: string, healthUrl: string, managementUrl?: string][]): Application {
  const all = instances.map(([id, healthUrl, managementUrl]): Instance => ({
    id, version: 1, registered: true, statusTimestamp: "", info: {}, endpoints: [], tags: {}, statusInfo: { status: "UP", details: {} },
    registration: { name, healthUrl, managementUrl: managementUrl ?? null, source: "discovery", metadata: {} },
  }));
  return { name, status: "UP", statusTimestamp: "", instances: all };
}

it("names the applications of the same host and port, but the admin server", () => {
  const all = [
    application("admin", ["a", "http://127.0.0.1:80/actuator/health"]),
    application("customers", ["b", "http://127.0.0.2:80/health"], ["c", "http://elsewhere/health", "http://127.0.0.1:80/actuator"]),
    application("garden", ["d", "not an address"]),
    application("vets", ["e", "http://127.0.0.1:80/actuator/health"], ["f", "http://127.0.0.3:80/health"]),
  ];
  expect(sharing(all, "e")).toEqual(["customers"]);
  expect(sharing(all, "f")).toEqual([]);
  expect(sharing(all, "d")).toEqual([]);
  expect(sharing(all, "gone")).toEqual([]);
});
