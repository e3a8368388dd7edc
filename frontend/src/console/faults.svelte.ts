import { onDestroy } from "svelte";
import { isAborted, toFailure } from "../api/failure";
import { Resource } from "../api/resource.svelte";
import { endFaults, type FaultChange, injectFaults, type InstanceFaults, showInstanceFaults } from "../generated/api";
import { m } from "../text/locale.svelte";
import { say } from "../ui/toast.svelte";
import { asked, CHANGE } from "./session.svelte";

/** How often a page asks whether faults are injected, in milliseconds. */
const EVERY = 5_000;
/** Most instances of an application that are asked. */
const MOST = 32;

/** Asks from time to time, while someone looks at the page. */
function whileVisible(ask: () => void): void {
  const timer = setInterval(() => {
    if (document.visibilityState === "visible") ask();
  }, EVERY);
  onDestroy(() => clearInterval(timer));
}

/** The faults that an instance injects, kept fresh. */
export class FaultsOfInstance {
  readonly found = new Resource<InstanceFaults>();
  readonly #instanceId: string;

  constructor(instanceId: string) {
    this.#instanceId = instanceId;
    this.load();
    whileVisible(() => {
      // An instance that does not offer faults will not offer them soon.
      if (!this.found.isLoading && this.found.failure?.status !== 404) this.load();
    });
    onDestroy(() => this.found.abort());
  }

  load(): void {
    const path = { instanceId: this.#instanceId };
    void this.found.load(async (signal) => (await asked(showInstanceFaults({ path, signal, cache: "no-store" }))).data);
  }

  async inject(body: FaultChange): Promise<InstanceFaults> {
    const { data } = await asked(injectFaults({ path: { instanceId: this.#instanceId }, body, headers: CHANGE }));
    // Said at once: what is asked next may suffer from them.
    this.found.abort();
    this.found.data = data;
    return data;
  }

  async stop(): Promise<void> {
    await stopAt([this.#instanceId]);
    this.load();
  }
}

/** Which instances of an application inject faults, kept fresh. */
export class FaultsOfApplication {
  /** Their ids. */
  on = $state.raw<readonly string[]>([]);
  #running: AbortController | undefined;
  readonly #instances: () => readonly string[];

  constructor(instances: () => readonly string[]) {
    this.#instances = instances;
    whileVisible(() => void this.load());
    onDestroy(() => this.#running?.abort());
  }

  async load(): Promise<void> {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    const on: string[] = [];
    // One after the other: the admin server passes on few answers at a time.
    for (const instanceId of this.#instances().slice(0, MOST)) {
      try {
        const { data } = await asked(showInstanceFaults({ path: { instanceId }, signal, cache: "no-store" }));
        if (data.isOn) on.push(instanceId);
      } catch (error) {
        if (signal.aborted || isAborted(error)) return;
        const { status } = toFailure(error);
        // What cannot be asked now may still inject.
        if (status !== 404 && this.on.includes(instanceId)) on.push(instanceId);
      }
    }
    if (!signal.aborted) this.on = on;
  }

  async stop(): Promise<void> {
    await stopAt(this.on);
    await this.load();
  }
}

async function stopAt(instances: readonly string[]): Promise<void> {
  try {
    for (const instanceId of instances) await asked(endFaults({ path: { instanceId }, headers: CHANGE }));
    say(m.console_faults_stopped());
  } catch (error) {
    const { status, detail } = toFailure(error);
    if (status !== 401) say(detail ? `${m.console_faults_not_stopped()} ${detail}` : m.console_faults_not_stopped());
  }
}
