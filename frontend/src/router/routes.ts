import type { Component } from "svelte";
import type { Name } from "../console/load";
import type { FindOwnerContactData, ListAppointmentTypesData, ListOwnersData, ListVetsData, ShowClockData, ShowOwnerDetailsData } from "../generated/api";
import { match } from "./pattern";

// Pages without parameters and pages with them have no type in common.
type Load = () => Promise<{ default: Component<any> }>;

/** What a page reads first, as its code will ask for it. */
type Early =
  | ShowClockData["url"] | ListVetsData["url"] | ListAppointmentTypesData["url"] | `${ListOwnersData["url"]}?size=20`
  | ShowOwnerDetailsData["url"] | FindOwnerContactData["url"];

/** The page of an address. */
export interface Found {
  load: Load;
  params: Record<string, string>;
  early: readonly Early[];
}

const ofConsole = (name: Name): Load => async () => (await import("../console/load")).load(name);

/** Every page by the pattern of its address. */
const routes: readonly (readonly [string, Load, ...Early[]])[] = [
  ["/", () => import("../today/TodayPage.svelte"), "/api/visits/clock", "/api/vets/vets", "/api/visits/appointments/types"],
  ["/appointments/new", () => import("../appointments/NewAppointmentPage.svelte")],
  ["/appointments/:appointmentId", () => import("../appointments/AppointmentPage.svelte")],
  ["/walk-in", () => import("../walkin/WalkInPage.svelte")],
  ["/calendar", () => import("../calendar/CalendarPage.svelte")],
  ["/hours", () => import("../hours/HoursPage.svelte")],
  ["/hours/new", () => import("../hours/NewEntryPage.svelte")],
  ["/hours/:entryId", () => import("../hours/EditEntryPage.svelte")],
  ["/owners", () => import("../owners/OwnersPage.svelte"), "/api/customers/owners?size=20"],
  ["/owners/new", () => import("../owners/NewOwnerPage.svelte")],
  [
    "/owners/:ownerId", () => import("../owners/OwnerPage.svelte"),
    "/api/customers/owners/{ownerId}/details", "/api/customers/owners/{ownerId}/contact",
  ],
  ["/owners/:ownerId/pets/new", () => import("../pets/NewPetPage.svelte")],
  ["/owners/:ownerId/pets/:petId", () => import("../pets/PetPage.svelte")],
  ["/owners/:ownerId/pets/:petId/edit", () => import("../pets/EditPetPage.svelte")],
  ["/owners/:ownerId/pets/:petId/visits/new", () => import("../visits/NewVisitPage.svelte")],
  ["/owners/:ownerId/pets/:petId/visits/:visitId", () => import("../visits/EditVisitPage.svelte")],
  ["/vets", () => import("../vets/VetsPage.svelte")],
  ["/assistant", () => import("../assistant/AssistantPage.svelte")],
  ["/about", () => import("../about/AboutPage.svelte")],
  ["/console", ofConsole("fleet")],
  ["/console/sign-in", ofConsole("signIn")],
  ["/console/applications/:application(name)", ofConsole("application")],
  ["/console/instances/:instanceId(id)", ofConsole("instance")],
  ["/console/traces", ofConsole("traces")],
  ["/console/objectives", ofConsole("objectives")],
  ["/console/costs", ofConsole("costs")],
  ["/console/notifications", ofConsole("notifications")],
  ["/console/journal", ofConsole("journal")],
  ["/console/audit", ofConsole("audit")],
];

const notFound: Load = () => import("../about/NotFoundPage.svelte");

/** Finds the page of a path. */
export function find(path: string): Found {
  for (const [pattern, load, ...early] of routes) {
    const params = match(pattern, path);
    if (params) return { load, params, early };
  }
  return { load: notFound, params: {}, early: [] };
}
