//! An estimate as text.

use std::fmt::Write;

use super::options::{Choice, verdict};
use super::{Estimate, Profile};
use crate::environment::Environment;

pub(super) fn table(
    environment: &Environment,
    profile: Profile,
    estimate: &Estimate,
    choices: &[Choice],
) -> String {
    let mut text = String::new();
    let out = &mut text;
    let _ = writeln!(
        out,
        "A month of {} in {}, profile {}, in USD at list prices of us-west-2\n",
        environment.name,
        environment.region,
        profile.name()
    );
    for (stack, usd) in &estimate.stacks {
        let _ = writeln!(out, "{stack:<38} {usd:>9.2}");
        for (service, usd) in estimate.lines.get(stack).into_iter().flatten() {
            let _ = writeln!(out, "  {service:<36} {usd:>9.2}");
        }
    }
    let _ = writeln!(out, "{:<38} {:>9.2}\n", "total", estimate.total);
    for (service, usd) in by_amount(estimate) {
        let _ = writeln!(out, "{service:<38} {usd:>9.2}");
    }
    if !estimate.unknown.is_empty() {
        let _ = writeln!(out, "\nnot known, and not in the total: {}", unknown(estimate));
    }
    let _ = writeln!(out, "\n{:<38} {:>9}", "with this and all above it", "total");
    for choice in choices.iter().skip(1) {
        let _ = writeln!(out, "-c {:<35} {:>9.2}", choice.context, choice.totals.iter().sum::<f64>());
    }
    let _ = writeln!(out, "\n{}", verdict(choices, 0));
    text
}

/// Services by what they cost, the most expensive first.
pub(super) fn by_amount(estimate: &Estimate) -> Vec<(&str, f64)> {
    let mut services: Vec<(&str, f64)> =
        estimate.services.iter().map(|(name, usd)| (name.as_str(), *usd)).collect();
    services.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    services
}

/// What has no price.
pub(super) fn unknown(estimate: &Estimate) -> String {
    estimate.unknown.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
