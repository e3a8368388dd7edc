import { onDestroy } from "svelte";
import { type Failure, isAborted, toFailure } from "../api/failure";
import { readInstanceLog } from "../generated/api";
import { EMPTY, type Log, withPiece } from "./logLines";
import { asked } from "./session.svelte";

/** How often the log is asked for, and how soon after a failure, in milliseconds. */
const EVERY = 1_000;
const AFTER_FAILURE = 5_000;
/** Most pieces that are read at once; then the page shows them. */
const MOST_PIECES = 8;

/** Reads the log of an instance while someone looks at it, and pauses when told to. */
export class LogFollower {
  log = $state.raw<Log>(EMPTY);
  failure = $state.raw<Failure>();
  isFollowing = $state(true);
  /** Whether there was an answer. */
  isRead = $state(false);
  #running: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #instanceId: string;

  constructor(instanceId: string) {
    this.#instanceId = instanceId;
    const look = () => this.#again(0);
    document.addEventListener("visibilitychange", look);
    onDestroy(() => {
      document.removeEventListener("visibilitychange", look);
      this.pause();
    });
    this.#again(0);
  }

  follow(): void {
    this.isFollowing = true;
    this.#again(0);
  }

  /** What is under way is dropped, too, so that nothing moves under the eyes of a reader. */
  pause(): void {
    this.isFollowing = false;
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  /** Reads from the end, as after a failure. */
  retry(): void {
    this.failure = undefined;
    this.follow();
  }

  #again(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    if (!this.isFollowing || document.visibilityState !== "visible") return;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    try {
      const isWhole = await this.#read(running.signal);
      if (running.signal.aborted) return;
      this.failure = undefined;
      this.isRead = true;
      this.#again(isWhole ? EVERY : 0);
    } catch (error) {
      if (running.signal.aborted || isAborted(error)) return;
      this.failure = toFailure(error);
      // What is not temporary stays until someone tries again.
      if (this.failure.isTemporary) this.#again(AFTER_FAILURE);
    }
  }

  /** Reads what is new; gives whether that is all. */
  async #read(signal: AbortSignal): Promise<boolean> {
    let { log } = this;
    for (let pieces = 0; pieces < MOST_PIECES; pieces += 1) {
      const path = { instanceId: this.#instanceId };
      const query = log.next === undefined ? {} : { from: log.next };
      const { data } = await asked(readInstanceLog({ path, query, signal, cache: "no-store" }));
      if (signal.aborted) return false;
      log = withPiece(log, data);
      if (data.text === "") {
        this.log = log;
        return true;
      }
    }
    this.log = log;
    return false;
  }
}
