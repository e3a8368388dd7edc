import { expect, it } from "vitest";
import { metric } from "./actuator";
import { divider, isResource } from "./resources";

it("knows which metrics are about pools, caches and breakers", () => {
  const names = ["cache.size", "jdbc.connections.active", "peer.breaker.state", "http.server.requests", "process.uptime"];
  expect(names.filter(isResource)).toEqual(["cache.size", "jdbc.connections.active", "peer.breaker.state"]);
});

it("takes a metric apart by its states, else by its resources", () => {
  const availableTags = [{ tag: "peer", values: ["vets", "visits"] }, { tag: "state", values: ["passing", "refusing"] }];
  expect(divider(metric({ availableTags }))?.tag).toBe("state");
  expect(divider(metric({ availableTags: [{ tag: "name", values: ["writer"] }] }))).toBeUndefined();
  expect(divider(metric({ availableTags: [{ tag: "uri", values: ["/a", "/b"] }] }))).toBeUndefined();
});
