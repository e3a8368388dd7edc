//! What services keep of their promises.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract::admin::{Budget, ClassObjective, Objectives};
use contract::objective::{DAYS, RequestClass};
use contract::route::Route;
use contract::routes::{self, ShowObjectives};
use contract::service::Service;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Admin;
use crate::history::Counts;
use crate::time::rfc3339;
use crate::usage::{self, Amounts, HOUR, Used, What};

/// The last hour as this process saw it, round by round: at most 3,600 rounds, of 1 KB each if all services answer all classes.
#[derive(Default)]
pub(crate) struct LastHour(Mutex<VecDeque<Round>>);

struct Round {
    /// How long it took since the round before, in seconds.
    covers: f64,
    amounts: Amounts,
}

impl LastHour {
    /// Adds a round, and forgets those before the last hour.
    pub(crate) fn add(&self, covers: Duration, amounts: Amounts) {
        let mut rounds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rounds.push_back(Round { covers: covers.as_secs_f64(), amounts });
        let mut covered: f64 = rounds.iter().map(|it| it.covers).sum();
        while let Some(first) = rounds.front()
            && covered - first.covers >= HOUR as f64
        {
            covered -= first.covers;
            rounds.pop_front();
        }
    }

    /// What all rounds counted, and how long they took, in seconds.
    fn sum(&self) -> (Amounts, f64) {
        let rounds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = Amounts::new();
        for (key, amount) in rounds.iter().flat_map(|it| &it.amounts) {
            *sum.entry(*key).or_default() += amount;
        }
        (sum, rounds.iter().map(|it| it.covers).sum())
    }
}

/// What a round counted.
pub(crate) struct Grown {
    counted_from: Option<i64>,
    counted: Amounts,
    recent: Amounts,
}

impl Grown {
    /// Counts what was since an instant, in seconds since 1970, if this process may.
    pub(crate) fn new(counted_from: Option<i64>) -> Self {
        Self { counted_from, counted: Amounts::new(), recent: Amounts::new() }
    }

    /// Adds by how much an instance's counts grew within some seconds, since an instant in seconds since 1970.
    pub(crate) fn add(&mut self, service: Service, since: f64, seconds: f64, counts: &Counts) {
        if self.counted_from.is_some_and(|from| since >= from as f64) {
            usage::add(&mut self.counted, service, counts, seconds);
        }
        if seconds <= HOUR as f64 {
            usage::add(&mut self.recent, service, counts, seconds);
        }
    }

    /// Keeps what was counted, after a round that took so long; `None` for the first one, which says nothing of the time before.
    pub(crate) async fn keep(self, state: &Admin, round_at: i64, covers: Option<Duration>) {
        if let Some(covers) = covers {
            state.last_hour.add(covers, self.recent);
        }
        usage::end(state, round_at, self.counted).await;
    }
}

pub(crate) async fn show(state: Admin, _: Call<ShowObjectives>) -> Outcome<ShowObjectives> {
    let used = Used::read(&state).await?;
    let (recent, covered) = state.last_hour.sum();
    let promised: BTreeMap<_, ()> =
        routes::ALL.iter().filter_map(|it: &Route| Some(((it.service?, it.class()?), ()))).collect();
    let objectives = promised.into_keys().map(|(service, class)| objective(service, class, &used, &recent));
    Answer::json(&Objectives {
        since: used.since.map(rfc3339),
        days: DAYS,
        burn_seconds: covered.min(HOUR as f64) as u32,
        objectives: objectives.collect(),
    })
}

fn objective(service: Service, class: RequestClass, used: &Used, recent: &Amounts) -> ClassObjective {
    let promise = class.objective();
    let requests = used.amount(service, What::Requests(class));
    let lately = |what| recent.get(&(service, what)).copied().unwrap_or_default();
    let budget = |objective: f64, broken: What| {
        let spent =
            |broken: f64, requests: f64| (requests > 0.0).then(|| broken / requests / (1.0 - objective));
        Budget {
            objective,
            broken: used.amount(service, broken),
            left: spent(used.amount(service, broken) as f64, requests as f64).map(|it| 1.0 - it),
            burn: spent(lately(broken), lately(What::Requests(class))),
        }
    };
    ClassObjective {
        service: service.name().to_owned(),
        class: class.as_str().to_owned(),
        requests,
        errors: budget(promise.availability, What::Failed(class)),
        within_seconds: promise.latency.map(|it| it.within.as_secs_f64()),
        latency: promise.latency.map(|it| budget(it.share, What::Slow(class))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hour_is_an_hour() {
        let hour = LastHour::default();
        let one = || Amounts::from([((Service::Vets, What::InstanceSeconds), 1.0)]);
        for _ in 0..90 {
            hour.add(Duration::from_secs(60), one());
        }
        assert_eq!(hour.sum(), (Amounts::from([((Service::Vets, What::InstanceSeconds), 60.0)]), 3_600.0));
        hour.add(Duration::from_secs(90), one());
        assert_eq!(hour.sum().1, 3_630.0);
    }
}
