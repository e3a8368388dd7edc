//! What a service's tasks cost, from their number, their size and list prices.

use contract::admin::{Amount, ServiceCost};
use contract::service::Service;
use prices::{Price, Prices};

use super::unknown;
use crate::Admin;
use crate::instances::store::Source;
use crate::usage::{HOUR, Used, What};

/// How many hours a month has.
const MONTH: f64 = 730.0;

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

/// What a service costs.
pub(super) fn service(state: &Admin, service: Service, used: &Used) -> ServiceCost {
    let all = state.instances.list(Some(service.name()), None, usize::MAX);
    let own = all.iter().filter(|it| it.registration.source == Source::Discovery.as_str()).count();
    let instances = u32::try_from(own).unwrap_or(u32::MAX);
    let requests = used.requests(service);
    let (hour, month, thousand_requests) = amounts(state, service, instances, used);
    ServiceCost { service: service.name().to_owned(), instances, requests, hour, month, thousand_requests }
}

fn amounts(state: &Admin, service: Service, instances: u32, used: &Used) -> (Amount, Amount, Amount) {
    let all = |reason: &str| (unknown(reason), unknown(reason), unknown(reason));
    let tariff = &state.tariff;
    if !service.is_task() {
        return all(
            "on AWS it is a Lambda function, charged by requests and their duration, which is not estimated here",
        );
    }
    let Some(prices) = &tariff.prices else { return all("the list prices cannot be read") };
    let Some(rate) = tariff.task.rate(prices) else {
        return all(&format!("there is no list price of tasks with the processor {}", tariff.task.processor));
    };
    let basis = tariff.task.basis(&rate, tariff.runs_on_aws);
    let hour = f64::from(instances) * rate.usd;
    let amount = |usd, of: String| Amount { usd: Some(usd), basis: format!("{of} {basis}") };
    let (requests, seconds) = (used.requests(service), used.amount(service, What::InstanceSeconds));
    let hours = seconds as f64 / HOUR as f64;
    let thousand = if requests == 0 {
        unknown("no requests were counted yet")
    } else if seconds == 0 {
        unknown("it was not counted for how long instances were up")
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
