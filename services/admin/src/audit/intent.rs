//! Changes that instances are asked to make.
//!
//! The journal has such a change before the instance is asked, as one that was asked for, and afterwards as what came of it. So nothing
//! changes while the journal cannot be written, and an entry tells of a change only if it was made, even if the database fails in between.

use db::{Error, Tx};
use web::fault::Fault;

use super::{Change, store};
use crate::Admin;
use crate::caller::Caller;

/// The longest value in the journal, in characters.
const LONGEST: usize = 200;

/// An entry of the journal whose outcome is not known yet.
pub(crate) struct Intent {
    id: i32,
    target: String,
    to: Option<String>,
}

impl Intent {
    /// Notes that an instance is going to be asked for a change.
    ///
    /// # Errors
    /// If the journal cannot be written. Then the instance must not be asked.
    pub(crate) async fn begin(state: &Admin, caller: &Caller, change: Change) -> Result<Self, Error> {
        let now = state.clock.seconds();
        state.db.transaction(async |tx| Self::begin_in(tx, caller, &change, now).await).await
    }

    /// The same in a transaction, with what must be stored along with it.
    pub(crate) async fn begin_in(
        tx: &mut Tx,
        caller: &Caller,
        change: &Change,
        now: i64,
    ) -> Result<Self, Error> {
        let (target, to) = (change.target.clone(), change.to.clone());
        let asked = with_remark(to.as_deref(), "asked for");
        let id = store::add_with(tx, (&caller.who, Some(caller.role)), change, Some(&asked), now).await?;
        Ok(Self { id, target, to })
    }

    /// Notes that the change was made.
    pub(crate) async fn made(self, state: &Admin) {
        let settled =
            state.db.transaction(async |tx| store::settle(tx, self.id, self.to.as_deref()).await).await;
        self.log(settled);
    }

    /// Notes that the change was made, and led to this.
    pub(crate) async fn led_to(self, state: &Admin, to: Option<String>) {
        Self { to: to.map(|it| it.chars().take(LONGEST).collect()), ..self }.made(state).await;
    }

    /// Notes that the instance did not confirm the change.
    pub(crate) async fn failed(self, state: &Admin, why: &Fault) {
        let settled = state.db.transaction(async |tx| self.failed_in(tx, why).await).await;
        self.log(settled);
    }

    /// The same in a transaction, with what is stored along with it.
    pub(crate) async fn failed_in(&self, tx: &mut Tx, why: &Fault) -> Result<(), Error> {
        let remark = format!("not confirmed: {}", why.cause());
        store::settle(tx, self.id, Some(&with_remark(self.to.as_deref(), &remark))).await
    }

    /// Says in the log that the journal does not know what came of the change.
    pub(crate) fn log(&self, settled: Result<(), Error>) {
        if let Err(error) = settled {
            let target = self.target.as_str();
            tracing::warn!(%error, target_of_change = target, "the audit journal lacks what came of a change");
        }
    }
}

/// A value with a remark, such as `DEBUG (asked for)`.
fn with_remark(to: Option<&str>, remark: &str) -> String {
    let text = to.map_or_else(|| format!("({remark})"), |to| format!("{to} ({remark})"));
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut cut: String = text.chars().take(LONGEST - 3).collect();
    cut.push_str("..)");
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_fits_into_the_journal() {
        assert_eq!(with_remark(Some("DEBUG"), "asked for"), "DEBUG (asked for)");
        assert_eq!(with_remark(None, "asked for"), "(asked for)");
        let long = with_remark(Some("DEBUG"), &"é".repeat(300));
        assert!(long.chars().count() == LONGEST && long.ends_with("é..)"), "{long}");
    }
}
