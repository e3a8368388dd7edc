//! What a Lambda function costs, from its invocations, their duration, its memory and list prices.

use contract::admin::Amount;
use prices::Prices;

use super::estimate::MONTH;
use super::readings::{Invocations, Readings};
use super::shared::Latest;
use crate::time::rfc3339;

const MILLION: f64 = 1e6;

/// A function.
#[derive(Clone, Debug)]
pub(super) struct Function {
    /// Its name on Lambda.
    pub(super) name: String,
    pub(super) gb: f64,
    pub(super) processor: String,
}

/// What invocations cost.
struct Rate {
    /// USD for an invocation.
    invocation: f64,
    /// USD for a second of one.
    second: f64,
    /// The older of the days on which its prices were known to hold.
    day: String,
}

impl Rate {
    fn usd(&self, invocations: &Invocations) -> f64 {
        invocations.number as f64 * self.invocation + invocations.seconds * self.second
    }
}

impl Function {
    fn rate(&self, prices: &Prices) -> Option<Rate> {
        let requests = prices.find("lambda.requests")?;
        let memory = prices.find(&format!("lambda.memory.{}", self.processor))?;
        let day = requests.day.as_str().min(&memory.day).to_owned();
        Some(Rate { invocation: requests.usd / MILLION, second: self.gb * memory.usd, day })
    }

    /// What an hour, a month and a thousand invocations cost.
    pub(super) fn amounts(&self, prices: &Prices, latest: &Latest<Readings>) -> (Amount, Amount, Amount) {
        let Some(rate) = self.rate(prices) else {
            let reason = format!("there is no list price of functions with the processor {}", self.processor);
            return (Amount::unknown(&reason), Amount::unknown(&reason), Amount::unknown(&reason));
        };
        let Readings { day, month, .. } = &latest.answer;
        let hour = rate.usd(day) / day.hours;
        let thousand = match month.number {
            0 => Amount::unknown(format!("{} was not invoked within the last 30 days", self.name)),
            number => {
                let basis = self.basis(&rate, latest, month);
                Amount::known(rate.usd(month) * 1_000.0 / number as f64, basis)
            }
        };
        let basis = self.basis(&rate, latest, day);
        let of_month = format!("{MONTH} hours like the last ones: {basis}");
        (Amount::known(hour, basis), Amount::known(hour * MONTH, of_month), thousand)
    }

    fn basis(&self, rate: &Rate, latest: &Latest<Readings>, invocations: &Invocations) -> String {
        let Self { name, gb, processor } = self;
        let Invocations { number, seconds, hours } = invocations;
        let (until, day) = (rfc3339(latest.answer.asked_at), &rate.day);
        latest.basis(format!(
            "{number} invocations of {name} with {gb} GB ({processor}) for {seconds:.1} s within the {hours:.1} hours until {until}, without cold starts, at list prices of us-west-2, known to hold on {day}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(processor: &str) -> Function {
        Function { name: "petclinic-dev-genai".to_owned(), gb: 0.25, processor: processor.to_owned() }
    }

    fn latest() -> Latest<Readings> {
        let day = Invocations { number: 48, seconds: 96.0, hours: 24.0 };
        let month = Invocations { number: 1_000, seconds: 4_000.0, hours: 720.0 };
        Latest::from(Readings { asked_at: 0, day, month, ..Readings::default() })
    }

    #[test]
    fn a_function_costs_its_invocations_and_the_memory_that_they_hold() {
        let prices = Prices::read().unwrap();
        let (hour, month, thousand) = function("x86_64").amounts(&prices, &latest());
        let expected = 2.0 * 0.2 / 1e6 + 4.0 * 0.25 * 0.000_016_666_7;
        assert!((hour.usd.unwrap() - expected).abs() < 1e-9, "{hour:?}");
        assert!((month.usd.unwrap() - 730.0 * expected).abs() < 1e-6, "{month:?}");
        let expected = 1_000.0 * 0.2 / 1e6 + 4_000.0 * 0.25 * 0.000_016_666_7;
        assert!((thousand.usd.unwrap() - expected).abs() < 1e-9, "{thousand:?}");
        for words in
            ["48 invocations of petclinic-dev-genai", "0.25 GB", "96.0 s", "24.0 hours", "known to hold on"]
        {
            assert!(hour.basis.contains(words), "{words}: {}", hour.basis);
        }
        let arm = function("arm64").amounts(&prices, &latest()).0;
        assert!(arm.usd < hour.usd, "{arm:?}");
    }

    #[test]
    fn a_function_that_was_not_invoked_costs_nothing_and_has_no_price_of_a_thousand() {
        let prices = Prices::read().unwrap();
        let idle = Invocations { number: 0, seconds: 0.0, hours: 24.0 };
        let idle = Latest::from(Readings { day: idle, month: idle, ..Readings::default() });
        let (hour, month, thousand) = function("x86_64").amounts(&prices, &idle);
        assert_eq!((hour.usd, month.usd, thousand.usd), (Some(0.0), Some(0.0), None));
        let (hour, ..) = function("z80").amounts(&prices, &latest());
        assert!(hour.usd.is_none() && hour.basis.contains("z80"), "{hour:?}");
    }
}
