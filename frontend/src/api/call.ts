import { client } from "../generated/api/client.gen";
import { Failure, fromBody, isAborted } from "./failure";

/** Longer than the server takes for any request, so that its own answer comes first. */
const LONGEST_WAIT = 30_000;

client.setConfig({
  fetch: (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(LONGEST_WAIT)]) });
  },
});

/** A good answer. */
export interface Answer<T> {
  data: T;
  /** The version for `If-Match`, where the answer has one. */
  version: string | undefined;
  headers: Headers;
}

interface Result<T> {
  data?: T;
  error?: unknown;
  response?: Response;
}

/** Waits for a request of the generated client. Throws a `Failure`, or the abort of the caller's own signal. */
export async function call<T>(request: Promise<Result<T>>): Promise<Answer<T>> {
  let result: Result<T>;
  try {
    result = await request;
  } catch (error) {
    if (isAborted(error)) throw error;
    throw new Failure(undefined, error instanceof Error ? error.message : undefined);
  }
  const { data, error, response } = result;
  if (response?.ok) {
    return { data: data as T, version: response.headers.get("ETag") ?? undefined, headers: response.headers };
  }
  if (isAborted(error)) throw error;
  if (response) throw fromBody(response.status, error, response.headers);
  throw new Failure(undefined, error instanceof Error ? error.message : undefined);
}

/** A key under which a request can be repeated without a second effect. */
export function newKey(): string {
  // `crypto.randomUUID` is missing where a clinic's network serves the site without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (it) => it.toString(16).padStart(2, "0")).join("");
}
