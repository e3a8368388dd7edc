import type { RequestTrace, TraceSpan } from "../generated/api";

/** How deep spans are indented at most. */
const DEEPEST = 12;
/** Least width of a bar, as a share of the trace: a short span is seen, too. */
const THINNEST = 0.004;

/** A row of a waterfall. */
export interface Bar {
  span: TraceSpan;
  /** How many spans it is inside of. */
  depth: number;
  /** Where it begins, and how long it is, as shares of the whole. */
  left: number;
  width: number;
}

/** The spans of a trace in the order in which they began, each below the one that it is inside of. */
export function waterfall(trace: RequestTrace): Bar[] {
  const spans = [...trace.spans].sort((a, b) => millis(a.began) - millis(b.began) || b.tookMs - a.tookMs);
  const first = Math.min(millis(trace.began), ...spans.map((it) => millis(it.began)));
  const last = Math.max(millis(trace.began) + trace.tookMs, ...spans.map((it) => millis(it.began) + it.tookMs));
  const whole = Math.max(last - first, Number.EPSILON);
  const known = new Set(spans.map((it) => it.spanId));
  const inside = new Map<string, TraceSpan[]>();
  for (const span of spans) {
    // A span whose own parent was not kept begins at the margin.
    const parent = span.parentId && span.parentId !== span.spanId && known.has(span.parentId) ? span.parentId : "";
    inside.set(parent, [...(inside.get(parent) ?? []), span]);
  }
  const bars: Bar[] = [];
  const seen = new Set<string>();
  const add = (all: readonly TraceSpan[], depth: number) => {
    for (const span of all) {
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      const width = Math.min(1, Math.max(span.tookMs / whole, THINNEST));
      bars.push({ span, depth: Math.min(depth, DEEPEST), left: Math.min((millis(span.began) - first) / whole, 1 - width), width });
      add(inside.get(span.spanId) ?? [], depth + 1);
    }
  };
  add(inside.get("") ?? [], 0);
  // Spans that are inside of each other in a circle have no beginning.
  add(spans, 0);
  return bars;
}

/** An instant in milliseconds since 1970, with their fractions, which `Date` drops. */
export function millis(text: string): number {
  const time = Date.parse(text);
  const fraction = /\.\d{3}(\d+)/.exec(text)?.[1];
  return Number.isNaN(time) ? 0 : time + (fraction ? Number(`0.${fraction}`) : 0);
}

/** The trace that an address names; nothing where it names none. */
export function readTraceId(text: string | null): string {
  const id = (text ?? "").trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(id) ? id : "";
}
