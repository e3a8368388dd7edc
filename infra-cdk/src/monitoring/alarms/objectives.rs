//! The promises to those who use the clinic: how fast the budgets of failed and of slow answers are used up.
//!
//! A long window makes a burn rate significant, and a short one ends it soon after the trouble, so the alarms of both must be on at once.

use cdk::constructs::{Alarm, Metric};
use contract::objective::{LatencyObjective, RequestClass};
use contract::published_metrics::{ERRORS, SLOW};
use observability::alerts::{self, BurnRate, window};

use super::{Wanted, wanted};
use crate::monitoring::Series;

/// Answers within a window from which on their shares say anything.
const LEAST: u32 = 15;
/// Days of a week that miss an availability before it counts as missed. No alarm looks back further than a week.
const MISSED_DAYS: u32 = 4;
const WEEK: u32 = 7;

pub(super) fn alarms(series: &Series<'_>) -> Vec<Vec<Wanted>> {
    let mut all = Vec::new();
    for class in RequestClass::ALL {
        let objective = class.objective();
        let failed = 1.0 - objective.availability;
        all.extend(burning(series, class, ERRORS, failed));
        all.push(vec![missed(series, class, failed)]);
        if let Some(LatencyObjective { share, .. }) = objective.latency {
            all.extend(burning(series, class, SLOW, 1.0 - share));
        }
    }
    all
}

/// What becomes of answers that use a budget up, in words for people and in names of alarms.
fn words(of: &str) -> (&'static str, &'static str) {
    if of == SLOW { ("are slower than promised", "slow") } else { ("fail", "errors") }
}

/// The first pair of windows at each speed: an alarm for each window.
fn burning(series: &Series<'_>, class: RequestClass, of: &str, budget: f64) -> Vec<Vec<Wanted>> {
    let (what, name) = words(of);
    let rates = [alerts::FAST, alerts::SLOW].into_iter().filter_map(|pairs| pairs.first().copied());
    let pair = |BurnRate { long, short, factor }: BurnRate| {
        let within = |minutes: u32| {
            let of_budget = format!(
                "{factor} times as many {} as allowed {what} over {}",
                class.as_str(),
                window(minutes)
            );
            let alarm = Alarm::above(share(series, class, of, minutes * 60), rounded(factor * budget));
            wanted(format!("{}-{name}-{}", class.as_str(), window(minutes)), of_budget, alarm)
        };
        vec![within(long), within(short)]
    };
    rates.map(pair).collect()
}

fn missed(series: &Series<'_>, class: RequestClass, budget: f64) -> Wanted {
    let alarm = Alarm::above(share(series, class, ERRORS, 24 * 3600), rounded(budget));
    wanted(
        format!("{}-errors-week", class.as_str()),
        format!("{MISSED_DAYS} of {WEEK} days missed the availability of {}", class.as_str()),
        alarm.for_periods(WEEK).when_any(MISSED_DAYS),
    )
}

/// The share of a class's answers that fail or are slow, over all services that answer them. Services may publish in namespaces of their own.
fn share(series: &Series<'_>, class: RequestClass, of: &str, seconds: u32) -> Metric {
    let named = |short: &str, metric: &str| {
        let all = series.of_class(class, metric).into_iter().enumerate();
        all.map(|(at, metric)| (format!("{short}{at}"), metric.every(seconds))).collect::<Vec<_>>()
    };
    let (part, whole) = (named("part", of), named("whole", contract::published_metrics::REQUESTS));
    let sum = |all: &[(String, Metric)]| {
        let terms: Vec<_> = all.iter().map(|(name, _)| format!("FILL({name}, 0)")).collect();
        format!("({})", terms.join(" + "))
    };
    let (parts, wholes) = (sum(&part), sum(&whole));
    let formula = format!("IF({wholes} >= {LEAST}, {parts} / {wholes}, 0)");
    Metric::formula(formula, part.into_iter().chain(whole))
}

/// A share without the noise of binary fractions.
fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
