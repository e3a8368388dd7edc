//! The accounts: a password for those who see, and one for those who change.

mod hashing;
mod passwords;
pub(crate) mod store;

use std::fmt;

use contract::admin::Role;
use db::Db;
use web::fault::Fault;

use crate::{Admin, sessions};

pub(crate) use passwords::Passwords;

/// Receives passwords that were made up.
pub type Announce = fn(&FirstPasswords);

/// The passwords of new accounts. They are shown once, and the database keeps their hashes alone.
pub struct FirstPasswords {
    viewer: String,
    operator: String,
}

impl FirstPasswords {
    /// The password of a role's account.
    pub fn of(&self, role: Role) -> &str {
        match role {
            Role::Viewer => &self.viewer,
            Role::Operator => &self.operator,
        }
    }
}

impl fmt::Display for FirstPasswords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { viewer, operator } = self;
        write!(
            f,
            "The operators' console is at /console. These passwords are shown this once:\n  \
             operator  {operator}\n  viewer    {viewer}"
        )
    }
}

/// Makes up passwords if the database has none yet, and returns them.
///
/// # Errors
/// If the database cannot be used, or the system has no randomness.
pub async fn first_passwords(db: &Db, now: i64) -> Result<Option<FirstPasswords>, Fault> {
    if !store::hashes(db).await?.is_empty() {
        return Ok(None);
    }
    let passwords = FirstPasswords { viewer: hashing::make_up()?, operator: hashing::make_up()? };
    let mut hashes = Vec::new();
    for role in Role::ALL {
        hashes.push((role, hashing::hash(passwords.of(role).to_owned()).await?));
    }
    let stored = db.transaction(async |tx| {
        // Someone has emptied the table, to keep out who knows the old passwords.
        sessions::end_all(tx).await?;
        store::insert(tx, &hashes, now).await
    });
    match stored.await {
        Ok(()) => Ok(Some(passwords)),
        // Another process was faster, and shows its own.
        Err(db::Error::UniqueViolation) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Makes up passwords where there is no secret that has them, then never ends.
pub(crate) async fn make(state: &Admin, announce: Announce) {
    if state.reach.is_without_aws() {
        match first_passwords(&state.db, state.clock.seconds()).await {
            Ok(Some(passwords)) => announce(&passwords),
            Ok(None) => {}
            Err(fault) => tracing::error!(cause = fault.cause(), "the admin server has no accounts"),
        }
    }
    std::future::pending().await
}
