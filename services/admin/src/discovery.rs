//! Finds the instances of the clinic's services, and keeps what is known in step with the database that all processes share.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use contract::admin::{InstanceId, Registration};
use contract::process_routes::ACTUATOR;
use contract::service::Service;
use tokio::time::sleep;

use crate::Admin;
use crate::instances::id_of;
use crate::instances::store::{self, Source, Stored};
use crate::time::seconds;

/// The longest time between two looks.
const LONGEST: Duration = Duration::from_secs(5);
/// In how many looks in a row an instance must be missing before it counts as gone.
const MISSING: u32 = 3;

/// The entry of the metadata with the region of an instance.
const REGION: &str = "region";

/// Looks for instances again and again. Never ends.
pub(crate) async fn keep_up(state: &Admin) {
    let mut missing = BTreeMap::new();
    let mut is_logged = false;
    loop {
        match look(state, &mut missing).await {
            Ok(()) => is_logged = false,
            // Polls go on with those that are known.
            Err(error) if !is_logged => {
                tracing::warn!(%error, "instances were not brought up to date");
                is_logged = true;
            }
            Err(_) => {}
        }
        sleep(state.live().poll_interval.min(LONGEST)).await;
    }
}

/// Looks once. `missing` counts in how many looks in a row an instance was not found.
async fn look(state: &Admin, missing: &mut BTreeMap<InstanceId, u32>) -> Result<(), db::Error> {
    let now = state.clock.seconds();
    let live = state.live();
    // One that dies is kept until people could be told, or it would seem to have left in good order.
    let oldest = now - seconds(live.registration_lifetime.max(2 * live.notify_after));
    let Found { instances, unknown } = find(state);
    let mut stored = store::all(&state.db).await?;
    let known: BTreeSet<_> = stored.iter().map(|it| it.id).collect();
    for (id, registration) in &instances {
        if known.contains(id) {
            missing.remove(id);
        } else {
            stored.extend(add(state, *id, registration.clone(), now).await?);
        }
    }
    let mut gone = BTreeSet::new();
    for it in &stored {
        let is_gone = match it.source {
            Source::HttpApi => it.renewed_at < oldest,
            Source::Discovery if instances.contains_key(&it.id) => false,
            Source::Discovery if unknown.contains(it.registration.name.as_str()) => false,
            Source::Discovery => {
                let looks = missing.entry(it.id).or_default();
                *looks += 1;
                *looks >= MISSING
            }
        };
        if is_gone {
            state.db.transaction(async |tx| store::delete(tx, it, now).await).await?;
            gone.insert(it.id);
        }
    }
    missing.retain(|id, _| !gone.contains(id) && known.contains(id));
    // What is not found is not shown, also before it counts as gone: in a clinic that was restarted it may never come back.
    let is_found =
        |it: &Stored| instances.contains_key(&it.id) || unknown.contains(it.registration.name.as_str());
    stored.retain(|it| !gone.contains(&it.id) && (it.source == Source::HttpApi || is_found(it)));
    state.instances.replace(stored, now);
    Ok(())
}

async fn add(
    state: &Admin,
    id: InstanceId,
    registration: Registration,
    now: i64,
) -> Result<Option<Stored>, db::Error> {
    let stored = Stored { id, source: Source::Discovery, registration, version: 0, renewed_at: now };
    match state.db.transaction(async |tx| store::insert(tx, &stored).await).await {
        Ok(()) => Ok(Some(stored)),
        // Another process was faster; the next look finds what it stored.
        Err(db::Error::UniqueViolation) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a look finds.
struct Found {
    instances: BTreeMap<InstanceId, Registration>,
    /// The services that nobody could look up yet.
    unknown: BTreeSet<&'static str>,
}

fn find(state: &Admin) -> Found {
    let mut found = Found { instances: BTreeMap::new(), unknown: BTreeSet::new() };
    for service in Service::http() {
        let Some(addresses) = state.peers.addresses(service) else {
            found.unknown.insert(service.name());
            continue;
        };
        for address in addresses {
            let at = |path: &str| {
                let mut url = address.url().clone();
                url.set_path(path);
                url.to_string()
            };
            let registration = Registration {
                name: service.name().to_owned(),
                management_url: Some(at(ACTUATOR)),
                health_url: at("/actuator/health"),
                service_url: Some(at("/")),
                source: Source::Discovery.as_str().to_owned(),
                metadata: address.region().map(|it| (REGION.to_owned(), it.to_owned())).into_iter().collect(),
            };
            found.instances.insert(id_of(&registration.name, &registration.health_url), registration);
        }
    }
    found
}
