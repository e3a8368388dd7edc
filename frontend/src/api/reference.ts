import { type AppointmentType, listAppointmentTypes, listPetTypes, listVets, type PetType, type Vet } from "../generated/api";
import { type Answer, call } from "./call";

/** Keeps the answer of a list that hardly changes for as long as the page is open; a failure is not kept. */
function kept<T>(request: () => Promise<Answer<T>>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= request().then(
      (it) => it.data,
      (error: unknown) => {
        answer = undefined;
        throw error;
      },
    );
    return answer;
  };
}

export const petTypes: () => Promise<PetType[]> = kept(() => call(listPetTypes()));
export const vets: () => Promise<Vet[]> = kept(() => call(listVets()));
export const appointmentTypes: () => Promise<AppointmentType[]> = kept(() => call(listAppointmentTypes()));
