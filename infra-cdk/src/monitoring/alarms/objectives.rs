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

/// Budgets that are used up within days.
pub(super) fn burning_fast(series: &Series<'_>) -> Vec<Vec<Wanted>> {
    let [first, ..] = alerts::FAST;
    budgets().map(|(class, of, budget)| burning(series, class, (of, budget), first)).collect()
}

/// Budgets that will not last, and those that did not. They are a part of their own: what is wrong for days must not keep a faster trouble from
/// being told.
pub(super) fn burning_slowly(series: &Series<'_>) -> Vec<Vec<Wanted>> {
    let [first, ..] = alerts::SLOW;
    let slowly = budgets().map(|(class, of, budget)| burning(series, class, (of, budget), first));
    let missed = RequestClass::ALL.into_iter().map(|class| vec![missed(series, class)]);
    slowly.chain(missed).collect()
}

/// The budget of each class for failed answers, and for slow ones if a duration is promised, as shares of all answers.
fn budgets() -> impl Iterator<Item = (RequestClass, &'static str, f64)> {
    RequestClass::ALL.into_iter().flat_map(|class| {
        let objective = class.objective();
        let slow = objective.latency.map(|LatencyObjective { share, .. }| (class, SLOW, 1.0 - share));
        [(class, ERRORS, 1.0 - objective.availability)].into_iter().chain(slow)
    })
}

/// What becomes of answers that use a budget up, in words for people and in names of alarms.
fn words(of: &str) -> (&'static str, &'static str) {
    if of == SLOW { ("are slower than promised", "slow") } else { ("fail", "errors") }
}

/// An alarm for each window of a burn rate.
fn burning(
    series: &Series<'_>,
    class: RequestClass,
    (of, budget): (&str, f64),
    BurnRate { long, short, factor }: BurnRate,
) -> Vec<Wanted> {
    let (what, name) = words(of);
    let within = |minutes: u32| {
        let (class_name, window) = (class.as_str(), window(minutes));
        let meaning = format!("{factor} times as many {class_name} as allowed {what} over {window}");
        let alarm = Alarm::above(share(series, class, of, minutes * 60), rounded(factor * budget));
        wanted(format!("{class_name}-{name}-{window}"), meaning, alarm)
    };
    vec![within(long), within(short)]
}

fn missed(series: &Series<'_>, class: RequestClass) -> Wanted {
    let budget = 1.0 - class.objective().availability;
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
