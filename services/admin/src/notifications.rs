//! Tells people when an application gets worse, and when it is well again.
//!
//! 1. [`condition`] sees from an instance's polls how long it has failed or been well.
//! 2. [`watch`] counts the instances of each application, and [`verdict`] decides whether there is something to say. Of several servers
//!    the one that holds the [`lease`] decides; what was said is in the database.
//! 3. [`filters`] silence instances and applications.
//! 4. [`deliveries`] sends a [`message`] to each of the [`targets`], again and again if it must.
//! 5. While the database does not answer, [`outage`] tells them that, from memory.

pub(crate) mod condition;
mod content;
pub(crate) mod deliveries;
pub(crate) mod filters;
mod instruments;
pub(crate) mod lease;
mod message;
mod outage;
pub(crate) mod store;
mod targets;
mod verdict;
mod watch;

use contract::admin::Notifications;
use contract::routes::ListNotifications;
use settings::OperatorToken;
use web::answer::{Answer, Outcome};
use web::call::Call;

use self::lease::Lease;
use self::targets::Targets;
pub use self::targets::{BadTarget, GivenTargets};
use crate::Admin;

/// The most notifications that are kept.
const MOST: i32 = 1_000;

/// What notifications need besides the database.
pub(crate) struct Notifier {
    lease: Lease,
    targets: Targets,
    /// Where the console is; `None` if that is not known.
    origin: Option<String>,
}

impl Notifier {
    /// The notifier of a process: with the targets in a secret, or else those that are given.
    pub(crate) fn new(
        secret: Option<OperatorToken>,
        given: GivenTargets,
        origin: Option<String>,
        holder: String,
    ) -> Self {
        let targets = secret.map_or_else(|| Targets::given(given), Targets::of_secret);
        Self { lease: Lease::new(holder), targets, origin }
    }
}

pub(crate) async fn list(state: Admin, call: Call<ListNotifications>) -> Outcome<ListNotifications> {
    let mut notifications = store::page(&state.db, call.query.page).await?;
    if let (Some(last), Some(first)) = (notifications.first(), notifications.last()) {
        for (id, delivery) in deliveries::store::of_many(&state.db, first.id, last.id).await? {
            if let Some(it) = notifications.iter_mut().find(|it| it.id == id) {
                it.deliveries.push(delivery);
            }
        }
    }
    Answer::json(&Notifications { targets: state.notifier.targets.configured().await, notifications })
}

/// Decides what people are told, and tells them. Never ends.
pub(crate) async fn keep_telling(state: &Admin) {
    instruments::describe();
    tokio::join!(watch::keep_watching(state), deliveries::keep_sending(state));
}

/// Deletes all but the latest notifications, and the filters that have ended.
pub(crate) async fn keep_short(state: &Admin) -> Result<(), db::Error> {
    let first = store::latest(&state.db).await?.saturating_sub(MOST) + 1;
    let now = state.clock.seconds();
    state
        .db
        .transaction(async |tx| {
            deliveries::store::delete_before(tx, first).await?;
            store::delete_before(tx, first).await?;
            filters::store::delete_ended(tx, now).await
        })
        .await
}

/// Every statement.
pub(crate) fn statements() -> [db::Statements; 3] {
    [deliveries::store::statements(), filters::store::statements(), store::statements()]
}
