import type { Component } from "svelte";

// Pages without parameters and pages with them have no type in common.
type Load = () => Promise<{ default: Component<any> }>;

/** Every page by the pattern of its address; a `:parameter` is a whole number from 1. */
export const routes: readonly (readonly [string, Load])[] = [
  ["/about", () => import("../about/AboutPage.svelte")],
];

export const notFound: Load = () => import("../about/NotFoundPage.svelte");
