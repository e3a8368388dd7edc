import { type Answer, call } from "../api/call";
import { Failure, isAborted, toFailure } from "../api/failure";
import { type Session, showSession, signIn, signOut } from "../generated/api";
import { navigate } from "../router/router.svelte";
import { escaped, withEscapes } from "./escapes";
import { SIGN_IN, signInFor, takeTarget } from "./target";

/** What each change sends, as pages of other sites cannot. */
export const CHANGE = { "X-Requested-With": "petclinic-console" } as const;

let current = $state.raw<Session>();

export const session = {
  /** Who is signed in, as far as it is known. */
  get current() {
    return current;
  },
  get mayChange() {
    return current?.role === "operator";
  },
};

/**
 * Waits for an answer of the admin server. Where nobody is signed in, it leads to the sign-in, which leads back. What instances say comes
 * through here, so nothing of it turns the page's own text.
 */
export async function asked<T>(request: Parameters<typeof call<T>>[0]): Promise<Answer<T>> {
  try {
    const answer = await call(request);
    return { ...answer, data: escaped(answer.data) };
  } catch (error) {
    if (isAborted(error)) throw error;
    const { status, detail, fields, retryAfter } = toFailure(error);
    if (status === 401) {
      current = undefined;
      if (location.pathname !== SIGN_IN) void navigate(signInFor(location.pathname + location.search), { replace: true });
    }
    throw new Failure(status, detail && withEscapes(detail), fields, retryAfter);
  }
}

/** Finds out who is signed in. */
export async function identify(signal: AbortSignal): Promise<Session> {
  if (!current) {
    current = (await asked(showSession({ signal, cache: "no-store" }))).data;
    const to = takeTarget();
    if (location.pathname === "/console" && to !== "/console") void navigate(to, { replace: true });
  }
  return current;
}

export async function enter(username: string, password: string): Promise<void> {
  current = (await call(signIn({ body: { username, password } }))).data;
  // A sign-in at an issuer that was given up leads nowhere later.
  takeTarget();
}

/** Signs out. Someone whose session has ended is signed out as well. */
export async function leave(): Promise<void> {
  try {
    await call(signOut({ headers: CHANGE }));
  } catch (error) {
    if (toFailure(error).status !== 401) throw error;
  }
  current = undefined;
  await navigate(SIGN_IN);
}
