import type { Component } from "svelte";
import { addTexts } from "../text/locale.svelte";

// Pages without parameters and pages with them have no type in common.
type Page = { default: Component<any> };

const pages = {
  fleet: () => import("./FleetPage.svelte"),
  signIn: () => import("./SignInPage.svelte"),
  application: () => import("./ApplicationPage.svelte"),
  instance: () => import("./InstancePage.svelte"),
  journal: () => import("./JournalPage.svelte"),
  traces: () => import("./TracesPage.svelte"),
  objectives: () => import("./ObjectivesPage.svelte"),
  costs: () => import("./CostsPage.svelte"),
  notifications: () => import("./NotificationsPage.svelte"),
  audit: () => import("./AuditPage.svelte"),
} satisfies Record<string, () => Promise<Page>>;

/** A page of the console. */
export type Name = keyof typeof pages;

/** Loads a page with the console's texts, which no other page needs. */
export async function load(name: Name): Promise<Page> {
  const [page] = await Promise.all([pages[name](), addTexts("console")]);
  return page;
}
