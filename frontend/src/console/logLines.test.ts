import { expect, it } from "vitest";
import { EMPTY, type Log, MOST_LINES, passing, withPiece } from "./logLines";

function read(log: Log, text: string, next: number, isInterrupted = false): Log {
  return withPiece(log, { from: next - text.length, next, text, isInterrupted });
}

function texts(log: Log): (string | undefined)[] {
  return log.lines.map((it) => it.text);
}

it("joins lines that were read in pieces", () => {
  let log = read(EMPTY, "one\ntw", 6);
  expect(texts(log)).toEqual(["one"]);
  log = read(log, "o\r\nthree\n", 15);
  expect(texts(log)).toEqual(["one", "two", "three"]);
  expect(log).toMatchObject({ rest: "", next: 15 });
  expect(texts(read(log, "", 15))).toEqual(["one", "two", "three"]);
});

it("marks where lines are lost, and does not join what is left of them", () => {
  const log = read(read(EMPTY, "one\nhalf", 8), "new\n", 100, true);
  expect(texts(log)).toEqual(["one", undefined, "new"]);
  expect(passing(log.lines, "new", "ERROR").map((it) => it.text)).toEqual([undefined]);
  // Nothing was shown before the first piece.
  expect(texts(read(EMPTY, "new\n", 100, true))).toEqual(["new"]);
});

it("keeps the newest lines, each with an id of its own, and no endless line", () => {
  let log = EMPTY;
  for (let piece = 0; piece < 3; piece += 1) log = read(log, `${"line\n".repeat(MOST_LINES - 1)}last ${piece}\n`, piece + 1);
  expect(log.lines).toHaveLength(MOST_LINES);
  expect(log.lines.at(-1)?.text).toBe("last 2");
  expect(new Set(log.lines.map((it) => it.id)).size).toBe(MOST_LINES);
  const long = read(EMPTY, "x".repeat(20_000), 20_000);
  expect([long.rest, long.lines.length]).toEqual(["", 1]);
  expect(long.lines[0]?.text?.length).toBeLessThan(9_000);
});

it("knows levels, of a stack trace as well", () => {
  const log = read(EMPTY, "2026-03-02T09:30:00Z  WARN peers: slow\n2026-03-02T09:30:00Z ERROR db: gone\n\tat Db.java:7\n2026-03-02T09:30:01Z DEBUG peers: asks\n", 9);
  expect(log.lines.map((it) => it.level)).toEqual(["WARN", "ERROR", "ERROR", "DEBUG"]);
  expect(passing(log.lines, "", "ERROR")).toHaveLength(2);
  expect(passing(log.lines, "PEERS", "INFO").map((it) => it.level)).toEqual(["WARN"]);
  expect(passing(log.lines, "", "")).toBe(log.lines);
});

it("shows an object of JSON as the log for people does, and neither colors nor markup", () => {
  const line = '{"timestamp":"2026-03-02T09:30:00Z","level":"INFO","target":"web","message":"answered","status":200,"traceId":"ab"}';
  const log = read(EMPTY, `${line}\n{"a":1}\n{broken\n\u001b[32m INFO\u001b[0m <b>hi</b>\n`, 9);
  expect(texts(log)).toEqual(["2026-03-02T09:30:00Z  INFO web: answered status=200 traceId=ab", '{"a":1}', "{broken", " INFO <b>hi</b>"]);
  expect(log.lines[0]?.level).toBe("INFO");
});
