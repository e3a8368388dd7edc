import { describe, expect, it } from "vitest";
import { fromBody, toFailure } from "./failure";

describe("a failure", () => {
  it("names the fields of a problem", () => {
    const body = { status: 400, detail: "x", errors: [{ field: "city", defaultMessage: "must not be blank" }, { nonsense: 1 }] };
    const failure = fromBody(400, body);
    expect(failure.fields).toEqual([{ field: "city", defaultMessage: "must not be blank" }]);
    expect(failure.isTemporary).toBe(false);
  });

  it("knows when the server wants to be asked again", () => {
    expect(fromBody(429, {}, new Headers({ "Retry-After": "7" })).retryAfter).toBe(7);
    expect(fromBody(429, "busy", new Headers({ "Retry-After": "tomorrow" })).retryAfter).toBeUndefined();
    expect(fromBody(429, {}).retryAfter).toBeUndefined();
  });

  it("is temporary where the server, a proxy or the network is at fault", () => {
    expect(fromBody(502, "<html>Bad gateway</html>").isTemporary).toBe(true);
    expect(toFailure(new TypeError("Failed to fetch")).isTemporary).toBe(true);
    expect(fromBody(409, {}).isTemporary).toBe(false);
  });
});
