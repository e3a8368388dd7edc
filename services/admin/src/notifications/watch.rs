//! Watches applications, and decides what people are told.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use contract::admin::DeliveryOutcome;
use contract::service::Service;
use tokio::time::sleep;

use super::content::notification;
use super::filters::{self, Filter};
use super::outage::Outage;
use super::store::{self, Watched};
use super::verdict::{Severity, Step, Tally};
use super::{deliveries, instruments};
use crate::Admin;
use crate::instances::Observed;
use crate::time::seconds;

/// The longest time between two looks.
const LONGEST: Duration = Duration::from_secs(1);
/// For how long an application in trouble is remembered whose instances no longer register, in seconds.
const REMEMBERED: i64 = 24 * 60 * 60;

/// Looks at all applications again and again. Never ends.
pub(crate) async fn keep_watching(state: &Admin) {
    let (mut gone, mut outage) = (BTreeMap::new(), Outage::default());
    loop {
        match look(state, &mut gone).await {
            Ok(is_holder) => outage.answered(is_holder),
            Err(error) => {
                tracing::debug!(%error, "it is not known what people were told");
                outage.failed(state, &error).await;
            }
        }
        sleep(state.live().poll_interval.min(LONGEST)).await;
    }
}

/// Looks once, if this process holds the lease. Returns whether it does. `gone` has since when applications have no instance.
async fn look(state: &Admin, gone: &mut BTreeMap<String, i64>) -> Result<bool, db::Error> {
    if !state.notifier.lease.hold(state).await? {
        gone.clear();
        return Ok(false);
    }
    let (now, after) = (state.clock.seconds(), seconds(state.live().notify_after));
    let observed = state.instances.observed();
    let watched = store::watched(&state.db).await?;
    begin(state, &observed, &watched, now).await?;
    gone.retain(|application, _| !observed.contains_key(application));
    for it in &watched {
        let instances = observed.get(&it.application).map(Vec::as_slice).unwrap_or_default();
        let mut all = Tally::default();
        if instances.is_empty() {
            if is_found(&it.application) {
                let since = *gone.entry(it.application.clone()).or_insert(now);
                all.gone = Some(now - since);
            } else if is_to_be_forgotten(it, now) {
                state.db.transaction(async |tx| store::forget(tx, it).await).await?;
                continue;
            }
        }
        instances.iter().for_each(|it| all.add(it.condition.health(after)));
        if it.record.step(&all, Some(&all), after) != Step::Nothing {
            say(state, it, instances, &all, now).await?;
        }
    }
    Ok(true)
}

/// Begins to watch applications that are new.
async fn begin(
    state: &Admin,
    observed: &BTreeMap<String, Vec<Observed>>,
    watched: &[Watched],
    now: i64,
) -> Result<(), db::Error> {
    let known: BTreeSet<_> = watched.iter().map(|it| it.application.as_str()).collect();
    let room = usize::try_from(store::MOST).unwrap_or_default().saturating_sub(known.len());
    for application in observed.keys().filter(|it| !known.contains(it.as_str())).take(room) {
        match state.db.transaction(async |tx| store::watch(tx, application, now).await).await {
            // Another process was faster.
            Ok(()) | Err(db::Error::UniqueViolation) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether the admin server finds the application's instances itself, so that it should have some.
fn is_found(application: &str) -> bool {
    Service::http().any(|it| it.name() == application)
}

/// Whether an application that nobody registers any more is forgotten: at once if it was well, since it left in good order.
fn is_to_be_forgotten(watched: &Watched, now: i64) -> bool {
    let is_well =
        watched.record.told.severity == Severity::Well && watched.record.noted.severity == Severity::Well;
    is_well || watched.changed_at + REMEMBERED < now
}

/// Says what there is to say of an application, or notes that a filter suppresses it.
async fn say(
    state: &Admin,
    watched: &Watched,
    instances: &[Observed],
    all: &Tally,
    now: i64,
) -> Result<(), db::Error> {
    let after = seconds(state.live().notify_after);
    let mut filters = filters::store::valid(&state.db, now).await?;
    let application = watched.application.as_str();
    let is_silenced = filters.iter().any(|it| it.is_of_application(application));
    let of_instance = |it: &Filter| instances.iter().any(|instance| it.is_of_instance(instance.id));
    filters.retain(|it| it.is_of_application(application) || of_instance(it));
    let is_heard = |it: &&Observed| !filters.iter().any(|filter| filter.is_of_instance(it.id));
    let mut heard = Tally { gone: all.gone, ..Tally::default() };
    for it in instances {
        let health = it.condition.health(after);
        if is_heard(&it) || !health.is_failing() {
            heard.add(health);
        }
    }
    let step = watched.record.step(all, (!is_silenced).then_some(&heard), after);
    let (said, named, outcome, reason) = match step {
        Step::Nothing => return Ok(()),
        Step::Tell(said) => {
            let named: Vec<_> = instances.iter().filter(is_heard).collect();
            (said, named, DeliveryOutcome::Waiting, None)
        }
        Step::Suppress(said) => {
            (said, instances.iter().collect(), DeliveryOutcome::Suppressed, Some(suppressed_by(&filters)))
        }
    };
    let notification = notification(watched, &said, instances, &named);
    let targets = state.notifier.targets.configured().await;
    let record = watched.record.after(step, all, after);
    let recorded = state.db.transaction(async |tx| {
        if !store::record(tx, watched, &record, now).await? {
            // Another process said it.
            return Ok(false);
        }
        let id = store::insert(tx, &notification, now).await?;
        for target in &targets {
            deliveries::store::insert(tx, id, *target, (outcome, reason.as_deref()), now).await?;
        }
        Ok(true)
    });
    if recorded.await? {
        tracing::info!(application, status = notification.status, outcome = outcome.as_str(), "notification");
        if outcome == DeliveryOutcome::Suppressed {
            targets.iter().for_each(|it| instruments::count(*it, outcome));
        }
    }
    Ok(())
}

/// The ids of the filters.
fn suppressed_by(filters: &[Filter]) -> String {
    if filters.is_empty() {
        return "its beginning was suppressed".to_owned();
    }
    filters.iter().take(10).map(Filter::name).collect::<Vec<_>>().join(", ")
}
