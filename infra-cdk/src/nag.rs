//! Findings of cdk-nag's pack `AwsSolutions` that are accepted. `tests/it/cdk/clinic.rs` fails on any other, and on what is accepted for
//! nothing.

use cdk::{Scope, Stack};

/// Accepts a finding of a rule, such as `RDS11`, here and below, for a reason.
pub fn accept(at: &Scope, rule: &str, reason: &str) {
    at.acknowledge(format!("AwsSolutions::{rule}"), reason);
}

/// Accepts the findings about functions that read values of other regions, which the construct library declares where a stack needs them.
pub fn accept_readers(stack: &Stack) {
    let readers = stack.child_once("RegionImports");
    accept(
        &readers,
        "IAM5",
        "each reads the parameters that one stack exports, and writes streams of its own log",
    );
    accept(&readers, "L1", "the runtime is supported, and the function needs nothing newer");
}
