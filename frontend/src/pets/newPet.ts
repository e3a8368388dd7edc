import { call } from "../api/call";
import { addPet, editPet, editPetRecord, type Pet } from "../generated/api";
import { type PetFields, toBody } from "./fields";
import { NO_RECORD, type RecordFields, toRecordBody } from "./record";

/** Adds a pet to an owner. After a failure the next attempt goes on from there, and only corrects what was changed on the form since. */
export class NewPet {
  #pet: Pet | undefined;
  #sent = "";
  #record = JSON.stringify(toRecordBody(NO_RECORD));

  async save(ownerId: number, values: PetFields & RecordFields, key: string): Promise<Pet> {
    const body = toBody(values);
    if (!this.#pet) {
      this.#pet = (await call(addPet({ path: { ownerId }, body, headers: { "Idempotency-Key": key } }))).data;
    } else if (this.#sent !== JSON.stringify(body)) {
      await call(editPet({ path: { ownerId, petId: this.#pet.id }, body }));
    }
    this.#sent = JSON.stringify(body);
    const record = toRecordBody(values);
    if (this.#record !== JSON.stringify(record)) {
      await call(editPetRecord({ path: { ownerId, petId: this.#pet.id }, body: record }));
      this.#record = JSON.stringify(record);
    }
    return this.#pet;
  }
}
