import { expect, it } from "vitest";
import { type Part, Sequence } from "./sequence";

it("goes on after a failure, with the version that was reached, and sends nothing twice", async () => {
  const sent: string[] = [];
  let fails = true;
  const part = (name: string, body: unknown, next: string): Part => ({
    name,
    body,
    send: async (version) => {
      sent.push(`${name} ${JSON.stringify(body)} at ${version}`);
      if (name === "contact" && fails) throw new Error("no");
      return { data: undefined, version: next, headers: new Headers() };
    },
  });
  const sequence = new Sequence();
  sequence.start('"1"', { owner: { city: "Madison" }, contact: { email: null } });
  await sequence.send('"1"', [part("owner", { city: "Madison" }, "x"), part("contact", { email: null }, "x")]);
  expect(sent).toEqual([]);
  const parts = [part("owner", { city: "Windsor" }, '"2"'), part("contact", { email: "a@b.de" }, '"3"')];
  await expect(sequence.send('"1"', parts)).rejects.toThrow();
  fails = false;
  await sequence.send('"1"', parts);
  expect(sent).toEqual(['owner {"city":"Windsor"} at "1"', 'contact {"email":"a@b.de"} at "2"', 'contact {"email":"a@b.de"} at "2"']);
});
