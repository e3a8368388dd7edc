import { expect, it } from "vitest";
import type { RequestTrace, TraceSpan } from "../generated/api";
import { millis, readTraceId, waterfall } from "./waterfall";

function span(spanId: string, parentId: string | null, at: number, tookMs: number): TraceSpan {
  const began = `2026-03-02T09:30:00.${String(at).padStart(3, "0")}Z`;
  return { spanId, parentId, instance: "0123456789ab", application: "vets", kind: "server", name: spanId, began, tookMs, status: 200, hasFailed: false };
}

function trace(...spans: TraceSpan[]): RequestTrace {
  const began = "2026-03-02T09:30:00Z";
  return { traceId: "a".repeat(32), began, tookMs: 100, name: "GET /", application: "vets", status: 200, hasFailed: false, spans };
}

it("puts each span below the one that it is inside of", () => {
  const bars = waterfall(trace(span("c", "b", 50, 20), span("d", "a", 80, 10), span("b", "a", 20, 60), span("a", null, 0, 100)));
  expect(bars.map(({ span, depth }) => [span.spanId, depth])).toEqual([["a", 0], ["b", 1], ["c", 2], ["d", 1]]);
  expect(bars.map(({ left, width }) => [left, width])).toEqual([[0, 1], [0.2, 0.6], [0.5, 0.2], [0.8, 0.1]]);
});

it("keeps spans without a parent, in a circle or twice, and bars inside of the whole", () => {
  const bars = waterfall(trace(span("a", "gone", 90, 0), span("b", "c", 10, 5), span("c", "b", 20, 5), span("a", "gone", 90, 0), span("e", "e", 0, 1_000)));
  expect(bars.map((it) => it.span.spanId).sort()).toEqual(["a", "b", "c", "e"]);
  for (const { left, width } of bars) {
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left + width).toBeLessThanOrEqual(1);
    expect(width).toBeGreaterThan(0);
  }
  expect(waterfall(trace())).toEqual([]);
});

it("is not deeper than a screen is wide, and not slow", () => {
  const spans = Array.from({ length: 500 }, (_, index) => span(`s${index}`, index > 0 ? `s${index - 1}` : null, index, 1));
  const bars = waterfall(trace(...spans));
  expect(bars).toHaveLength(500);
  expect(Math.max(...bars.map((it) => it.depth))).toBe(12);
});

it("reads instants to the microsecond, and ids as they are pasted", () => {
  expect(millis("2026-03-02T09:30:00.123456Z") - millis("2026-03-02T09:30:00.123Z")).toBeCloseTo(0.456, 2);
  expect(millis("soon")).toBe(0);
  expect(readTraceId(` ${"A".repeat(32)} `)).toBe("a".repeat(32));
  expect(readTraceId("a".repeat(31))).toBe("");
  expect(readTraceId(null)).toBe("");
});
