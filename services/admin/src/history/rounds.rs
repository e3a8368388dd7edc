//! Samples all instances of the clinic, round by round: one request to each process.

use std::collections::{BTreeMap, BTreeSet};

use contract::admin::{Instance, InstanceId};
use contract::service::Service;
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::counts::{Counts, Reading};
use super::exposition::Exposition;
use super::track::Now;
use crate::Admin;
use crate::instances::store::Source;
use crate::objectives::Grown;
use crate::reach::actuator_url;
use crate::usage;

/// Most processes that are asked at once.
const AT_ONCE: usize = 16;
/// The longest answer that is read, in bytes. Only one piece of it is in memory at a time.
const LONGEST: usize = 16 * 1024 * 1024;

/// Samples again and again. Never ends.
pub(crate) async fn keep_sampling(state: &Admin) {
    let mut ticks = interval(state.history.step);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        round(state).await;
    }
}

/// Instances in one process.
struct Process {
    asked: Instance,
    members: Vec<(InstanceId, Service)>,
}

async fn round(state: &Admin) {
    let (at, round_at) = (Instant::now(), state.clock.seconds());
    let before = state.history.tracks().begin(state.history.step, at, round_at);
    let processes = processes(state.instances.list(None, None, usize::MAX));
    {
        let mut tracks = state.history.tracks();
        tracks.processes = processes.iter().filter(|it| it.members.len() > 1).flat_map(shared).collect();
    }
    let mut grown = Grown::new(usage::begin(state, round_at).await);
    let mut answers = stream::iter(processes)
        .map(async |it| {
            let reading = ask(state, &it.asked).await;
            (it.members, reading)
        })
        .buffer_unordered(AT_ONCE);
    let mut sampled = BTreeSet::new();
    while let Some((members, reading)) = answers.next().await {
        let Some(Reading { process, services }) = reading else { continue };
        let at = Instant::now();
        for (id, service) in members {
            let none = Counts::default();
            let now =
                Now { at, round_at, process: &process, counts: services.get(&service).unwrap_or(&none) };
            let growth = state.history.tracks().of(id).map(|it| it.add(&now));
            if let Some(growth) = growth {
                sampled.insert(id);
                if let Some(growth) = growth {
                    grown.add(service, growth.since, growth.seconds, &growth.counts);
                }
            }
        }
    }
    state.history.tracks().all.iter_mut().filter(|it| !sampled.contains(it.0)).for_each(|it| it.1.miss(1));
    grown.keep(state, round_at, before.map(|it| at.duration_since(it))).await;
}

/// The services of a process, for each of its instances.
fn shared(process: &Process) -> impl Iterator<Item = (InstanceId, Vec<Service>)> {
    let services: Vec<_> = process.members.iter().map(|it| it.1).collect();
    process.members.iter().map(move |it| (it.0, services.clone()))
}

/// The clinic's own instances by process: those with one actuator are in one.
fn processes(instances: Vec<Instance>) -> Vec<Process> {
    let mut processes = BTreeMap::<String, Process>::new();
    for instance in instances {
        let registration = &instance.registration;
        let service = Service::http().find(|it| it.name() == registration.name);
        let is_own = registration.source == Source::Discovery.as_str();
        let (Some(service), Some(url), true) = (service, registration.management_url.clone(), is_own) else {
            continue;
        };
        let id = instance.id;
        let process =
            processes.entry(url).or_insert_with(|| Process { asked: instance, members: Vec::new() });
        process.members.push((id, service));
    }
    processes.into_values().take(super::MOST).collect()
}

/// Asks a process for its metrics; `None` if it does not give them.
async fn ask(state: &Admin, instance: &Instance) -> Option<Reading> {
    let url = actuator_url(&instance.registration, &["prometheus"])?;
    let within = state.live().poll_timeout.min(state.history.step);
    let mut exposition = Exposition::default();
    let status = state.reach.read_own(url, within, LONGEST, |bytes| exposition.push(bytes)).await;
    match status {
        Ok(200) => Some(exposition.end()),
        Ok(status) => {
            tracing::debug!(instance = %instance.id, status, "an instance gives no metrics");
            None
        }
        Err(error) => {
            tracing::debug!(instance = %instance.id, %error, "an instance was not sampled");
            None
        }
    }
}
