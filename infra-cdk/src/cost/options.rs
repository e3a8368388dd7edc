//! What choices of an environment would change.

use std::path::Path;

use cdk::constructs::{Architecture, Nat};
use serde::Serialize;

use super::{Estimate, Prices, Usage, synthesize};
use crate::environment::Environment;

/// The monthly cost, in USD, that the documents of the clinic expect.
pub(super) const EXPECTED: (f64, f64) = (130.0, 250.0);

/// The totals of an environment with a choice and all before it.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The context value that makes the choice; empty for the environment as it is.
    pub context: &'static str,
    /// In USD a month, for each month's use that was asked for.
    pub totals: Vec<f64>,
}

type Change = (&'static str, fn(&mut Environment));

const CHANGES: [Change; 8] = [
    ("prometheus=false", |it| it.managed.prometheus = false),
    ("grafana=none", |it| it.managed.grafana = None),
    ("nat=single", |it| it.topology.nat = Nat::Single),
    ("endpoints=false", |it| it.topology.endpoints = false),
    ("database-readers=0", |it| it.database.readers = 0),
    ("architecture=arm64", |it| it.topology.architecture = Architecture::Arm64),
    ("spot=true", |it| it.tasks.spot = true),
    ("tasks-least=1", |it| it.tasks.least = 1),
];

/// The environment as it is, with the totals that are known already, then with each further choice that changes it.
///
/// # Errors
/// If the app has mistakes.
pub fn choices(
    environment: &Environment,
    now: Vec<f64>,
    root: &Path,
    usages: &[Usage],
    prices: &Prices,
) -> Result<Vec<Choice>, String> {
    let mut choices = vec![Choice { context: "", totals: now }];
    let mut last = environment.clone();
    for (context, change) in CHANGES {
        let mut next = last.clone();
        change(&mut next);
        if next != last {
            let synthesis = synthesize(&next, root)?;
            let totals = usages.iter().map(|usage| Estimate::of(&synthesis, usage, prices).total).collect();
            choices.push(Choice { context, totals });
            last = next;
        }
    }
    Ok(choices)
}

/// Says whether the expected cost holds for one of the months, and if not, which choices reach it.
pub(super) fn verdict(choices: &[Choice], month: usize) -> String {
    let totals: Vec<f64> = choices.iter().filter_map(|it| it.totals.get(month).copied()).collect();
    let (least, most) = EXPECTED;
    let range = format!("the expected {least:.0} to {most:.0} USD");
    let now = totals.first().copied().unwrap_or_default();
    if now < least {
        return format!("{now:.0} USD is below {range}.");
    }
    if now <= most {
        return format!("{now:.0} USD is within {range}.");
    }
    let Some(last) = totals.iter().position(|it| *it <= most) else {
        let lowest = totals.iter().copied().fold(now, f64::min);
        return format!(
            "{now:.0} USD is above {range}, and no choice here reaches it: with all that save, it is {lowest:.0} USD."
        );
    };
    let needed: Vec<&str> = choices.iter().take(last + 1).skip(1).map(|it| it.context).collect();
    let reached = totals.get(last).copied().unwrap_or(now);
    format!("{now:.0} USD is above {range}; it holds with {}: {reached:.0} USD.", needed.join(", "))
}
