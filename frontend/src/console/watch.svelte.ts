import { onDestroy } from "svelte";
import { type Fresh, keepFresh } from "../api/fresh";
import { News } from "../api/news";
import { followInstances, type InstanceEvent } from "../generated/api";

/** How long changes are gathered before a page asks anew, in milliseconds: where many instances change, one look is enough. */
const GATHERED = 500;
const TICK = 1_000;
/** How long the first stream may take to begin, in milliseconds. */
const CONNECTS = 3_000;

/** How old what a page shows is, and whether it hears of changes at once. */
export class Watch {
  /** `undefined` until there was time to find out. */
  isLive = $state<boolean>();
  /** In seconds; `undefined` before the first answer. */
  age = $state<number>();
  #answered: number | undefined;
  readonly #began = Date.now();

  /** Asks anew when an instance changes that concerns the page, and from time to time, as long as the page is shown. */
  constructor(ask: () => void, concerns: (event: InstanceEvent) => boolean = () => true) {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const askSoon = () => {
      gathering ??= setTimeout(() => {
        gathering = undefined;
        ask();
      }, GATHERED);
    };
    const listen = (changed: () => void) =>
      new News(followInstances, ({ event, data }, isFirst) => {
        if (event === "changed" ? concerns(data as InstanceEvent) : isFirst) changed();
      });
    const fresh = keepFresh(askSoon, listen);
    const timer = setInterval(() => this.#tick(fresh), TICK);
    onDestroy(() => {
      fresh.stop();
      clearInterval(timer);
      clearTimeout(gathering);
    });
  }

  /** Notes that there is an answer. */
  answered(): void {
    this.#answered = Date.now();
    this.age = 0;
  }

  #tick(fresh: Fresh): void {
    this.isLive = fresh.isLive || (Date.now() - this.#began > CONNECTS ? false : undefined);
    if (this.#answered !== undefined) this.age = Math.round((Date.now() - this.#answered) / 1_000);
  }
}
