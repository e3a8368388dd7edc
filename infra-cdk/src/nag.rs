//! Findings of cdk-nag's pack `AwsSolutions` that are accepted.

use cdk::Scope;

/// Accepts a finding of a rule, such as `RDS11`, here and below, for a reason.
pub fn accept(at: &Scope, rule: &str, reason: &str) {
    at.acknowledge(format!("AwsSolutions::{rule}"), reason);
}
