import { onDestroy } from "svelte";
import { toFailure } from "../api/failure";
import { Resource } from "../api/resource.svelte";
import { addNotificationFilter, listNotificationFilters, type NotificationFilter, removeNotificationFilter } from "../generated/api";
import { m } from "../text/locale.svelte";
import { say } from "../ui/toast.svelte";
import type { Muted } from "./muted";
import { asked, CHANGE } from "./session.svelte";

/** The filters that mute notifications. */
export class Mutes {
  readonly found = new Resource<NotificationFilter[]>();
  isChanging = $state(false);

  constructor() {
    this.load();
    onDestroy(() => this.found.abort());
  }

  load(): void {
    void this.found.load(async (signal) => (await asked(listNotificationFilters({ signal, cache: "no-store" }))).data);
  }

  async mute({ application, instanceId }: Muted, seconds: number): Promise<void> {
    const what = instanceId ? { instanceId } : { applicationName: application };
    await this.#change(() => asked(addNotificationFilter({ query: { ...what, ttl: seconds * 1_000 }, headers: CHANGE })));
  }

  async unmute(filterId: string): Promise<void> {
    await this.#change(() => asked(removeNotificationFilter({ path: { filterId }, headers: CHANGE })));
  }

  async #change(send: () => Promise<unknown>): Promise<void> {
    if (this.isChanging) return;
    this.isChanging = true;
    try {
      await send();
    } catch (error) {
      const { status, detail } = toFailure(error);
      // One that is gone already is what was wanted.
      if (status !== 401 && status !== 404) say(detail ? `${m.console_mute_failed()} ${detail}` : m.console_mute_failed());
    } finally {
      this.isChanging = false;
    }
    this.load();
  }
}
