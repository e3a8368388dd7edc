//! The route table. A route is declared here and nowhere else.

use crate::admin::{
    ActuatorDocument, ActuatorPartPath, ActuatorPath, ActuatorQuery, Alarms, Application,
    ApplicationLoggerPath, ApplicationPath, AuditEntry, Costs, FaultChange, Instance, InstanceChanges,
    InstanceEvent, InstanceFaults, InstanceHistory, InstanceLoggerPath, InstancePath, InstanceQuery,
    IssuerAnswer, JournalQuery, LevelChange, LevelChanges, LevelReturn, LogPiece, LogQuery, NewRegistration,
    NotificationFilter, NotificationFilterPath, NotificationFilterQuery, Notifications, Objectives,
    Registered, Session, SettingsRefresh, SignIn, SignInMethods, TraceList, TraceQuery,
};
use crate::appointments::{
    Agenda, AgendaEvents, AgendaQuery, Appointment, AppointmentHistory, AppointmentPage, AppointmentPath,
    AppointmentRequest, AppointmentType, ClinicClock, FreeSlots, NewAppointmentRequest,
    OwnerAppointmentQuery, SlotQuery, StatusRequest,
};
use crate::calendar::{
    CalendarEntries, CalendarEntry, CalendarEntryPath, CalendarEntryRequest, CalendarQuery,
};
use crate::endpoint::{Endpoint, NoBody, RequestBody, ResponseBody, Streamed};
use crate::feed::{Calendar, FeedPath, VetFeed, VetPath};
use crate::genai::{AssistantHealth, Conversation, ConversationPath, Events, Question, Reply, Said, Text};
use crate::owner_ids::{OwnerIds, OwnerList};
use crate::owner_query::{FoundOwners, OwnerQuery};
use crate::owners::{
    AllOwners, DuplicateQuery, Duplicates, NewOwnerRequest, Owner, OwnerContact, OwnerContactRequest,
    OwnerDetails, OwnerPath, OwnerRequest, OwnerSearch,
};
use crate::params::NoParams;
use crate::pets::{
    FoundPets, NewPetRequest, NewWeightRequest, Pet, PetDeath, PetDetails, PetPath, PetRecord,
    PetRecordRequest, PetRecords, PetRequest, PetSearch, PetType, PetWeight, PetWeights, WeightPath,
};
use crate::route::{Audience, ETAG, LINK, LOCATION, Method, Patience, Route, X_TOTAL_COUNT};
use crate::service::Service;
use crate::statistics::CustomerStatistics;
use crate::vets::Vet;
use crate::visits::{
    FoundVisits, NewVisitRequest, PetIdPath, PetIds, Visit, VisitList, VisitPath, VisitRequest, VisitSearch,
};

/// Code that needs the types of all routes.
pub trait Visitor {
    /// Visits a route.
    fn endpoint<E: Endpoint>(&mut self, endpoint: E);
}

macro_rules! routes {
    ($(
        #[doc = $summary:literal]
        $name:ident $operation:literal: $method:ident $path:literal, also [$($alias:literal),*],
        of $service:ident for $audience:ident,
        takes ($params:ty, $query:ty, $body:ty), answers $success:literal $answer:ty, refuses [$($refusal:literal),*]
        $(, $trait:ident $(($($argument:tt)*))?)*;
    )+) => {
        $(
            #[doc = $summary]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Endpoint for $name {
                type Path = $params;
                type Query = $query;
                type Body = $body;
                type Answer = $answer;
                const SERVICE: Service = Service::$service;
                const ROUTE: Route = Route {
                    name: $operation,
                    method: Method::$method,
                    path: $path,
                    aliases: &[$($alias),*],
                    is_originals: false,
                    service: Some(Self::SERVICE),
                    audience: Audience::$audience,
                    needs: None,
                    summary: $summary.trim_ascii(),
                    success: $success,
                    own_refusals: &[$($refusal),*],
                    takes: <$body as RequestBody<$params>>::MEDIA,
                    answers: <$answer as ResponseBody>::MEDIA,
                    is_streamed: <$answer as ResponseBody>::IS_STREAMED,
                    patience: Patience::Usual,
                    takes_if_match: false,
                    takes_idempotency_key: false,
                    headers: &[],
                    cacheable: None,
                }$(.$trait($($($argument)*)?))*;
            }
        )+

        /// Every route of the API, row by row.
        pub const ALL: &[Route] = &[$($name::ROUTE),+];

        /// Passes every route's type to a visitor, in the order of [`ALL`].
        pub fn visit(visitor: &mut impl Visitor) {
            $(visitor.endpoint($name);)+
        }
    };
}

routes! {
    /// Lists owners with their pets, a page at a time, or those that a search finds
    ListOwners "listOwners": Get "/api/customers/owners", also [],
    of Customers for Public,
    takes (NoParams, OwnerSearch, NoBody), answers 200 Vec<Owner>, refuses [], headers(&[LINK, X_TOTAL_COUNT]);

    /// Lists all owners with their pets, or those that a search finds, as the original does: without pages
    ListAllOwners "listAllOwners": Get "/api/customer/owners", also [],
    of Customers for Public,
    takes (NoParams, AllOwners, NoBody), answers 200 Streamed<Owner>, refuses [], originals;

    /// Lists some owners with their pets, by their ids
    ListOwnersById "listOwnersById": Get "/api/customers/owners/by-id", also [],
    of Customers for Public,
    takes (NoParams, OwnerIds, NoBody), answers 200 OwnerList, refuses [];

    /// Registers an owner
    AddOwner "addOwner": Post "/api/customers/owners", also ["/api/customer/owners"],
    of Customers for Public,
    takes (NoParams, NoParams, NewOwnerRequest), answers 201 Owner, refuses [], idempotent, headers(&[ETAG]);

    /// Lists owners who are perhaps the same person as someone who is about to be registered
    FindDuplicates "findDuplicates": Get "/api/customers/owners/duplicates", also [],
    of Customers for Public,
    takes (NoParams, DuplicateQuery, NoBody), answers 200 Duplicates, refuses [];

    /// Shows an owner with its pets
    FindOwner "findOwner": Get "/api/customers/owners/{ownerId}", also ["/api/customer/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NoBody), answers 200 Owner, refuses [404], headers(&[ETAG]);

    /// Changes an owner
    EditOwner "editOwner": Put "/api/customers/owners/{ownerId}", also ["/api/customer/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, OwnerRequest), answers 204 (), refuses [404], if_match, headers(&[ETAG]);

    /// Removes an owner, its pets and their visits
    RemoveOwner "removeOwner": Delete "/api/customers/owners/{ownerId}", also ["/api/customer/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NoBody), answers 204 (), refuses [404], if_match;

    /// Shows an owner with its pets and their visits
    ShowOwnerDetails "showOwnerDetails": Get "/api/customers/owners/{ownerId}/details",
    also ["/api/customer/owners/{ownerId}/details", "/api/gateway/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NoBody), answers 200 OwnerDetails, refuses [404];

    /// Shows an owner's e-mail address and further phones
    FindOwnerContact "findOwnerContact": Get "/api/customers/owners/{ownerId}/contact", also [],
    of Customers for Public,
    takes (OwnerPath, NoParams, NoBody), answers 200 OwnerContact, refuses [404], headers(&[ETAG]);

    /// Changes an owner's e-mail address and further phones
    EditOwnerContact "editOwnerContact": Put "/api/customers/owners/{ownerId}/contact", also [],
    of Customers for Public,
    takes (OwnerPath, NoParams, OwnerContactRequest), answers 204 (), refuses [404], if_match, headers(&[ETAG]);

    /// Lists the types a pet can have, by name
    ListPetTypes "listPetTypes": Get "/api/customers/petTypes", also ["/api/customer/petTypes"],
    of Customers for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<PetType>, refuses [], cacheable(60);

    /// Adds a pet to an owner
    AddPet "addPet": Post "/api/customers/owners/{ownerId}/pets", also ["/api/customer/owners/{ownerId}/pets"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NewPetRequest), answers 201 Pet, refuses [404], idempotent, headers(&[ETAG]);

    /// Shows a pet of an owner
    FindPet "findPet": Get "/api/customers/owners/{ownerId}/pets/{petId}",
    also ["/api/customer/owners/{ownerId}/pets/{petId}"],
    of Customers for Public,
    takes (PetPath, NoParams, NoBody), answers 200 PetDetails, refuses [404], headers(&[ETAG]);

    /// Changes a pet of an owner
    EditPet "editPet": Put "/api/customers/owners/{ownerId}/pets/{petId}",
    also ["/api/customer/owners/{ownerId}/pets/{petId}"],
    of Customers for Public,
    takes (PetPath, NoParams, PetRequest), answers 204 (), refuses [404], if_match, headers(&[ETAG]);

    /// Removes a pet and its visits
    RemovePet "removePet": Delete "/api/customers/owners/{ownerId}/pets/{petId}",
    also ["/api/customer/owners/{ownerId}/pets/{petId}"],
    of Customers for Public,
    takes (PetPath, NoParams, NoBody), answers 204 (), refuses [404], if_match;

    /// Shows the record of a pet: sex, microchip, alerts, and the day of its death
    FindPetRecord "findPetRecord": Get "/api/customers/owners/{ownerId}/pets/{petId}/record", also [],
    of Customers for Public,
    takes (PetPath, NoParams, NoBody), answers 200 PetRecord, refuses [404], headers(&[ETAG]);

    /// Changes the record of a pet
    EditPetRecord "editPetRecord": Put "/api/customers/owners/{ownerId}/pets/{petId}/record", also [],
    of Customers for Public,
    takes (PetPath, NoParams, PetRecordRequest), answers 204 (), refuses [404, 409], if_match, headers(&[ETAG]);

    /// Lists the records of many pets
    ListPetRecords "listPetRecords": Get "/api/customers/pets/records", also [],
    of Customers for Public,
    takes (NoParams, PetIds, NoBody), answers 200 PetRecords, refuses [];

    /// Lists what a pet weighed over time
    ListPetWeights "listPetWeights": Get "/api/customers/owners/{ownerId}/pets/{petId}/weights", also [],
    of Customers for Public,
    takes (PetPath, NoParams, NoBody), answers 200 PetWeights, refuses [404];

    /// Records what a pet weighs
    AddPetWeight "addPetWeight": Post "/api/customers/owners/{ownerId}/pets/{petId}/weights", also [],
    of Customers for Public,
    takes (PetPath, NoParams, NewWeightRequest), answers 201 PetWeight, refuses [404, 409], idempotent;

    /// Removes what was wrongly recorded as the weight of a pet
    RemovePetWeight "removePetWeight": Delete "/api/customers/owners/{ownerId}/pets/{petId}/weights/{weightId}", also [],
    of Customers for Public,
    takes (WeightPath, NoParams, NoBody), answers 204 (), refuses [404];

    /// Lists the vets with their specialties
    ListVets "listVets": Get "/api/vets/vets", also ["/api/vet/vets"],
    of Vets for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<Vet>, refuses [], headers(&[ETAG]), cacheable(60);

    /// Lists the visits of a pet
    ListVisits "listVisits": Get "/api/visits/owners/{ownerId}/pets/{petId}/visits",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits"],
    of Visits for Public,
    takes (PetPath, NoParams, NoBody), answers 200 Vec<Visit>, refuses [404];

    /// Records a visit of a pet
    AddVisit "addVisit": Post "/api/visits/owners/{ownerId}/pets/{petId}/visits",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits"],
    of Visits for Public,
    takes (PetPath, NoParams, NewVisitRequest), answers 201 Visit, refuses [404], idempotent, headers(&[ETAG]);

    /// Shows a visit of a pet
    FindVisit "findVisit": Get "/api/visits/owners/{ownerId}/pets/{petId}/visits/{visitId}",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits/{visitId}"],
    of Visits for Public,
    takes (VisitPath, NoParams, NoBody), answers 200 Visit, refuses [404], headers(&[ETAG]);

    /// Changes a visit of a pet
    EditVisit "editVisit": Put "/api/visits/owners/{ownerId}/pets/{petId}/visits/{visitId}",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits/{visitId}"],
    of Visits for Public,
    takes (VisitPath, NoParams, VisitRequest), answers 204 (), refuses [404], if_match, headers(&[ETAG]);

    /// Removes a visit of a pet
    RemoveVisit "removeVisit": Delete "/api/visits/owners/{ownerId}/pets/{petId}/visits/{visitId}",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits/{visitId}"],
    of Visits for Public,
    takes (VisitPath, NoParams, NoBody), answers 204 (), refuses [404], if_match;

    /// Lists the visits of many pets
    ListVisitsOfPets "listVisitsOfPets": Get "/api/visits/pets/visits", also ["/api/visit/pets/visits"],
    of Visits for Public,
    takes (NoParams, PetIds, NoBody), answers 200 VisitList, refuses [];

    /// Lists the types an appointment can have
    ListAppointmentTypes "listAppointmentTypes": Get "/api/visits/appointments/types", also [],
    of Visits for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<AppointmentType>, refuses [];

    /// Lists when an appointment can start: the free slots of a day, or of several
    ListFreeSlots "listFreeSlots": Get "/api/visits/appointments/slots", also [],
    of Visits for Public,
    takes (NoParams, SlotQuery, NoBody), answers 200 FreeSlots, refuses [];

    /// Lists the appointments of a day, or of several
    ListAppointments "listAppointments": Get "/api/visits/appointments", also [],
    of Visits for Public,
    takes (NoParams, AgendaQuery, NoBody), answers 200 Agenda, refuses [], headers(&[ETAG]);

    /// Tells which days' appointments change, as long as the client listens
    FollowAgenda "followAgenda": Get "/api/visits/agenda/events", also [],
    of Visits for Public,
    takes (NoParams, NoParams, NoBody), answers 200 AgendaEvents, refuses [];

    /// Shows what the clock on the clinic's wall shows
    ShowClock "showClock": Get "/api/visits/clock", also [],
    of Visits for Public,
    takes (NoParams, NoParams, NoBody), answers 200 ClinicClock, refuses [];

    /// Lists the appointments of an owner, a page at a time
    ListAppointmentsOfOwner "listAppointmentsOfOwner": Get "/api/visits/owners/{ownerId}/appointments", also [],
    of Visits for Public,
    takes (OwnerPath, OwnerAppointmentQuery, NoBody), answers 200 AppointmentPage, refuses [];

    /// Books an appointment
    BookAppointment "bookAppointment": Post "/api/visits/appointments", also [],
    of Visits for Public,
    takes (NoParams, NoParams, NewAppointmentRequest), answers 201 Appointment, refuses [404, 409], idempotent,
    headers(&[ETAG]);

    /// Shows an appointment
    FindAppointment "findAppointment": Get "/api/visits/appointments/{appointmentId}", also [],
    of Visits for Public,
    takes (AppointmentPath, NoParams, NoBody), answers 200 Appointment, refuses [404], headers(&[ETAG]);

    /// Moves or edits an appointment
    EditAppointment "editAppointment": Put "/api/visits/appointments/{appointmentId}", also [],
    of Visits for Public,
    takes (AppointmentPath, NoParams, AppointmentRequest), answers 204 (), refuses [404, 409], if_match,
    headers(&[ETAG]);

    /// Checks an appointment in, completes it, calls it off, or undoes such a step
    SetAppointmentStatus "setAppointmentStatus": Put "/api/visits/appointments/{appointmentId}/status", also [],
    of Visits for Public,
    takes (AppointmentPath, NoParams, StatusRequest), answers 204 (), refuses [404, 409], if_match,
    headers(&[ETAG]);

    /// Shows what was changed about an appointment
    ShowAppointmentHistory "showAppointmentHistory": Get "/api/visits/appointments/{appointmentId}/history", also [],
    of Visits for Public,
    takes (AppointmentPath, NoParams, NoBody), answers 200 AppointmentHistory, refuses [404];

    /// Lists opening hours, one-off openings, closures, and the leaves and blocks of vets, a page at a time
    ListCalendarEntries "listCalendarEntries": Get "/api/visits/calendar/entries", also [],
    of Visits for Public,
    takes (NoParams, CalendarQuery, NoBody), answers 200 CalendarEntries, refuses [];

    /// Adds opening hours, a one-off opening, a closure, or a leave or a block of a vet
    AddCalendarEntry "addCalendarEntry": Post "/api/visits/calendar/entries", also [],
    of Visits for Public,
    takes (NoParams, NoParams, CalendarEntryRequest), answers 201 CalendarEntry, refuses [409], idempotent,
    headers(&[ETAG]);

    /// Shows an entry of the clinic's calendar
    FindCalendarEntry "findCalendarEntry": Get "/api/visits/calendar/entries/{entryId}", also [],
    of Visits for Public,
    takes (CalendarEntryPath, NoParams, NoBody), answers 200 CalendarEntry, refuses [404], headers(&[ETAG]);

    /// Replaces an entry of the clinic's calendar
    EditCalendarEntry "editCalendarEntry": Put "/api/visits/calendar/entries/{entryId}", also [],
    of Visits for Public,
    takes (CalendarEntryPath, NoParams, CalendarEntryRequest), answers 204 (), refuses [404, 409], if_match,
    headers(&[ETAG]);

    /// Removes an entry of the clinic's calendar
    RemoveCalendarEntry "removeCalendarEntry": Delete "/api/visits/calendar/entries/{entryId}", also [],
    of Visits for Public,
    takes (CalendarEntryPath, NoParams, NoBody), answers 204 (), refuses [404], if_match;

    /// Makes the address of a vet's feed for calendar programs, in place of an earlier one
    MakeVetFeed "makeVetFeed": Post "/api/visits/vets/{vetId}/feed", also [],
    of Visits for Public,
    takes (VetPath, NoParams, NoBody), answers 201 VetFeed, refuses [404, 409];

    /// Revokes the address of a vet's feed
    RevokeVetFeed "revokeVetFeed": Delete "/api/visits/vets/{vetId}/feed", also [],
    of Visits for Public,
    takes (VetPath, NoParams, NoBody), answers 204 (), refuses [404];

    /// Shows a vet's appointments from 30 days ago to 180 days ahead, at most 2,000, as a calendar (RFC 5545)
    ReadFeed "readFeed": Get "/api/visits/feeds/{feedToken}", also [],
    of Visits for Public,
    takes (FeedPath, NoParams, NoBody), answers 200 Calendar, refuses [404], headers(&[ETAG]);

    /// Removes every visit and appointment of a pet that is gone, and accepts no further ones
    ForgetPet "forgetPet": Delete "/internal/visits/pets/{petId}", also [],
    of Visits for Peers,
    takes (PetIdPath, NoParams, NoBody), answers 204 (), refuses [];

    /// Calls off what is booked for a pet that has died, and accepts no further bookings; or takes such a death back
    NoteDeath "noteDeath": Put "/internal/visits/pets/{petId}/death", also [],
    of Visits for Peers,
    takes (PetIdPath, NoParams, PetDeath), answers 204 (), refuses [];

    /// Finds owners by exact, several or excluded values, or by their number of pets
    FindOwners "findOwners": Get "/internal/customers/owners", also [],
    of Customers for Peers,
    takes (NoParams, OwnerQuery, NoBody), answers 200 FoundOwners, refuses [];

    /// Finds pets of whatever owner
    FindPets "findPets": Get "/internal/customers/pets", also [],
    of Customers for Peers,
    takes (NoParams, PetSearch, NoBody), answers 200 FoundPets, refuses [];

    /// Counts owners and pets
    CountCustomers "countCustomers": Get "/internal/customers/statistics", also [],
    of Customers for Peers,
    takes (NoParams, NoParams, NoBody), answers 200 CustomerStatistics, refuses [];

    /// Finds visits of whatever pet
    FindVisits "findVisits": Get "/internal/visits/visits", also [],
    of Visits for Peers,
    takes (NoParams, VisitSearch, NoBody), answers 200 FoundVisits, refuses [];

    /// Talks to the assistant as the original's page does: text in, text out
    Chat "chat": Post "/api/genai/chatclient", also [],
    of Genai for Public,
    takes (NoParams, NoParams, Text), answers 200 Said, refuses [], patient, originals;

    /// Asks the assistant
    Ask "ask": Post "/api/genai", also [],
    of Genai for Public,
    takes (NoParams, NoParams, Question), answers 200 Reply, refuses [404], patient;

    /// Asks the assistant and gets the answer while it is being made
    StreamChat "streamChat": Post "/api/genai/chat", also [],
    of Genai for Public,
    takes (NoParams, NoParams, Question), answers 200 Events, refuses [404], patient;

    /// Shows a conversation with the assistant
    ShowConversation "showConversation": Get "/api/genai/conversations/{conversationId}", also [],
    of Genai for Public,
    takes (ConversationPath, NoParams, NoBody), answers 200 Conversation, refuses [404], patient;

    /// Forgets a conversation with the assistant
    RemoveConversation "removeConversation": Delete "/api/genai/conversations/{conversationId}", also [],
    of Genai for Public,
    takes (ConversationPath, NoParams, NoBody), answers 204 (), refuses [404], patient;

    /// Says how the assistant is
    ShowAssistantHealth "showAssistantHealth": Get "/api/genai/health", also [],
    of Genai for Public,
    takes (NoParams, NoParams, NoBody), answers 200 AssistantHealth, refuses [], patient;

    /// Leads to the operators' console
    ShowConsole "showConsole": Get "/admin", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 303 (), refuses [], headers(&[LOCATION]);

    /// Signs in to the admin server, and sets the cookie of a new session
    SignInToAdmin "signIn": Post "/admin/session", also [],
    of Admin for Public,
    takes (NoParams, NoParams, SignIn), answers 200 Session, refuses [401, 403, 429];

    /// Says how people can sign in to the admin server
    ShowSignInMethods "showSignInMethods": Get "/admin/sign-in-methods", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 SignInMethods, refuses [];

    /// Leads to the OpenID Connect issuer, to sign in there
    SignInAtIssuer "signInAtIssuer": Get "/admin/oidc", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 303 (), refuses [404], headers(&[LOCATION]), unhurried;

    /// Takes what the OpenID Connect issuer says of someone, sets the cookie of a new session, and leads to the operators' console
    FinishSignIn "finishSignIn": Get "/admin/oidc/callback", also [],
    of Admin for Public,
    takes (NoParams, IssuerAnswer, NoBody), answers 303 (), refuses [404], headers(&[LOCATION]), unhurried;

    /// Says who is signed in
    ShowSession "showSession": Get "/admin/session", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Session, refuses [], viewers;

    /// Signs out
    SignOutOfAdmin "signOut": Delete "/admin/session", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 204 (), refuses [], viewers;

    /// Lists instances with how they are, by id
    ListInstances "listInstances": Get "/admin/instances", also [],
    of Admin for Public,
    takes (NoParams, InstanceQuery, NoBody), answers 200 Vec<Instance>, refuses [], viewers;

    /// Registers an instance, or renews its registration, as clients of Spring Boot Admin do
    RegisterInstance "registerInstance": Post "/admin/instances", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NewRegistration), answers 201 Registered, refuses [409], operators, headers(&[LOCATION]);

    /// Shows an instance
    FindInstance "findInstance": Get "/admin/instances/{instanceId}", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, NoBody), answers 200 Instance, refuses [404], viewers;

    /// Shows how an instance was in the last hours: requests, durations, memory and more, as this admin server saw them
    ShowInstanceHistory "showInstanceHistory": Get "/admin/instances/{instanceId}/history", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, NoBody), answers 200 InstanceHistory, refuses [404], viewers;

    /// Removes the registration of an instance that registered itself
    RemoveInstance "removeInstance": Delete "/admin/instances/{instanceId}", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, NoBody), answers 204 (), refuses [404, 409], operators;

    /// Lists what happened to instances, latest first
    ListInstanceEvents "listInstanceEvents": Get "/admin/instances/events", also [],
    of Admin for Public,
    takes (NoParams, JournalQuery, NoBody), answers 200 Vec<InstanceEvent>, refuses [], viewers;

    /// Tells what happens to instances while it happens
    FollowInstances "followInstances": Get "/admin/instances/events/stream", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 InstanceChanges, refuses [], viewers;

    /// Lists applications with their instances, by name
    ListApplications "listApplications": Get "/admin/applications", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<Application>, refuses [], viewers;

    /// Shows an application with its instances
    FindApplication "findApplication": Get "/admin/applications/{application}", also [],
    of Admin for Public,
    takes (ApplicationPath, NoParams, NoBody), answers 200 Application, refuses [404], viewers;

    /// Changes the level of a logger at all instances of an application that are up
    SetApplicationLevel "setApplicationLevel": Post "/admin/applications/{application}/loggers/{logger}", also [],
    of Admin for Public,
    takes (ApplicationLoggerPath, NoParams, LevelChange), answers 200 LevelChanges, refuses [404], operators, unhurried;

    /// Lists the levels that return to what they were, soonest first
    ListLevelReturns "listLevelReturns": Get "/admin/levels", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<LevelReturn>, refuses [], viewers;

    /// Shows what an instance's actuator offers
    ShowActuator "showActuator": Get "/admin/instances/{instanceId}/actuator", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, NoBody), answers 200 ActuatorDocument, refuses [404, 502], viewers, unhurried;

    /// Shows what an endpoint of an instance's actuator says
    ReadActuator "readActuator": Get "/admin/instances/{instanceId}/actuator/{endpoint}", also [],
    of Admin for Public,
    takes (ActuatorPath, NoParams, NoBody), answers 200 ActuatorDocument, refuses [404, 502], viewers, unhurried;

    /// Shows a part of what an endpoint of an instance's actuator says, such as one metric
    ReadActuatorPart "readActuatorPart": Get "/admin/instances/{instanceId}/actuator/{endpoint}/{part}", also [],
    of Admin for Public,
    takes (ActuatorPartPath, ActuatorQuery, NoBody), answers 200 ActuatorDocument, refuses [404, 502], viewers, unhurried;

    /// Shows the level of a logger of an instance
    ShowInstanceLevel "showInstanceLevel": Get "/admin/instances/{instanceId}/actuator/loggers/{logger}", also [],
    of Admin for Public,
    takes (InstanceLoggerPath, NoParams, NoBody), answers 200 ActuatorDocument, refuses [404, 502], viewers, unhurried;

    /// Changes the level of a logger of an instance
    SetInstanceLevel "setInstanceLevel": Post "/admin/instances/{instanceId}/actuator/loggers/{logger}", also [],
    of Admin for Public,
    takes (InstanceLoggerPath, NoParams, LevelChange), answers 204 (), refuses [404, 502], operators, unhurried;

    /// Shows lines of an instance's log: its end, or what came after a position
    ReadInstanceLog "readInstanceLog": Get "/admin/instances/{instanceId}/log", also [],
    of Admin for Public,
    takes (InstancePath, LogQuery, NoBody), answers 200 LogPiece, refuses [404, 502], viewers, unhurried;

    /// Shows the faults that an instance injects into requests
    ShowInstanceFaults "showInstanceFaults": Get "/admin/instances/{instanceId}/faults", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, NoBody), answers 200 InstanceFaults, refuses [404, 502], viewers, unhurried;

    /// Lets an instance inject faults into requests, for a time
    InjectFaults "injectFaults": Post "/admin/instances/{instanceId}/faults", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, FaultChange), answers 200 InstanceFaults, refuses [404, 502], operators, unhurried;

    /// Ends the faults that an instance injects into requests
    EndFaults "endFaults": Delete "/admin/instances/{instanceId}/faults", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, NoBody), answers 204 (), refuses [404, 502], operators, unhurried;

    /// Lets an instance read its settings again
    RefreshSettings "refreshSettings": Post "/admin/instances/{instanceId}/refresh", also [],
    of Admin for Public,
    takes (InstancePath, NoParams, NoBody), answers 200 SettingsRefresh, refuses [404, 502], operators, unhurried;

    /// Lists the requests that were slow or failed lately, with what they led to in other instances, slowest first
    ListTraces "listTraces": Get "/admin/traces", also [],
    of Admin for Public,
    takes (NoParams, TraceQuery, NoBody), answers 200 TraceList, refuses [], viewers, unhurried;

    /// Lists what people were or are to be told about applications, latest first, and whom
    ListNotifications "listNotifications": Get "/admin/notifications", also [],
    of Admin for Public,
    takes (NoParams, JournalQuery, NoBody), answers 200 Notifications, refuses [], viewers;

    /// Lists the filters that suppress notifications, oldest first
    ListNotificationFilters "listNotificationFilters": Get "/admin/notifications/filters", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<NotificationFilter>, refuses [], viewers;

    /// Suppresses the notifications of an application or of an instance, for a while or until the filter is removed
    AddNotificationFilter "addNotificationFilter": Post "/admin/notifications/filters", also [],
    of Admin for Public,
    takes (NoParams, NotificationFilterQuery, NoBody), answers 200 NotificationFilter, refuses [409], operators;

    /// Removes a filter of notifications
    RemoveNotificationFilter "removeNotificationFilter": Delete "/admin/notifications/filters/{filterId}", also [],
    of Admin for Public,
    takes (NotificationFilterPath, NoParams, NoBody), answers 200 (), refuses [404], operators;

    /// Lists who changed what, latest first
    ListAudit "listAudit": Get "/admin/audit", also [],
    of Admin for Public,
    takes (NoParams, JournalQuery, NoBody), answers 200 Vec<AuditEntry>, refuses [], viewers;

    /// Shows what services keep of their promises. Requests that no admin server saw, since none was running, are not counted
    ShowObjectives "showObjectives": Get "/admin/objectives", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Objectives, refuses [], viewers;

    /// Shows what the clinic costs
    ShowCosts "showCosts": Get "/admin/costs", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Costs, refuses [], viewers, unhurried;

    /// Shows which of the clinic's alarms in CloudWatch are not OK
    ShowAlarms "showAlarms": Get "/admin/alarms", also [],
    of Admin for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Alarms, refuses [], viewers, unhurried;
}
