//! Layer 12: notices to Slack.

use cdk::constructs::FunctionHandle;
use contract::service::Service;

use crate::app::Clinic;
use crate::aws_native::AwsNative;
use crate::functions::{self, Surroundings};
use crate::network::Network;
use crate::security::Security;

/// What is declared for notices.
pub struct Notification {
    pub notifier: FunctionHandle,
}

/// Declares the layer.
pub fn declare(
    clinic: &mut Clinic<'_>,
    network: &Network,
    security: &Security,
    native: &AwsNative,
) -> Notification {
    let stack = clinic.stack("12-notification", "notices to Slack");
    let around = Surroundings { network, security };
    let notifier = functions::function(&stack, clinic, around, Service::SlackNotifier);
    let notifier = stack.add("Notifier", notifier);
    native.alarms.subscribe_function(&notifier);
    Notification { notifier }
}
