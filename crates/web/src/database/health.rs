//! The database as a dependency of a process.

use db::Db;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::health::Dependency;

impl Dependency for Db {
    fn name(&self) -> &'static str {
        "db"
    }

    fn details(&self) -> Value {
        json!({ "database": self.describe(), "validationQuery": "select 1" })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async { Ok(Self::check(self).await?) })
    }
}
