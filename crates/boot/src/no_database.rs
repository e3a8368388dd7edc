//! The stand-in for `database` in processes that link no database driver.

use contract::service::Service;
use contract::settings::Database as DatabaseSettings;
use settings::SecretStore;
use web::health::Dependencies;

use crate::error::Error;

/// No database.
#[derive(Clone, Debug, Default)]
pub struct Database;

impl Database {
    pub(crate) async fn open(
        _: Service,
        _: &DatabaseSettings,
        _: Option<&SecretStore>,
    ) -> Result<Self, Error> {
        Ok(Self)
    }

    pub(crate) async fn expect(
        _: Service,
        _: &DatabaseSettings,
        _: Option<&SecretStore>,
    ) -> Result<Self, Error> {
        Ok(Self)
    }

    pub(crate) fn dependencies(&self) -> Dependencies {
        Dependencies::default()
    }

    pub(crate) fn record_gauges(&self) {}

    pub(crate) fn tune(&self, _: &DatabaseSettings) {}

    pub(crate) async fn close(&self) {}
}
