//! What services were used for, hour by hour, in the database that all processes of the admin server share.
//!
//! One of the processes counts: the one with the lease. It adds to the sums after each of its rounds. Lost is what an instance counted
//! between its last round and its end; and, if the counting process ends or loses its lease while the database is away, what instances
//! count until another process has the lease: three and a half rounds at most after the end, or as long as the database is away. Of an
//! instance that started since the latest sum was written, everything is counted.

pub(crate) mod store;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::objective::{DAYS, RequestClass};
use contract::service::Service;

use self::store::Sum;
use crate::history::Counts;
use crate::{Admin, leases};

/// The name of the lease.
const LEASE: &str = "usage";
/// How long a sum covers, in seconds.
pub(crate) const HOUR: i64 = 3_600;
/// How long sums are kept, in days: as long as objectives hold, and the day that has begun.
const KEPT: i64 = DAYS as i64 + 1;
/// The most sums that wait for the database. It is reached if the database is away for days.
const MOST_WAITING: usize = 2_000;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Requests(RequestClass),
    Failed(RequestClass),
    Slow(RequestClass),
    /// For how long instances were up together, in seconds.
    InstanceSeconds,
    TokensIn,
    TokensOut,
    Conversations,
}

impl What {
    /// Its name in the database.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Requests(class) => format!("{}.requests", class.as_str()),
            Self::Failed(class) => format!("{}.failed", class.as_str()),
            Self::Slow(class) => format!("{}.slow", class.as_str()),
            Self::InstanceSeconds => "instance.seconds".to_owned(),
            Self::TokensIn => "tokens.in".to_owned(),
            Self::TokensOut => "tokens.out".to_owned(),
            Self::Conversations => "conversations".to_owned(),
        }
    }
}

/// Amounts by service and what is counted.
pub(crate) type Amounts = BTreeMap<(Service, What), f64>;

/// Adds what an instance of a service counted, and for how long it was up, in seconds.
pub(crate) fn add(amounts: &mut Amounts, service: Service, counts: &Counts, seconds: f64) {
    let mut add = |what, amount: f64| {
        if amount > 0.0 {
            *amounts.entry((service, what)).or_default() += amount;
        }
    };
    for class in RequestClass::ALL {
        let of_class = counts.of(class);
        add(What::Requests(class), of_class.requests);
        add(What::Failed(class), of_class.failed);
        if class.objective().latency.is_some() {
            add(What::Slow(class), of_class.slow());
        }
    }
    let [read, written] = counts.tokens;
    add(What::TokensIn, read);
    add(What::TokensOut, written);
    add(What::Conversations, counts.conversations);
    add(What::InstanceSeconds, seconds);
}

/// This process's part in counting.
pub(crate) struct Counting {
    /// What tells this process from others.
    holder: String,
    state: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// What was counted when this process got the lease, up to when in seconds since 1970; `None` without the lease.
    from: Option<i64>,
    waiting: Vec<Sum>,
}

impl Counting {
    /// The part of a process with this name of its own.
    pub(crate) fn new(holder: String) -> Self {
        Self { holder, state: Mutex::default() }
    }

    /// The name of this process among all.
    pub(crate) fn holder(&self) -> &str {
        &self.holder
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gets or renews the lease. Returns since when this process may count what instances counted: others counted what was before.
pub(crate) async fn begin(state: &Admin, now: i64) -> Option<i64> {
    let counting = &state.counting;
    // A machine without randomness cannot tell its processes apart.
    if counting.holder().is_empty() {
        return None;
    }
    let until = now + lease_seconds(state);
    let claimed =
        state.db.transaction(async |tx| leases::store::claim(tx, LEASE, counting.holder(), now, until).await);
    let claimed = claimed.await;
    let mut held = counting.held();
    match claimed {
        Ok(Some(done_at)) => Some(*held.from.get_or_insert(done_at)),
        Ok(None) => {
            // Whoever has the lease counts what waits here, too.
            *held = Held::default();
            None
        }
        Err(db::Error::UniqueViolation) => None,
        Err(error) => {
            tracing::debug!(%error, "the lease of the counting process was not renewed");
            held.from
        }
    }
}

/// Two and a half rounds, so that a lease outlasts a slow one.
fn lease_seconds(state: &Admin) -> i64 {
    crate::time::seconds(state.history.step() * 5 / 2).max(2)
}

/// Writes what a round counted, with what waits since the database was away.
pub(crate) async fn end(state: &Admin, now: i64, amounts: Amounts) {
    let counting = &state.counting;
    let waiting = {
        let mut held = counting.held();
        if held.from.is_none() {
            return;
        }
        let hour_at = now - now.rem_euclid(HOUR);
        for ((service, what), amount) in amounts {
            let amount = amount.round() as i64;
            let what = what.name();
            let same =
                |it: &&mut Sum| it.hour_at == hour_at && it.service == service.name() && it.what == what;
            match held.waiting.iter_mut().find(same) {
                Some(sum) => sum.amount += amount,
                None => held.waiting.push(Sum { hour_at, service: service.name().to_owned(), what, amount }),
            }
        }
        if held.waiting.len() > MOST_WAITING {
            let many = held.waiting.len() - MOST_WAITING;
            held.waiting.drain(..many);
        }
        held.waiting.clone()
    };
    let written =
        state.db.transaction(async |tx| store::write(tx, LEASE, counting.holder(), now, &waiting).await);
    match written.await {
        Ok(true) => counting.held().waiting.clear(),
        Ok(false) => *counting.held() = Held::default(),
        Err(error) => tracing::debug!(%error, "what was counted waits for the database"),
    }
}

/// What was counted within the days of objectives.
pub(crate) struct Used {
    /// Since when, in seconds since 1970; `None` if nothing was.
    pub(crate) since: Option<i64>,
    amounts: BTreeMap<(String, String), i64>,
}

impl Used {
    /// What was counted until now.
    pub(crate) async fn read(state: &Admin) -> Result<Self, db::Error> {
        let now = state.clock.seconds();
        let days = i64::from(DAYS) * 24 * HOUR;
        let from = now - now.rem_euclid(HOUR) - days;
        let sums = store::sums(&state.db, from).await?;
        let since = match leases::store::made_at(&state.db, LEASE).await? {
            Some(made_at) if !sums.is_empty() => Some(made_at.max(from)),
            _ => None,
        };
        let amounts = sums.into_iter().map(|it| ((it.service, it.what), it.amount)).collect();
        Ok(Self { since, amounts })
    }

    /// An amount; 0 if nothing was counted.
    pub(crate) fn amount(&self, service: Service, what: What) -> i64 {
        self.amounts.get(&(service.name().to_owned(), what.name())).copied().unwrap_or_default()
    }

    /// The requests of a service of all classes.
    pub(crate) fn requests(&self, service: Service) -> i64 {
        RequestClass::ALL.into_iter().map(|it| self.amount(service, What::Requests(it))).sum()
    }
}

/// Deletes the sums that are too old.
pub(crate) async fn forget(state: &Admin) -> Result<(), db::Error> {
    store::delete(&state.db, state.clock.seconds() - KEPT * 24 * HOUR).await
}
