//! Measures the most frequent operations of each service, one after the other.

use anyhow::Result;
use serde::Serialize;

use crate::clinic::{Clinic, scatter};
use crate::environment::{CONNECTIONS, Database, Environment};
use crate::http::{get, send};
use crate::load::Load;
use crate::measure::{Cost, cost};
use crate::process::Process;

/// The number of different requests per operation.
const REQUESTS: u32 = 1_000;
/// The number of pets per request for visits.
const PETS_AT_ONCE: u32 = 4;

/// An operation and its cost.
#[derive(Debug, Serialize)]
pub(crate) struct Operation {
    pub(crate) database: &'static str,
    pub(crate) name: &'static str,
    #[serde(flatten)]
    pub(crate) cost: Cost,
}

/// Measures every operation on the usual clinic's database.
pub(crate) async fn measure(environment: &Environment, database: &Database) -> Result<Vec<Operation>> {
    let (service, address) = Process::serve(&mut environment.petclinic(database))?;
    let mut operations = Vec::new();
    for (name, requests) in all(Clinic::USUAL) {
        let load = Load::new(address, requests);
        load.closed(CONNECTIONS, environment.duration / 4).await?;
        let run = load.closed(CONNECTIONS, environment.duration);
        let cost = cost(service.pid(), database.pid, run).await?;
        eprintln!("     {} {name}: {:.0} requests/s, p99 {} us", database.name, cost.per_second, cost.p99);
        operations.push(Operation { database: database.name, name, cost });
    }
    Ok(operations)
}

/// The name and the requests of each operation; the reads come first.
pub(crate) fn all(clinic: Clinic) -> Vec<(&'static str, Vec<Vec<u8>>)> {
    vec![
        ("GET owner", each(|it| get(&owner_path(clinic, it)))),
        ("GET owners, 10 of a page", each(|it| get(&page_path(clinic, it)))),
        ("GET owners by last name", each(|it| get(&search_path(clinic, it)))),
        ("GET owner details", each(|it| get(&details_path(clinic, it)))),
        ("GET pet", each(|it| get(&pet_path(clinic, it, "customers")))),
        ("GET vets", vec![get("/api/vets/vets")]),
        ("GET visits of a pet", each(|it| get(&format!("{}/visits", pet_path(clinic, it, "visits"))))),
        ("GET visits of 4 pets", each(|it| get(&visits_path(clinic, it)))),
        ("POST owner", each(|it| send("POST", "/api/customers/owners", &owner_body(clinic, it)))),
        ("PUT owner", each(|it| send("PUT", &owner_path(clinic, it), &owner_body(clinic, it)))),
        ("POST visit", new_visits(clinic)),
    ]
}

/// New visits of many pets.
pub(crate) fn new_visits(clinic: Clinic) -> Vec<Vec<u8>> {
    each(|it| send("POST", &format!("{}/visits", pet_path(clinic, it, "visits")), VISIT))
}

/// Interleaves the operations: one request of each, then the next of each.
pub(crate) fn in_turn(operations: impl IntoIterator<Item = Vec<Vec<u8>>>) -> Vec<Vec<u8>> {
    let operations: Vec<_> = operations.into_iter().collect();
    let most = operations.iter().map(Vec::len).max().unwrap_or_default();
    (0..most).flat_map(|it| operations.iter().map(move |all| all[it % all.len()].clone())).collect()
}

const VISIT: &str = r#"{"date":"2024-02-29","description":"annual check-up"}"#;

fn each(request: impl Fn(u32) -> Vec<u8>) -> Vec<Vec<u8>> {
    (0..REQUESTS).map(request).collect()
}

/// The path of an owner, chosen by the request's number.
pub(crate) fn owner_path(clinic: Clinic, request: u32) -> String {
    format!("/api/customers/owners/{}", clinic.owner(scatter(request, 11) % clinic.owners).id)
}

/// The path of an owner's details, with visits.
pub(crate) fn details_path(clinic: Clinic, request: u32) -> String {
    format!("/api/gateway/owners/{}", clinic.owner(scatter(request, 11) % clinic.owners).id)
}

/// The path of a search for the last name of the request's owner.
pub(crate) fn search_path(clinic: Clinic, request: u32) -> String {
    let name = clinic.owner(scatter(request, 12) % clinic.owners).last_name;
    format!("/api/customers/owners?lastName={name}")
}

fn page_path(clinic: Clinic, request: u32) -> String {
    format!("/api/customers/owners?size=10&after={}", 1 + scatter(request, 13) % clinic.owners)
}

fn pet_path(clinic: Clinic, request: u32, service: &str) -> String {
    let pet = clinic.pet(scatter(request, 14) % clinic.pets);
    format!("/api/{service}/owners/{}/pets/{}", pet.owner_id, pet.id)
}

fn visits_path(clinic: Clinic, request: u32) -> String {
    let first = request * PETS_AT_ONCE;
    let pets =
        (first..first + PETS_AT_ONCE).map(|it| clinic.pet(scatter(it, 15) % clinic.pets).id.to_string());
    format!("/api/visits/pets/visits?petId={}", pets.collect::<Vec<_>>().join(","))
}

fn owner_body(clinic: Clinic, request: u32) -> String {
    let owner = clinic.owner(request % clinic.owners);
    format!(
        r#"{{"firstName":"{}","lastName":"{}","address":"{}","city":"{}","telephone":"{}"}}"#,
        owner.first_name, owner.last_name, owner.address, owner.city, owner.telephone,
    )
}
