//! The migrations, as they are in the folder `migrations`.

use std::borrow::Cow;

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType};

/// The files of a stream in one dialect.
pub(super) struct Files {
    /// Version, description and SQL of each, in order.
    migrations: &'static [(i64, &'static str, &'static str)],
    pub(super) seed: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

impl Files {
    pub(super) fn migrations(&self) -> Vec<Migration> {
        let migration = |&(version, description, sql): &(i64, &'static str, &'static str)| {
            let sql = SqlStr::from_static(sql);
            Migration::new(version, Cow::Borrowed(description), MigrationType::Simple, sql, false)
        };
        self.migrations.iter().map(migration).collect()
    }
}
