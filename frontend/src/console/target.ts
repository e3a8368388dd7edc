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
