//! The firewall: the same rules before the API and before the distribution.

use cdk::Stack;
use cdk::constructs::{KeyHandle, LogGroup, LogGroupHandle, WebAcl, WebAclHandle};
use contract::route::MAX_BODY;

use crate::api_gateway::ApiGateway;
use crate::app::Clinic;
use crate::environment::Environment;
use crate::names;
use crate::security::Security;

/// The requests of one address within a minute beyond which it is blocked.
const PER_MINUTE: u32 = 2000;
/// The same for an address that calls the API itself. Those of CloudFront stand for many clients each.
const PER_MINUTE_OF_EDGE: u32 = 20 * PER_MINUTE;

/// Adds the rules that hold wherever requests come in: those of AWS against bad addresses, what is commonly tried (cross-site scripting
/// is part of it), known bad input and SQL; the largest body; and the countries that the environment blocks.
fn rules(acl: WebAcl, environment: &Environment) -> WebAcl {
    let mut acl = acl.managed("AWSManagedRulesAmazonIpReputationList");
    if !environment.blocked_countries.is_empty() {
        acl = acl.block_countries(&environment.blocked_countries);
    }
    acl.limit_body(u32::try_from(MAX_BODY).unwrap_or(u32::MAX))
        // Our limit is larger than its one for bodies, and the visits of many pets are asked for by a long query.
        .managed_but(
            "AWSManagedRulesCommonRuleSet",
            ["SizeRestrictions_BODY", "SizeRestrictions_QUERYSTRING"],
        )
        .managed("AWSManagedRulesKnownBadInputsRuleSet")
        .managed("AWSManagedRulesSQLiRuleSet")
}

/// A firewall's log of requests that it blocked or let pass.
pub fn log_of_firewall(stack: &Stack, clinic: &Clinic<'_>, key: &KeyHandle, of: &str) -> LogGroupHandle {
    let log = LogGroup::new()
        .name(names::firewall_log(clinic.env(), of))
        .retention_days(clinic.environment.retention.log_days)
        .encrypted_by(key)
        .removal_policy(clinic.removal());
    stack.add("FirewallLog", log)
}

/// The firewall before the API. Requests come by CloudFront, so that the client's address stands in a header.
pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    security: &Security,
    api: &ApiGateway,
) -> WebAclHandle {
    let log = log_of_firewall(stack, clinic, &security.keys.logs, "api");
    let acl = WebAcl::regional()
        .limit_per_forwarded_address_within(PER_MINUTE, 60)
        .limit_per_address_within(PER_MINUTE_OF_EDGE, 60)
        .logs_to(&log);
    let firewall = stack.add("Firewall", rules(acl, clinic.environment));
    firewall.protect(stack, api.api.stage_arn());
    firewall
}

/// The firewall before the distribution, whose stack must be in us-east-1.
pub fn for_cloudfront(environment: &Environment, log: &LogGroupHandle) -> WebAcl {
    rules(WebAcl::for_cloudfront().limit_per_address_within(PER_MINUTE, 60).logs_to(log), environment)
}
