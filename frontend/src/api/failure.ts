import type { FieldError } from "../generated/api";

/** Why a request got no good answer. Without a status no answer came at all. */
export class Failure extends Error {
  constructor(
    readonly status: number | undefined,
    readonly detail: string | undefined,
    readonly fields: readonly FieldError[] = [],
    /** In how many seconds the server wants to be asked again, if it says so. */
    readonly retryAfter?: number,
  ) {
    super(detail ?? `status ${status ?? "none"}`);
    this.name = "Failure";
  }

  /** Whether the same request may well succeed later. */
  get isTemporary(): boolean {
    return this.status === undefined || this.status >= 500 || this.status === 408 || this.status === 429;
  }

  get isConflict(): boolean {
    return this.status === 412;
  }
}

/** What any thrown value means to a person who waits for an answer. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(undefined, error instanceof Error ? error.message : undefined);
}

export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Reads the body of an answer that is no success: a problem (RFC 9457), or what a proxy has put in its place. */
export function fromBody(status: number, body: unknown, headers?: Headers): Failure {
  const wait = Number(headers?.get("Retry-After") ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait : undefined;
  if (typeof body !== "object" || body === null) return new Failure(status, undefined, [], retryAfter);
  const { detail, errors } = body as { detail?: unknown; errors?: unknown };
  const fields = Array.isArray(errors) ? errors.filter(isFieldError) : [];
  return new Failure(status, typeof detail === "string" ? detail : undefined, fields, retryAfter);
}

function isFieldError(it: unknown): it is FieldError {
  if (typeof it !== "object" || it === null) return false;
  const { field, defaultMessage } = it as Partial<Record<keyof FieldError, unknown>>;
  return typeof field === "string" && typeof defaultMessage === "string";
}
