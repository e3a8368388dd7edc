import { Failure, fromBody, toFailure } from "../api/failure";
import { type Confirmation, type Question, type Reply, streamChat } from "../generated/api";

/** What happens while an answer is made. */
export interface Listener {
  onText: (piece: string) => void;
  /** The assistant looks something up. */
  onLookup: () => void;
}

/** Asks the assistant, and gives its whole answer once the last event has come. */
export async function ask(question: Question, listener: Listener, signal: AbortSignal): Promise<Reply> {
  let reply: Reply | undefined;
  let failure: Failure | undefined;
  const { stream } = await streamChat({
    body: question,
    signal,
    fetch: async (request: RequestInfo | URL) => {
      // An answer may take longer than any other request.
      const response = await fetch(request);
      if (!response.ok) throw fromBody(response.status, await response.json().catch(() => undefined));
      return response;
    },
    // A question is never repeated by itself: it may have changed something.
    sseMaxRetryAttempts: 1,
    onSseError: (error) => {
      failure = toFailure(error);
    },
    onSseEvent: ({ event, data }) => {
      if (event === "token") listener.onText((data as { text: string }).text);
      else if (event === "tool") listener.onLookup();
      else if (event === "end") reply = data as unknown as Reply;
      else if (event === "error") failure = new Failure(503, (data as { message?: string }).message);
    },
  });
  for await (const _ of stream) {
    // `onSseEvent` has seen it, with its name.
  }
  if (reply) return reply;
  throw failure ?? new Failure(undefined, undefined);
}

export function isExpired(confirmation: Confirmation): boolean {
  return Date.parse(confirmation.expiresAt) <= Date.now();
}
