//! Layer 09: what ties the managed services together.

use cdk::constructs::{Topic, TopicHandle};

use crate::api_gateway::ApiGateway;
use crate::app::Clinic;
use crate::security::Security;

/// What later layers need of it.
pub struct AwsNative {
    /// The topic of alarms, budgets and other notices, which layer 12 takes to Slack.
    pub alarms: TopicHandle,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, _security: &Security, _api: &ApiGateway) -> AwsNative {
    let stack = clinic.stack("09-aws-native", "what ties the managed services together");
    let mut alarms = Topic::for_alarms();
    if let Some(address) = &clinic.environment.notices.email {
        alarms = alarms.email(address);
    }
    AwsNative { alarms: stack.add("Alarms", alarms) }
}
