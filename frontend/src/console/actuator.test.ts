import { describe, expect, it } from "vitest";
import { duration, exchanges, facts, health, loggers, mappings, metric, metricNames, settings } from "./actuator";

describe("what an actuator says", () => {
  it("is read as far as it has the known shape, and never fails", () => {
    const nonsense = [undefined, null, 7, "x", [], [null], { components: 1 }, { names: [1] }, { propertySources: [null, 1, {}] },
      { exchanges: [null, { request: 1 }] }, { contexts: { a: { mappings: { dispatcherServlets: { b: [null, 1] } } } } },
      { loggers: { a: null } }, { measurements: [{ statistic: 1 }], availableTags: [{ tag: 1 }, {}] }];
    for (const it of nonsense) {
      for (const read of [exchanges, facts, health, loggers, mappings, metric, metricNames, settings]) expect(() => read(it)).not.toThrow();
    }
    expect(health({})).toEqual({ name: "", status: "UNKNOWN", details: [], parts: [] });
  });

  it("has health in parts, however deep", () => {
    const found = health({ status: "DOWN", components: { db: { status: "DOWN", details: { error: "x" }, components: { a: { status: "UP" } } } } });
    expect(found.parts[0]).toMatchObject({ name: "db", status: "DOWN", details: [["error", "x"]], parts: [{ name: "a", status: "UP" }] });
    let deep: object = { status: "UP" };
    for (let level = 0; level < 1_000; level += 1) deep = { status: "UP", components: { deep } };
    expect(health(deep).parts[0]?.name).toBe("deep");
  });

  it("has settings of the first layer that has them", () => {
    const propertySources = [
      { name: "environment", properties: { "log.level": { value: "debug" } } },
      { name: "default", properties: { "log.level": { value: "info" }, "server.port": { value: 8080 } } },
    ];
    expect(settings({ propertySources })).toEqual([
      { name: "log.level", value: "debug", layer: "environment", others: ["default"] },
      { name: "server.port", value: "8080", layer: "default", others: [] },
    ]);
  });

  it("has facts under their whole names", () => {
    expect(facts({ build: { version: "1" }, git: { commit: { id: "a" } }, empty: {} })).toEqual([
      ["build.version", "1"], ["git.commit.id", "a"], ["empty", "{}"],
    ]);
  });

  it("has measurements with numbers", () => {
    const found = metric({ name: "a", baseUnit: "seconds", measurements: [{ statistic: "COUNT", value: 1.5 }, { statistic: "MAX", value: "NaN" }],
      availableTags: [{ tag: "uri", values: ["/a", 1] }] });
    expect(found).toMatchObject({ unit: "seconds", measurements: [{ statistic: "COUNT", value: 1.5 }], tags: [{ tag: "uri", values: ["/a"] }] });
  });

  it("has durations", () => {
    expect(duration("PT0.0125S")).toBe(12.5);
    expect(duration("PT1H1M1S")).toBe(3_661_000);
    expect(duration("soon")).toBeUndefined();
    expect(duration(5)).toBeUndefined();
  });

  it("has a row for each path of a route", () => {
    const details = { handlerMethod: { descriptor: "Adds an owner" }, requestMappingConditions: { methods: ["POST"], patterns: ["/b", "/a"] } };
    const dispatcherServlets = { one: [{ details }, { predicate: "/webjars/**", handler: "resources" }] };
    expect(mappings({ contexts: { application: { mappings: { dispatcherServlets } } } })).toEqual([
      { methods: "POST", path: "/a", about: "Adds an owner" }, { methods: "POST", path: "/b", about: "Adds an owner" },
      { methods: "", path: "/webjars/**", about: "resources" },
    ]);
  });

  it("has loggers with the root first", () => {
    const found = loggers({ levels: ["INFO"], loggers: { a: { effectiveLevel: "INFO" }, ROOT: { configuredLevel: "INFO", effectiveLevel: "INFO" } } });
    expect(found.loggers.map((it) => it.name)).toEqual(["ROOT", "a"]);
    expect(loggers({}).levels).toContain("DEBUG");
  });
});
