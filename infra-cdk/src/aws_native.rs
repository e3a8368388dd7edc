//! Layer 09: what ties the managed services together: the firewall, traces, health checks, what the account looks after, and costs.

mod account;
mod costs;
mod firewall;
mod health;
mod tracing;

use std::collections::BTreeMap;

use cdk::aws::{Resource, route53};
use cdk::constructs::{Topic, TopicHandle, WebAclHandle};
use contract::service::Service;

pub use self::firewall::{for_cloudfront, log_of_firewall};
pub use self::tracing::group_name as trace_group;
use crate::api_gateway::ApiGateway;
use crate::app::Clinic;
use crate::names;
use crate::security::Security;

/// What later layers need of it.
pub struct AwsNative {
    /// The topic of alarms, budgets and other notices, which layer 12 takes to Slack.
    pub alarms: TopicHandle,
    /// The firewall before the API.
    pub firewall: WebAclHandle,
    /// The health checks of the clinic's own domain, by the service that they ask.
    pub health: BTreeMap<Service, Resource<route53::HealthCheck>>,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, security: &Security, api: &ApiGateway) -> AwsNative {
    let stack = clinic.stack("09-aws-native", "what ties the managed services together");
    let mut alarms = Topic::for_alarms()
        .alarms_named(names::alarms(clinic.env()))
        .display_name(format!("PetClinic {}", clinic.env()));
    if let Some(address) = &clinic.environment.notices.email {
        alarms = alarms.email(address);
    }
    let alarms = stack.add("Alarms", alarms);
    let firewall = firewall::declare(&stack, clinic, security, api);
    tracing::declare(&stack, clinic, api);
    costs::declare(&stack, clinic, &alarms);
    if clinic.environment.records_account {
        account::declare(&stack);
    }
    AwsNative { alarms, firewall, health: health::declare(&stack, clinic) }
}
