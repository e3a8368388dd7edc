import { call } from "../api/call";
import { addOwner, editOwner, editOwnerContact } from "../generated/api";
import { type ContactFields, NO_CONTACT, toContactBody } from "./contact";
import { type OwnerFields, toBody } from "./fields";

/** Registers an owner. After a failure the next attempt goes on from there, and only corrects what was changed on the form since. */
export class NewOwner {
  #id: number | undefined;
  #owner = "";
  #contact = JSON.stringify(toContactBody(NO_CONTACT));

  async save({ email, phones, ...owner }: OwnerFields & ContactFields, key: string): Promise<number> {
    const body = toBody(owner);
    if (this.#id === undefined) {
      this.#id = (await call(addOwner({ body, headers: { "Idempotency-Key": key } }))).data.id;
    } else if (this.#owner !== JSON.stringify(body)) {
      await call(editOwner({ path: { ownerId: this.#id }, body }));
    }
    this.#owner = JSON.stringify(body);
    const contact = toContactBody({ email, phones });
    if (this.#contact !== JSON.stringify(contact)) {
      await call(editOwnerContact({ path: { ownerId: this.#id }, body: contact }));
      this.#contact = JSON.stringify(contact);
    }
    return this.#id;
  }
}
