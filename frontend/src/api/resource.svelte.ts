import { type Failure, isAborted, toFailure } from "./failure";

/** Something that is loaded from the server: the last answer, whether a newer one is under way, and why one failed. */
export class Resource<T> {
  data = $state.raw<T>();
  failure = $state.raw<Failure>();
  isLoading = $state(false);
  #running: AbortController | undefined;
  #last: ((signal: AbortSignal) => Promise<T>) | undefined;

  /** Loads, and aborts a request that is still under way. */
  async load(request: (signal: AbortSignal) => Promise<T>): Promise<void> {
    this.abort();
    this.#last = request;
    const running = new AbortController();
    this.#running = running;
    this.isLoading = true;
    try {
      const data = await request(running.signal);
      if (running.signal.aborted) return;
      this.data = data;
      this.failure = undefined;
    } catch (error) {
      if (running.signal.aborted || isAborted(error)) return;
      this.failure = toFailure(error);
    } finally {
      if (this.#running === running) this.isLoading = false;
    }
  }

  /** Loads again what was loaded last. */
  async again(): Promise<void> {
    if (this.#last) await this.load(this.#last);
  }

  abort(): void {
    this.#running?.abort();
    this.isLoading = false;
  }

  /** Forgets the answer, as when another thing is to be shown in its place. */
  clear(): void {
    this.abort();
    this.data = undefined;
    this.failure = undefined;
  }
}
