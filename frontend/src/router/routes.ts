import type { Component } from "svelte";

// Pages without parameters and pages with them have no type in common.
type Load = () => Promise<{ default: Component<any> }>;

/** Every page by the pattern of its address; a `:parameter` is a whole number from 1. */
export const routes: readonly (readonly [string, Load])[] = [
  ["/", () => import("../today/TodayPage.svelte")],
  ["/appointments/new", () => import("../appointments/NewAppointmentPage.svelte")],
  ["/appointments/:appointmentId", () => import("../appointments/AppointmentPage.svelte")],
  ["/walk-in", () => import("../walkin/WalkInPage.svelte")],
  ["/calendar", () => import("../calendar/CalendarPage.svelte")],
  ["/hours", () => import("../hours/HoursPage.svelte")],
  ["/hours/new", () => import("../hours/NewEntryPage.svelte")],
  ["/hours/:entryId", () => import("../hours/EditEntryPage.svelte")],
  ["/owners", () => import("../owners/OwnersPage.svelte")],
  ["/owners/new", () => import("../owners/NewOwnerPage.svelte")],
  ["/owners/:ownerId", () => import("../owners/OwnerPage.svelte")],
  ["/owners/:ownerId/pets/new", () => import("../pets/NewPetPage.svelte")],
  ["/owners/:ownerId/pets/:petId", () => import("../pets/PetPage.svelte")],
  ["/owners/:ownerId/pets/:petId/edit", () => import("../pets/EditPetPage.svelte")],
  ["/owners/:ownerId/pets/:petId/visits/new", () => import("../visits/NewVisitPage.svelte")],
  ["/owners/:ownerId/pets/:petId/visits/:visitId", () => import("../visits/EditVisitPage.svelte")],
  ["/vets", () => import("../vets/VetsPage.svelte")],
  ["/assistant", () => import("../assistant/AssistantPage.svelte")],
  ["/about", () => import("../about/AboutPage.svelte")],
];

export const notFound: Load = () => import("../about/NotFoundPage.svelte");
