//! The instances that this process knows, with what the latest poll found.

mod observed;
pub(crate) mod store;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backoff::Backoff;
use contract::admin::{ActuatorLink, Instance, InstanceId, Registration, StatusInfo};
use contract::routes::{FindInstance, ListInstances};
use http::StatusCode;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

pub(crate) use self::observed::Observed;
use self::store::Stored;
use crate::Admin;
use crate::notifications::condition::Condition;
use crate::time::rfc3339;

/// How much longer than the usual interval an instance that does not answer is left alone at most.
const LONGEST_PAUSE: u32 = 8;
/// The status before the first poll.
const UNKNOWN: &str = "UNKNOWN";
/// The status of an instance that answers and says that all is well.
pub(crate) const UP: &str = "UP";
/// How often an instance that is up says anew which build it is and what its actuator offers.
const DESCRIBED_EVERY: Duration = Duration::from_secs(5 * 60);

/// The known instances.
#[derive(Default)]
pub(crate) struct Instances(Mutex<BTreeMap<InstanceId, Known>>);

/// An instance, and the state of its polls.
struct Known {
    stored: Stored,
    status: StatusInfo,
    status_at: i64,
    condition: Condition,
    description: Description,
    described: Option<Instant>,
    asked: Option<Instant>,
    is_being_asked: bool,
    /// Polls in a row without an answer.
    unanswered: u32,
}

/// What an instance says of itself.
#[derive(Clone, Default)]
pub(crate) struct Description {
    pub(crate) info: Map<String, Value>,
    pub(crate) endpoints: Vec<ActuatorLink>,
}

/// An instance to be asked.
pub(crate) struct Due {
    pub(crate) id: InstanceId,
    pub(crate) registration: Registration,
    /// Whether its description is out of date.
    pub(crate) is_to_be_described: bool,
}

/// A status that differs from the one before.
pub(crate) struct Changed {
    pub(crate) application: String,
    pub(crate) status: String,
}

/// The id of the instance with this name and this URL of its health.
pub(crate) fn id_of(name: &str, health_url: &str) -> InstanceId {
    let digest = Sha256::new().chain_update(name).chain_update("\n").chain_update(health_url).finalize();
    let mut first = [0; 6];
    first.copy_from_slice(&digest[..6]);
    InstanceId::of_digest(first)
}

impl Instances {
    fn all(&self) -> MutexGuard<'_, BTreeMap<InstanceId, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes these the known ones. Those that were known before keep what the latest poll found.
    pub(crate) fn replace(&self, stored: Vec<Stored>, now: i64) {
        let mut all = self.all();
        let mut before = std::mem::take(&mut *all);
        for stored in stored {
            let known = match before.remove(&stored.id) {
                Some(known) => Known { stored, ..known },
                None => Known::new(stored, now),
            };
            all.insert(known.stored.id, known);
        }
    }

    /// Adds one, or notes that its registration was renewed.
    pub(crate) fn put(&self, stored: Stored, now: i64) {
        let mut all = self.all();
        match all.get_mut(&stored.id) {
            Some(known) => known.stored = stored,
            None => drop(all.insert(stored.id, Known::new(stored, now))),
        }
    }

    pub(crate) fn remove(&self, id: InstanceId) {
        self.all().remove(&id);
    }

    pub(crate) fn get(&self, id: InstanceId) -> Option<Instance> {
        self.all().get(&id).map(Known::shown)
    }

    /// Those of an application, or all, after one, by id.
    pub(crate) fn list(&self, name: Option<&str>, after: Option<InstanceId>, most: usize) -> Vec<Instance> {
        let all = self.all();
        let fits = |it: &&Known| name.is_none_or(|name| it.stored.registration.name == name);
        let later = all.iter().filter(|(id, _)| after.is_none_or(|after| **id > after)).map(|it| it.1);
        later.filter(fits).take(most).map(Known::shown).collect()
    }

    /// The next one that is to be asked now. Nobody else gets it until [`note`](Self::note).
    pub(crate) fn take_due(&self, interval: Duration, now: Instant) -> Option<Due> {
        let mut all = self.all();
        let known = all.values_mut().find(|it| !it.is_being_asked && it.is_due(interval, now))?;
        known.is_being_asked = true;
        known.asked = Some(now);
        let is_to_be_described = known.described.is_none_or(|it| now.duration_since(it) >= DESCRIBED_EVERY);
        let (id, registration) = (known.stored.id, known.stored.registration.clone());
        Some(Due { id, registration, is_to_be_described })
    }

    /// Notes what a poll found; the status is `None` if there was no answer. Returns the status if it is a new one.
    pub(crate) fn note(
        &self,
        id: InstanceId,
        status: StatusInfo,
        has_answered: bool,
        now: i64,
    ) -> Option<Changed> {
        let mut all = self.all();
        let known = all.get_mut(&id)?;
        known.is_being_asked = false;
        known.unanswered = if has_answered { 0 } else { known.unanswered.saturating_add(1) };
        known.condition.note(&status.status, now);
        let has_changed = known.status.status != status.status;
        known.status = status;
        if !has_changed {
            return None;
        }
        known.status_at = now;
        // One that comes back may be another build.
        known.described = None;
        let application = known.stored.registration.name.clone();
        Some(Changed { application, status: known.status.status.clone() })
    }

    /// Notes what an instance says of itself.
    pub(crate) fn describe(&self, id: InstanceId, description: Description, now: Instant) {
        if let Some(known) = self.all().get_mut(&id) {
            known.description = description;
            known.described = Some(now);
        }
    }

    /// Notes the version that a change of status led to.
    pub(crate) fn set_version(&self, id: InstanceId, version: i32) {
        if let Some(known) = self.all().get_mut(&id) {
            known.stored.version = version;
        }
    }
}

impl Known {
    fn new(stored: Stored, now: i64) -> Self {
        Self {
            stored,
            // The status is that of the latest poll, and there was none.
            status: StatusInfo { status: UNKNOWN.to_owned(), ..StatusInfo::default() },
            status_at: now,
            condition: Condition::default(),
            description: Description::default(),
            described: None,
            asked: None,
            is_being_asked: false,
            unanswered: 0,
        }
    }

    fn is_due(&self, interval: Duration, now: Instant) -> bool {
        let pause = match self.unanswered.checked_sub(1) {
            Some(earlier) => Backoff::new(interval, interval * LONGEST_PAUSE).pause(earlier),
            None => interval,
        };
        self.asked.is_none_or(|it| now.duration_since(it) >= pause)
    }

    fn shown(&self) -> Instance {
        let Description { info, endpoints } = &self.description;
        let build_version = info.get("build").and_then(|it| it.get("version")).and_then(Value::as_str);
        let of_metadata = || self.stored.registration.metadata.get("version").map(String::as_str);
        Instance {
            id: self.stored.id,
            version: self.stored.version,
            registration: self.stored.registration.clone(),
            registered: true,
            status_info: self.status.clone(),
            status_timestamp: rfc3339(self.status_at),
            info: info.clone(),
            endpoints: endpoints.clone(),
            build_version: build_version.or_else(of_metadata).map(str::to_owned),
            tags: tags(&self.stored.registration),
        }
    }
}

/// The entries of the metadata that begin with `tags.`, as Spring Boot Admin reads them.
fn tags(registration: &Registration) -> BTreeMap<String, String> {
    let tag = |(key, value): (&String, &String)| Some((key.strip_prefix("tags.")?.to_owned(), value.clone()));
    registration.metadata.iter().filter_map(tag).collect()
}

pub(crate) async fn list(state: Admin, call: Call<ListInstances>) -> Outcome<ListInstances> {
    let query = call.query;
    let found = state.instances.list(query.name.as_deref(), query.after, usize::from(query.size));
    Answer::json(&found)
}

pub(crate) async fn find(state: Admin, call: Call<FindInstance>) -> Outcome<FindInstance> {
    Answer::json(&known(&state, call.path.instance_id)?)
}

/// The instance of this id.
///
/// # Errors
/// 404 if there is none.
pub(crate) fn known(state: &Admin, id: InstanceId) -> Result<Instance, Fault> {
    let unknown = || Fault::refused(StatusCode::NOT_FOUND, format!("there is no instance {id}"));
    state.instances.get(id).ok_or_else(unknown)
}

#[cfg(test)]
mod tests;
