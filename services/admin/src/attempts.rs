//! How often someone may try to sign in: by account and in all. Nothing that a client can choose, such as a header, makes a difference.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use contract::admin::Role;

/// Attempts of an account that cost no time.
const FREE: u32 = 5;
/// The longest time for which an account is closed, in seconds.
const LONGEST: i64 = 15 * 60;
/// Attempts within a minute, for all accounts together.
const A_MINUTE: u32 = 60;

/// The attempts to sign in at this process.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<State>);

/// Counts what happens within a minute.
#[derive(Default)]
struct ThisMinute {
    minute: i64,
    count: u32,
}

impl ThisMinute {
    /// Counts one more of at most so many.
    ///
    /// # Errors
    /// In how many seconds the next minute begins, if there were so many.
    fn count(&mut self, most: u32, now: i64) -> Result<(), i64> {
        let minute = now.div_euclid(60);
        if self.minute != minute {
            *self = Self { minute, count: 0 };
        }
        if self.count >= most {
            return Err(60 - now.rem_euclid(60));
        }
        self.count += 1;
        Ok(())
    }
}

#[derive(Default)]
struct State {
    this_minute: ThisMinute,
    /// By account; those that nobody has share one.
    accounts: BTreeMap<Option<Role>, Account>,
}

#[derive(Clone, Copy, Default)]
struct Account {
    /// Attempts since the last success.
    failures: u32,
    closed_until: i64,
}

impl Attempts {
    /// Counts an attempt as one that fails. It is counted before the password is looked at, so that many at once do not help.
    ///
    /// # Errors
    /// In how many seconds to try again.
    pub(crate) fn begin(&self, account: Option<Role>, now: i64) -> Result<(), i64> {
        let mut state = self.state();
        // What a closed account refuses costs nothing, and must not keep others out.
        let closed_until = state.accounts.get(&account).map_or(now, |it| it.closed_until);
        if now < closed_until {
            return Err(closed_until - now);
        }
        state.this_minute.count(A_MINUTE, now)?;
        let account = state.accounts.entry(account).or_default();
        account.failures = account.failures.saturating_add(1);
        if let Some(beyond) = account.failures.checked_sub(FREE) {
            account.closed_until = now + 2_i64.saturating_pow(beyond).min(LONGEST);
        }
        Ok(())
    }

    /// Forgets the failures of an account whose password was right.
    pub(crate) fn succeeded(&self, account: Role) {
        self.state().accounts.remove(&Some(account));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEWER: Option<Role> = Some(Role::Viewer);
    const OPERATOR: Option<Role> = Some(Role::Operator);

    #[test]
    fn an_account_is_closed_for_longer_and_longer_and_opens_again() {
        let attempts = Attempts::default();
        let mut now = 600;
        for _ in 0..FREE {
            attempts.begin(OPERATOR, now).unwrap();
        }
        let mut closed = 0;
        for _ in 0..20 {
            let wait = attempts.begin(OPERATOR, now).unwrap_err();
            assert!(wait >= closed && wait <= LONGEST, "{wait}");
            attempts.begin(VIEWER, now).unwrap();
            attempts.succeeded(Role::Viewer);
            (closed, now) = (wait, now + wait.max(60));
            attempts.begin(OPERATOR, now).unwrap();
        }
        assert_eq!(closed, LONGEST);
        attempts.succeeded(Role::Operator);
        attempts.begin(OPERATOR, now).unwrap();
    }

    #[test]
    fn whoever_knows_no_password_does_not_keep_out_who_does() {
        let attempts = Attempts::default();
        let refused = (0..1000).filter(|_| attempts.begin(None, 59).is_err()).count();
        assert_eq!(refused, 1000 - FREE as usize);
        attempts.begin(OPERATOR, 59).unwrap();
    }

    #[test]
    fn all_accounts_together_have_so_many_attempts_a_minute() {
        let attempts = Attempts::default();
        let mut refused = 0;
        for _ in 0..2 * A_MINUTE {
            for account in [VIEWER, OPERATOR, None] {
                attempts.succeeded(Role::Viewer);
                attempts.succeeded(Role::Operator);
                refused += u32::from(attempts.begin(account, 59).is_err());
            }
        }
        assert!(refused >= 5 * A_MINUTE, "{refused}");
        attempts.begin(VIEWER, 60).unwrap();
    }
}
