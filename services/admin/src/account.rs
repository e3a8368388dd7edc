//! The clinic's account on AWS, if there is one and this build asks AWS.

use contract::admin::{Alarm, BilledService};
use jiff::civil::Date;
use settings::aws::SdkConfig;

/// The account.
pub(crate) struct Account {
    #[cfg(feature = "aws")]
    client: Option<aws_account::Account>,
}

/// An answer of AWS; `None` if it is not asked.
pub(crate) type Answer<T> = Option<Result<T, String>>;

#[cfg(feature = "aws")]
impl Account {
    pub(crate) fn new(aws: Option<&SdkConfig>) -> Self {
        Self { client: aws.map(aws_account::Account::new) }
    }

    /// Whether there is an account to ask.
    pub(crate) fn is_known(&self) -> bool {
        self.client.is_some()
    }

    /// The alarms whose names begin with a prefix, and whether these are all.
    pub(crate) async fn alarms(&self, prefix: &str) -> Answer<(Vec<Alarm>, bool)> {
        let found = self.client.as_ref()?.alarms(prefix).await;
        Some(found.map(|it| (it.alarms, it.is_complete)).map_err(|error| error.to_string()))
    }

    /// The bill from a day until before another: all together in USD, and by service.
    pub(crate) async fn billed(&self, first: Date, until: Date) -> Answer<(f64, Vec<BilledService>)> {
        let billed = self.client.as_ref()?.billed(first, until).await;
        Some(billed.map(|it| (it.total, it.services)).map_err(|error| error.to_string()))
    }
}

#[cfg(not(feature = "aws"))]
impl Account {
    pub(crate) fn new(_: Option<&SdkConfig>) -> Self {
        Self {}
    }

    /// Whether there is an account to ask.
    pub(crate) fn is_known(&self) -> bool {
        false
    }

    pub(crate) async fn alarms(&self, _: &str) -> Answer<(Vec<Alarm>, bool)> {
        None
    }

    pub(crate) async fn billed(&self, _: Date, _: Date) -> Answer<(f64, Vec<BilledService>)> {
        None
    }
}
