import { expect, it } from "vitest";
import { signInFor, target } from "./target";

function after(page: string): string {
  return target(new URL(signInFor(page), "https://clinic.example").searchParams);
}

it("leads back to where one was, query included", () => {
  for (const page of ["/console", "/console?q=a&tag=zone%3Db", "/console/instances/0123456789ab?view=metrics"]) expect(after(page)).toBe(page);
});

it("leads nowhere else", () => {
  for (const page of ["", "/owners", "/console/sign-in", "//evil.example", "https://evil.example/console", "/consoles", "javascript:x"]) {
    expect(after(page), page).toBe("/console");
  }
});
