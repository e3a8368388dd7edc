//! What AWS says of the account that the clinic runs in: what it billed, which alarms there are, and
//! what its metrics come to. It only reads.
//!
//! A crate of its own, so that services need no client of AWS. It must not know who asks, nor how often: each request to Cost Explorer
//! costs 0.01 USD, as do a thousand metrics of CloudWatch, and its caller bounds them.

mod alarms;
mod bill;
mod metrics;

use aws_config::{Region, SdkConfig};

pub use alarms::Found;
pub use bill::Billed;
pub use metrics::{Metric, Sum};

/// The region that Cost Explorer is in, for all regions.
const COSTS: Region = Region::from_static("us-east-1");

/// The account of a process's credentials.
#[derive(Clone, Debug)]
pub struct Account {
    costs: aws_sdk_costexplorer::Client,
    cloudwatch: aws_sdk_cloudwatch::Client,
}

/// Why AWS does not say something: a refusal, or no answer. It names no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

impl Account {
    /// The account of these credentials. It makes no call.
    pub fn new(config: &SdkConfig) -> Self {
        let costs = aws_sdk_costexplorer::config::Builder::from(config).region(COSTS).build();
        Self {
            costs: aws_sdk_costexplorer::Client::from_conf(costs),
            cloudwatch: aws_sdk_cloudwatch::Client::new(config),
        }
    }
}

/// An error of a client in one line: the code of a refusal, or what happened in place of an answer.
macro_rules! cause {
    ($error:expr) => {{
        let error = $error;
        match error.as_service_error() {
            Some(refusal) => {
                $crate::Error(refusal.meta().code().unwrap_or("refused without a reason").to_owned())
            }
            None => $crate::Error(error.to_string()),
        }
    }};
}
pub(crate) use cause;
