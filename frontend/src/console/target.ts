export const SIGN_IN = "/console/sign-in";

/** The address of the sign-in that leads back to a page. */
export function signInFor(page: string): string {
  return `${SIGN_IN}?${new URLSearchParams({ to: page })}`;
}

/** Where a sign-in leads: to the page of the console that its address names. An address may come from anywhere. */
export function target(search: URLSearchParams): string {
  const to = search.get("to") ?? "";
  return /^\/console(?:[/?]|$)/.test(to) && !to.startsWith(SIGN_IN) ? to : "/console";
}

const KEY = "petclinic-console-page";

/** Remembers in this tab where an issuer's sign-in is to lead, which itself leads to the console alone. */
export function rememberTarget(search: URLSearchParams): void {
  try {
    sessionStorage.setItem(KEY, target(search));
  } catch {
    // Forbidden: the sign-in leads to the console.
  }
}

/** Where a sign-in at an issuer was to lead, once. */
export function takeTarget(): string {
  try {
    const to = sessionStorage.getItem(KEY) ?? "";
    sessionStorage.removeItem(KEY);
    return target(new URLSearchParams({ to }));
  } catch {
    return target(new URLSearchParams());
  }
}
