import type { LogPiece } from "../generated/api";

/** Most lines that a page keeps; the oldest are forgotten. */
export const MOST_LINES = 5_000;
/** Most characters of a line that are kept. */
const LONGEST = 8_192;
/** Where in a line its level stands at the latest. */
const HEAD = 120;

/** From the worst to the least important. */
export const LEVELS = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"] as const;
export type Level = (typeof LEVELS)[number];

export interface LogLine {
  /** Grows from line to line. */
  id: number;
  /** `undefined` where lines are missing. */
  text: string | undefined;
  level: Level | undefined;
}

/** What a page knows of a log. */
export interface Log {
  lines: readonly LogLine[];
  /** The beginning of a line whose end has not been written yet. */
  rest: string;
  /** Where the next piece begins; `undefined` before the first. */
  next: number | undefined;
}

export const EMPTY: Log = { lines: [], rest: "", next: undefined };

/** The log with one more piece. Where lines before the piece are lost, a line without a text marks it. */
export function withPiece(log: Log, piece: LogPiece): Log {
  const isLost = piece.isInterrupted && log.next !== undefined;
  let id = log.lines.at(-1)?.id ?? 0;
  let level = isLost ? undefined : log.lines.at(-1)?.level;
  const added: LogLine[] = isLost ? [{ id: (id += 1), text: undefined, level }] : [];
  const parts = ((isLost ? "" : log.rest) + piece.text).split("\n");
  let rest = parts.pop() ?? "";
  if (rest.length > LONGEST) {
    parts.push(rest);
    rest = "";
  }
  for (const part of parts.slice(-MOST_LINES)) {
    const text = readable(part);
    // The lines of a stack trace belong to the line before.
    level = levelOf(text) ?? level;
    added.push({ id: (id += 1), text, level });
  }
  return { lines: [...log.lines, ...added].slice(-MOST_LINES), rest, next: piece.next };
}

/** The lines of this level and of worse ones that have each typed word; what marks lost lines is always among them. */
export function passing(lines: readonly LogLine[], typed: string, least: string): readonly LogLine[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const most = LEVELS.findIndex((it) => it === least);
  if (words.length === 0 && most < 0) return lines;
  return lines.filter(({ text, level }) => {
    if (text === undefined) return true;
    if (most >= 0 && !(level && LEVELS.indexOf(level) <= most)) return false;
    const all = text.toLowerCase();
    return words.every((it) => all.includes(it));
  });
}

function levelOf(text: string): Level | undefined {
  const found = /\b(FATAL|ERROR|WARN|INFO|DEBUG|TRACE)\b/.exec(text.slice(0, HEAD))?.[1];
  return LEVELS.find((it) => it === (found === "FATAL" ? "ERROR" : found));
}

/** A line as people read it: an object of JSON as the log for people has it, and no colors of a terminal. */
function readable(line: string): string {
  const plain = line.replace(/\r$/, "").replace(/\u001b\[[0-9;]*m/g, "");
  const text = plain.startsWith("{") ? (fromJson(plain) ?? plain) : plain;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}

function fromJson(line: string): string | undefined {
  try {
    const { timestamp, level, target, message = "", ...others } = JSON.parse(line) as Record<string, unknown>;
    if (typeof timestamp !== "string" || typeof level !== "string") return undefined;
    const shown = (it: unknown) => (typeof it === "string" ? it : JSON.stringify(it));
    const fields = Object.entries(others).map(([name, value]) => ` ${name}=${shown(value)}`).join("");
    return `${timestamp} ${level.padStart(5)} ${shown(target ?? "")}: ${shown(message)}${fields}`;
  } catch {
    return undefined;
  }
}
