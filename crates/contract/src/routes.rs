//! The route table. A route is declared here and nowhere else.

use crate::endpoint::{Audience, Endpoint, Method, NoBody, RequestBody, ResponseBody, Route, Service};
use crate::figures::CustomerFigures;
use crate::genai::{AssistantHealth, Conversation, ConversationPath, Events, Question, Reply, Said, Text};
use crate::openapi;
use crate::owners::{Owner, OwnerDetails, OwnerPath, OwnerRequest, OwnerSearch};
use crate::params::NoParams;
use crate::pets::{FoundPets, NewPetRequest, Pet, PetDetails, PetPath, PetRequest, PetSearch, PetType};
use crate::vets::Vet;
use crate::visits::{
    FoundVisits, NewVisitRequest, PetIds, RemovedPetPath, Visit, VisitList, VisitPath, VisitRequest,
    VisitSearch,
};

macro_rules! routes {
    ($(
        #[doc = $summary:literal]
        $name:ident $operation:literal: $method:ident $path:literal, also [$($alias:literal),*],
        of $service:ident for $audience:ident,
        takes ($params:ty, $query:ty, $body:ty), answers $success:literal $answer:ty, refuses [$($refusal:literal),*];
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
                const ROUTE: Route = Route {
                    name: $operation,
                    method: Method::$method,
                    path: $path,
                    aliases: &[$($alias),*],
                    service: Service::$service,
                    audience: Audience::$audience,
                    summary: $summary.trim_ascii(),
                    success: $success,
                    own_refusals: &[$($refusal),*],
                    takes: <$body as RequestBody<$params>>::MEDIA,
                    answers: <$answer as ResponseBody>::MEDIA,
                    describe: openapi::describe::<$name>,
                };
            }
        )+

        /// Every route.
        pub const ALL: &[Route] = &[$($name::ROUTE),+];
    };
}

routes! {
    /// Lists owners with their pets, a page at a time, or those that a search finds
    ListOwners "listOwners": Get "/api/customers/owners", also ["/api/customer/owners"],
    of Customers for Public,
    takes (NoParams, OwnerSearch, NoBody), answers 200 Vec<Owner>, refuses [];

    /// Registers an owner
    AddOwner "addOwner": Post "/api/customers/owners", also ["/api/customer/owners"],
    of Customers for Public,
    takes (NoParams, NoParams, OwnerRequest), answers 201 Owner, refuses [];

    /// Shows an owner with its pets
    FindOwner "findOwner": Get "/api/customers/owners/{ownerId}", also ["/api/customer/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NoBody), answers 200 Owner, refuses [404];

    /// Changes an owner
    EditOwner "editOwner": Put "/api/customers/owners/{ownerId}", also ["/api/customer/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, OwnerRequest), answers 204 (), refuses [404];

    /// Removes an owner, its pets and their visits
    RemoveOwner "removeOwner": Delete "/api/customers/owners/{ownerId}", also ["/api/customer/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NoBody), answers 204 (), refuses [404];

    /// Shows an owner with its pets and their visits
    ShowOwnerDetails "showOwnerDetails": Get "/api/customers/owners/{ownerId}/details",
    also ["/api/customer/owners/{ownerId}/details", "/api/gateway/owners/{ownerId}"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NoBody), answers 200 OwnerDetails, refuses [404];

    /// Lists the types a pet can have, by name
    ListPetTypes "listPetTypes": Get "/api/customers/petTypes", also ["/api/customer/petTypes"],
    of Customers for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<PetType>, refuses [];

    /// Adds a pet to an owner
    AddPet "addPet": Post "/api/customers/owners/{ownerId}/pets", also ["/api/customer/owners/{ownerId}/pets"],
    of Customers for Public,
    takes (OwnerPath, NoParams, NewPetRequest), answers 201 Pet, refuses [404];

    /// Shows a pet of an owner
    FindPet "findPet": Get "/api/customers/owners/{ownerId}/pets/{petId}",
    also ["/api/customer/owners/{ownerId}/pets/{petId}"],
    of Customers for Public,
    takes (PetPath, NoParams, NoBody), answers 200 PetDetails, refuses [404];

    /// Changes a pet of an owner
    EditPet "editPet": Put "/api/customers/owners/{ownerId}/pets/{petId}",
    also ["/api/customer/owners/{ownerId}/pets/{petId}"],
    of Customers for Public,
    takes (PetPath, NoParams, PetRequest), answers 204 (), refuses [404];

    /// Removes a pet and its visits
    RemovePet "removePet": Delete "/api/customers/owners/{ownerId}/pets/{petId}",
    also ["/api/customer/owners/{ownerId}/pets/{petId}"],
    of Customers for Public,
    takes (PetPath, NoParams, NoBody), answers 204 (), refuses [404];

    /// Lists the vets with their specialties
    ListVets "listVets": Get "/api/vets/vets", also ["/api/vet/vets"],
    of Vets for Public,
    takes (NoParams, NoParams, NoBody), answers 200 Vec<Vet>, refuses [];

    /// Lists the visits of a pet
    ListVisits "listVisits": Get "/api/visits/owners/{ownerId}/pets/{petId}/visits",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits"],
    of Visits for Public,
    takes (PetPath, NoParams, NoBody), answers 200 Vec<Visit>, refuses [404];

    /// Records a visit of a pet
    AddVisit "addVisit": Post "/api/visits/owners/{ownerId}/pets/{petId}/visits",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits"],
    of Visits for Public,
    takes (PetPath, NoParams, NewVisitRequest), answers 201 Visit, refuses [404];

    /// Shows a visit of a pet
    FindVisit "findVisit": Get "/api/visits/owners/{ownerId}/pets/{petId}/visits/{visitId}",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits/{visitId}"],
    of Visits for Public,
    takes (VisitPath, NoParams, NoBody), answers 200 Visit, refuses [404];

    /// Changes a visit of a pet
    EditVisit "editVisit": Put "/api/visits/owners/{ownerId}/pets/{petId}/visits/{visitId}",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits/{visitId}"],
    of Visits for Public,
    takes (VisitPath, NoParams, VisitRequest), answers 204 (), refuses [404];

    /// Removes a visit of a pet
    RemoveVisit "removeVisit": Delete "/api/visits/owners/{ownerId}/pets/{petId}/visits/{visitId}",
    also ["/api/visit/owners/{ownerId}/pets/{petId}/visits/{visitId}"],
    of Visits for Public,
    takes (VisitPath, NoParams, NoBody), answers 204 (), refuses [404];

    /// Lists the visits of many pets
    ListVisitsOfPets "listVisitsOfPets": Get "/api/visits/pets/visits", also ["/api/visit/pets/visits"],
    of Visits for Public,
    takes (NoParams, PetIds, NoBody), answers 200 VisitList, refuses [];

    /// Removes every visit of a pet that is gone, and accepts no further ones
    ForgetPet "forgetPet": Delete "/internal/visits/pets/{petId}", also [],
    of Visits for Peers,
    takes (RemovedPetPath, NoParams, NoBody), answers 204 (), refuses [];

    /// Finds pets of whatever owner
    FindPets "findPets": Get "/internal/customers/pets", also [],
    of Customers for Peers,
    takes (NoParams, PetSearch, NoBody), answers 200 FoundPets, refuses [];

    /// Counts owners and pets
    CountCustomers "countCustomers": Get "/internal/customers/figures", also [],
    of Customers for Peers,
    takes (NoParams, NoParams, NoBody), answers 200 CustomerFigures, refuses [];

    /// Finds visits of whatever pet
    FindVisits "findVisits": Get "/internal/visits/visits", also [],
    of Visits for Peers,
    takes (NoParams, VisitSearch, NoBody), answers 200 FoundVisits, refuses [];

    /// Talks to the assistant as the original's page does: text in, text out
    Chat "chat": Post "/api/genai/chatclient", also [],
    of Genai for Public,
    takes (NoParams, NoParams, Text), answers 200 Said, refuses [];

    /// Asks the assistant
    Ask "ask": Post "/api/genai", also [],
    of Genai for Public,
    takes (NoParams, NoParams, Question), answers 200 Reply, refuses [404];

    /// Asks the assistant and gets the answer while it is being made
    StreamChat "streamChat": Post "/api/genai/chat", also [],
    of Genai for Public,
    takes (NoParams, NoParams, Question), answers 200 Events, refuses [404];

    /// Shows a conversation with the assistant
    ShowConversation "showConversation": Get "/api/genai/conversations/{conversationId}", also [],
    of Genai for Public,
    takes (ConversationPath, NoParams, NoBody), answers 200 Conversation, refuses [404];

    /// Forgets a conversation with the assistant
    RemoveConversation "removeConversation": Delete "/api/genai/conversations/{conversationId}", also [],
    of Genai for Public,
    takes (ConversationPath, NoParams, NoBody), answers 204 (), refuses [404];

    /// Says how the assistant is
    ShowAssistantHealth "showAssistantHealth": Get "/api/genai/health", also [],
    of Genai for Public,
    takes (NoParams, NoParams, NoBody), answers 200 AssistantHealth, refuses [];
}

/// Liveness of a process: answers 200 as long as it runs.
pub const HEALTH: &str = "/health";
/// Readiness of a process: 200 when its database answers and it is not draining, else 503.
pub const READY: &str = "/ready";
/// The OpenAPI document.
pub const OPENAPI: &str = "/api/openapi.json";
/// The browsable form of the OpenAPI document.
pub const DOCS: &str = "/api/docs";

/// What operators are told and may change about a process, everything below included; never exposed at the edge.
pub const ACTUATOR: &str = "/actuator";
/// The metrics as Prometheus reads them; never exposed at the edge.
pub const METRICS: &str = "/metrics";

/// Whether a path is for operators only: [`ACTUATOR`] with all that is below it, and [`METRICS`].
pub fn is_for_operators(path: &str) -> bool {
    let below = path.strip_prefix(ACTUATOR);
    path == METRICS || below.is_some_and(|it| it.is_empty() || it.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_have_the_actuator_and_the_metrics_and_no_route_of_the_api() {
        for path in ["/actuator", "/actuator/", "/actuator/env/server.port", "/metrics"] {
            assert!(is_for_operators(path), "{path}");
        }
        for path in ["/actuators", "/metrics2", "/health", "/ready"] {
            assert!(!is_for_operators(path), "{path}");
        }
        assert!(ALL.iter().flat_map(Route::paths).all(|it| !is_for_operators(it)));
    }
}
