import { call } from "../api/call";
import { roundDown } from "../appointments/grid";
import { askForZone, clinicNow } from "../appointments/zone";
import { addOwner, addPet, bookAppointment, editAppointment, editOwner, editPet, setAppointmentStatus } from "../generated/api";
import { toBody as toOwner } from "../owners/fields";
import { toBody as toPet } from "../pets/fields";
import { ofPet, type WalkInFields } from "./fields";

/** Something that is saved: its id, and what was sent for it. */
interface Done {
  id: number;
  sent: string;
}

interface Extra {
  bookedBy: string;
  overlapReason: string | undefined;
}

/**
 * Registers an owner and a pet, books an appointment for now and checks it in. A step that has succeeded is remembered: after a
 * failure the next attempt goes on from there, and only corrects what was changed on the form since.
 */
export class WalkIn {
  owner = $state.raw<Done>();
  pet = $state.raw<Done>();
  appointment = $state.raw<Done>();

  #start: string | undefined;

  async save(values: WalkInFields, key: string, extra: Extra): Promise<number> {
    const ownerId = await this.#saveOwner(values, `${key}-owner`);
    let petId: number;
    try {
      petId = await this.#savePet(values, ownerId, `${key}-pet`);
    } catch (error) {
      throw ofPet(error);
    }
    const appointmentId = await this.#saveAppointment(values, { ownerId, petId }, `${key}-booking`, extra);
    await call(setAppointmentStatus({ path: { appointmentId }, body: { status: "checkedIn" } }));
    return appointmentId;
  }

  async #saveOwner(values: WalkInFields, key: string): Promise<number> {
    const { firstName, lastName, address, city, telephone } = values;
    const body = toOwner({ firstName, lastName, address, city, telephone });
    const sent = JSON.stringify(body);
    if (!this.owner) {
      const { data } = await call(addOwner({ body, headers: { "Idempotency-Key": key } }));
      this.owner = { id: data.id, sent };
    } else if (this.owner.sent !== sent) {
      await call(editOwner({ path: { ownerId: this.owner.id }, body }));
      this.owner = { ...this.owner, sent };
    }
    return this.owner.id;
  }

  async #savePet({ petName, petTypeId, birthDate }: WalkInFields, ownerId: number, key: string): Promise<number> {
    const body = toPet({ name: petName, typeId: petTypeId, birthDate });
    const sent = JSON.stringify(body);
    if (!this.pet) {
      const { data } = await call(addPet({ path: { ownerId }, body, headers: { "Idempotency-Key": key } }));
      this.pet = { id: data.id, sent };
    } else if (this.pet.sent !== sent) {
      await call(editPet({ path: { ownerId, petId: this.pet.id }, body }));
      this.pet = { ...this.pet, sent };
    }
    return this.pet.id;
  }

  async #saveAppointment(
    { typeId, vetId, reason }: WalkInFields,
    of: { ownerId: number; petId: number },
    key: string,
    { bookedBy, overlapReason }: Extra,
  ): Promise<number> {
    const fields = { typeId: (typeId ? Number(typeId) : undefined) as number, vetId: vetId ? Number(vetId) : null, reason: reason.trim() || null };
    const sent = JSON.stringify(fields);
    const over = overlapReason === undefined ? {} : { overlapReason };
    if (!this.appointment) {
      // A repeated attempt has to send what the first one sent, or the server takes it for another request.
      if (this.#start === undefined) {
        await askForZone();
        this.#start = roundDown(clinicNow());
      }
      const body = { ...fields, ...of, ...over, bookedBy, start: this.#start };
      const { data } = await call(bookAppointment({ body, headers: { "Idempotency-Key": key } }));
      this.appointment = { id: data.id, sent };
    } else if (this.appointment.sent !== sent) {
      await call(editAppointment({ path: { appointmentId: this.appointment.id }, body: { ...fields, ...over } }));
      this.appointment = { ...this.appointment, sent };
    }
    return this.appointment.id;
  }
}
