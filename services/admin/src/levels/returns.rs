//! Levels that return to what they were, at a time by this server's clock.

use std::time::Duration;

use contract::admin::{AuditAction, LevelReturn, NewLevel};
use contract::routes::ListLevelReturns;
use http::StatusCode;
use tokio::time::{MissedTickBehavior, interval};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use super::store::{self, Pending};
use crate::audit::{Change, SERVER};
use crate::time::rfc3339;
use crate::{Admin, audit};

/// How often a process looks which levels are to return.
const EVERY: Duration = Duration::from_secs(1);
/// How long after an attempt the next one follows, in seconds. As long, no other process makes one.
const AGAIN: i64 = 30;
/// After so many attempts, which take a day, a level stays.
const ATTEMPTS: i32 = 2_880;

pub(crate) async fn list(state: Admin, _: Call<ListLevelReturns>) -> Outcome<ListLevelReturns> {
    let shown = |it: Pending| LevelReturn {
        instance: it.instance,
        application: it.application,
        logger: it.logger,
        configured_level: it.now,
        before: it.before,
        returns_at: rfc3339(it.due_at),
        who: it.who,
    };
    Answer::json(&store::all(&state.db).await?.into_iter().map(shown).collect())
}

/// Checks that a level may return.
///
/// # Errors
/// 409 if too many are about to.
pub(super) async fn check(state: &Admin, new: &NewLevel) -> Result<(), Fault> {
    if new.returns_after.is_some() && store::is_full(&state.db).await? {
        let detail = "as many levels are about to return as can; choose one that stays, or wait";
        return Err(Fault::refused(StatusCode::CONFLICT, detail));
    }
    Ok(())
}

/// Lets levels return when they are due. Never ends.
pub(crate) async fn keep_returning(state: &Admin) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = return_due(state).await {
            tracing::debug!(%error, "levels that are to return are not known");
        }
    }
}

async fn return_due(state: &Admin) -> Result<(), db::Error> {
    let now = state.clock.seconds();
    for pending in store::due(&state.db, now).await? {
        let claimed = state.db.transaction(async |tx| store::claim(tx, &pending, now + AGAIN).await).await?;
        if claimed {
            return_one(state, &pending, now).await?;
        }
    }
    Ok(())
}

async fn return_one(state: &Admin, pending: &Pending, now: i64) -> Result<(), db::Error> {
    let has_returned = match state.instances.get(pending.instance) {
        Some(instance) => {
            super::set(state, &instance, &pending.logger, pending.before.as_deref()).await.is_ok()
        }
        None => false,
    };
    let change = Change {
        action: AuditAction::LevelReturned,
        target: format!("{} {} {}", pending.application, pending.instance, pending.logger),
        from: pending.now.clone(),
        to: pending.before.clone(),
    };
    if has_returned {
        let noted = state.db.transaction(async |tx| {
            store::delete(tx, pending.id).await?;
            audit::store::add(tx, SERVER, None, &change, now).await
        });
        return noted.await;
    }
    if pending.attempts >= ATTEMPTS {
        tracing::warn!(
            logger = change.target,
            "a log level did not return, since its instance cannot be asked"
        );
        return state.db.transaction(async |tx| store::delete(tx, pending.id).await).await;
    }
    Ok(())
}
