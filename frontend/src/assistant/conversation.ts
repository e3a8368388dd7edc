import type { Confirmation } from "../generated/api";
import { forget, recall, remember } from "../ui/storage";

/** What was said, as this browser keeps it. */
export interface Message {
  role: "user" | "assistant";
  text: string;
  /** A change that waits for the person's consent, until it is decided. */
  confirmation?: Confirmation | undefined;
}

/** A conversation with the assistant. */
export interface Conversation {
  /** The only key to it, which the assistant gives with its first answer. */
  id: string | undefined;
  messages: Message[];
}

const KEY = "assistant";
const MOST_MESSAGES = 60;
const MOST_CHARACTERS = 100_000;

/** The newest messages that are within the bounds of what is kept. */
export function bounded(messages: readonly Message[]): Message[] {
  let characters = 0;
  const kept: Message[] = [];
  for (const message of messages.slice(-MOST_MESSAGES).reverse()) {
    characters += message.text.length;
    if (characters > MOST_CHARACTERS) break;
    kept.unshift(message);
  }
  return kept;
}

export function load(): Conversation {
  try {
    const found: unknown = JSON.parse(recall(KEY) ?? "{}");
    const { id, messages } = found as { id?: unknown; messages?: unknown };
    return {
      id: typeof id === "string" ? id : undefined,
      messages: Array.isArray(messages) ? messages.filter(isMessage) : [],
    };
  } catch {
    return { id: undefined, messages: [] };
  }
}

export function store({ id, messages }: Conversation): void {
  remember(KEY, JSON.stringify({ id, messages: bounded(messages) }));
}

export function erase(): void {
  forget(KEY);
}

function isMessage(it: unknown): it is Message {
  if (typeof it !== "object" || it === null) return false;
  const { role, text } = it as Partial<Record<keyof Message, unknown>>;
  return (role === "user" || role === "assistant") && typeof text === "string";
}
