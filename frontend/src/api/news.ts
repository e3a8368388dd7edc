import { fromBody } from "./failure";

/** Longer than the server is silent while it can tell of changes, in milliseconds. */
const SILENCE = 40_000;
/** How long it waits before it listens again, at first and at most, in milliseconds. */
const PAUSE = { first: 2_000, most: 60_000 };

/** An event as the server sends it. */
export interface Heard {
  event?: string;
  data: unknown;
}

/** What the generated client is told when it opens a stream. */
interface Options {
  signal: AbortSignal;
  fetch: (request: RequestInfo | URL) => Promise<Response>;
  sseMaxRetryAttempts: number;
  onSseEvent: (heard: Heard) => void;
}

/** Opens a stream of events, as a function of the generated client does. */
export type Open = (options: Options) => Promise<{ stream: AsyncIterable<unknown> }>;

/** Listens to a stream of events, as long as it is let: again and again, since a stream may end or fail at any time. */
export class News {
  #listening: AbortController | undefined;
  #heard = 0;
  readonly #open: Open;
  readonly #onEvent: (heard: Heard, isFirst: boolean) => void;

  /** `onEvent` is also told whether an event is the first of its stream: what happened before was not heard. */
  constructor(open: Open, onEvent: (heard: Heard, isFirst: boolean) => void) {
    this.#open = open;
    this.#onEvent = onEvent;
  }

  /** Whether changes are heard. Where something on the way holds the events back, they are not. */
  get isLive(): boolean {
    return this.#listening !== undefined && Date.now() - this.#heard < SILENCE;
  }

  start(): void {
    if (this.#listening) return;
    this.#listening = new AbortController();
    void this.#listen(this.#listening.signal);
  }

  stop(): void {
    this.#listening?.abort();
    this.#listening = undefined;
    this.#heard = 0;
  }

  async #listen(signal: AbortSignal): Promise<void> {
    for (let pause = PAUSE.first; !signal.aborted; pause = Math.min(2 * pause, PAUSE.most)) {
      const before = this.#heard;
      await this.#follow(signal);
      if (this.#heard > before) pause = PAUSE.first;
      if (!signal.aborted) this.#heard = 0;
      // Not all desks at once, when a server starts again.
      await sleep(pause * (0.5 + Math.random()), signal);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let isFirst = true;
    try {
      const { stream } = await this.#open({
        signal,
        // It has no end, so that the time limit of other requests does not fit.
        fetch: async (request: RequestInfo | URL) => {
          const response = await fetch(request);
          if (!response.ok) throw fromBody(response.status, undefined);
          return response;
        },
        sseMaxRetryAttempts: 1,
        onSseEvent: (heard) => {
          if (signal.aborted) return;
          this.#heard = Date.now();
          this.#onEvent(heard, isFirst);
          isFirst = false;
        },
      });
      for await (const _ of stream) {
        // `onSseEvent` has seen it, with its name.
      }
    } catch {
      // As when it ends: the page asks from time to time, and this listens again.
    }
  }
}

function sleep(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, time);
    signal.addEventListener("abort", end);
  });
}
