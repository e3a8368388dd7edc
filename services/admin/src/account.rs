//! The clinic's account on AWS, if there is one and this build asks AWS.

use contract::admin::{Alarm, BilledService};
use jiff::civil::Date;
use settings::aws::SdkConfig;

/// The account.
pub(crate) struct Account {
    #[cfg(feature = "aws")]
    client: Option<aws_account::Account>,
}

/// A metric of CloudWatch with one dimension.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "nobody is asked for it"))]
pub(crate) struct Metric<'a> {
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
    /// The dimension's name and value.
    pub(crate) dimension: (&'a str, &'a str),
}

/// The values of an hour, added up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sum {
    /// When the hour began, in seconds since 1970.
    pub(crate) at: i64,
    pub(crate) sum: f64,
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

    /// The sums of each metric from a time until before another, both in seconds since 1970, by hour and in any order.
    pub(crate) async fn sums<const N: usize>(
        &self,
        metrics: [Metric<'_>; N],
        from: i64,
        until: i64,
    ) -> Answer<[Vec<Sum>; N]> {
        let metrics = metrics.map(|Metric { namespace, name, dimension }| aws_account::Metric {
            namespace,
            name,
            dimension,
        });
        let sums = self.client.as_ref()?.sums(metrics, from, until).await;
        let own = |all: Vec<aws_account::Sum>| {
            all.into_iter().map(|aws_account::Sum { at, sum }| Sum { at, sum }).collect()
        };
        Some(sums.map(|it| it.map(own)).map_err(|error| error.to_string()))
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

    pub(crate) async fn sums<const N: usize>(
        &self,
        _: [Metric<'_>; N],
        _: i64,
        _: i64,
    ) -> Answer<[Vec<Sum>; N]> {
        None
    }
}
