//! What a service costs: its tasks from their number, their size and list prices, or its function.

use contract::admin::{Amount, ServiceCost};
use contract::service::Service;
use prices::{Price, Prices};

use super::NO_PRICES;
use super::readings::Readings;
use super::shared::Latest;
use crate::Admin;
use crate::instances::store::Source;
use crate::usage::{HOUR, Used, What};

/// How many hours a month has.
pub(super) const MONTH: f64 = 730.0;

/// The size of a task.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) vcpu: f64,
    pub(super) gb: f64,
    pub(super) processor: String,
}

/// What an hour of a task costs.
struct Rate {
    usd: f64,
    /// The older of the days on which its prices were known to hold.
    day: String,
}

impl Task {
    fn rate(&self, prices: &Prices) -> Option<Rate> {
        let price = |of: &str| prices.find(&format!("fargate.{of}.{}", self.processor));
        let (vcpu, memory): (&Price, &Price) = (price("vcpu")?, price("memory")?);
        let day = vcpu.day.as_str().min(memory.day.as_str()).to_owned();
        Some(Rate { usd: self.vcpu * vcpu.usd + self.gb * memory.usd, day })
    }

    /// Its size and the prices, in words.
    fn basis(&self, rate: &Rate, runs_on_aws: bool) -> String {
        let Self { vcpu, gb, processor } = self;
        let size = format!("{vcpu} vCPU ({processor}) and {gb} GB");
        let prices = format!("at list prices on demand of us-west-2, known to hold on {}", rate.day);
        if runs_on_aws {
            format!("tasks of {size} on Fargate {prices}")
        } else {
            format!(
                "what tasks of {size} on AWS Fargate would cost {prices}; this clinic does not run on AWS"
            )
        }
    }
}

/// What a service costs; of a function, by the readings of CloudWatch, or why there are none.
pub(super) fn service(
    state: &Admin,
    service: Service,
    used: &Used,
    readings: &Result<Latest<Readings>, String>,
) -> ServiceCost {
    let all = state.instances.list(Some(service.name()), None, usize::MAX);
    let own = all.iter().filter(|it| it.registration.source == Source::Discovery.as_str()).count();
    let instances = u32::try_from(own).unwrap_or(u32::MAX);
    let requests = match readings {
        Ok(latest) if !service.is_task() => latest.answer.month.number,
        _ => used.requests(service),
    };
    let (hour, month, thousand_requests) = if service.is_task() {
        of_tasks(state, service, instances, used)
    } else {
        of_function(state, readings)
    };
    ServiceCost { service: service.name().to_owned(), instances, requests, hour, month, thousand_requests }
}

/// No amount is known, for this reason.
fn none(reason: &str) -> (Amount, Amount, Amount) {
    (Amount::unknown(reason), Amount::unknown(reason), Amount::unknown(reason))
}

fn of_function(state: &Admin, readings: &Result<Latest<Readings>, String>) -> (Amount, Amount, Amount) {
    let latest = match readings {
        Ok(latest) => latest,
        Err(reason) => {
            return none(&format!(
                "on AWS it is a Lambda function, charged by invocations and their duration: {reason}"
            ));
        }
    };
    let Some(prices) = &state.tariff.prices else { return none(NO_PRICES) };
    state.tariff.function.amounts(prices, latest)
}

fn of_tasks(state: &Admin, service: Service, instances: u32, used: &Used) -> (Amount, Amount, Amount) {
    let tariff = &state.tariff;
    let Some(prices) = &tariff.prices else { return none(NO_PRICES) };
    let Some(rate) = tariff.task.rate(prices) else {
        return none(&format!(
            "there is no list price of tasks with the processor {}",
            tariff.task.processor
        ));
    };
    let basis = tariff.task.basis(&rate, tariff.runs_on_aws);
    let hour = f64::from(instances) * rate.usd;
    let amount = |usd, of: String| Amount::known(usd, format!("{of} {basis}"));
    let (requests, seconds) = (used.requests(service), used.amount(service, What::InstanceSeconds));
    let hours = seconds as f64 / HOUR as f64;
    let thousand = if requests == 0 {
        Amount::unknown("no requests were counted yet")
    } else if seconds == 0 {
        Amount::unknown("it was not counted for how long instances were up")
    } else {
        let of = format!("{hours:.1} hours of instances for {requests} requests;");
        amount(hours * rate.usd * 1_000.0 / requests as f64, of)
    };
    let now = |what: &str| match instances {
        0 => format!("no instance is known{what};"),
        1 => format!("1 instance{what};"),
        many => format!("{many} instances{what};"),
    };
    (amount(hour, now("")), amount(hour * MONTH, now(&format!(" for {MONTH} hours"))), thousand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_costs_what_its_processors_and_its_memory_do() {
        let prices = Prices::read().unwrap();
        let mut task = Task { vcpu: 0.25, gb: 0.5, processor: "x86_64".to_owned() };
        let rate = task.rate(&prices).unwrap();
        assert!((rate.usd - (0.25 * 0.04048 + 0.5 * 0.004445)).abs() < 1e-9);
        assert!(task.basis(&rate, false).contains("would cost"));
        assert!(task.basis(&rate, true).contains(&rate.day));
        task.processor = "z80".to_owned();
        assert!(task.rate(&prices).is_none());
    }
}
