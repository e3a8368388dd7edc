//! The bill, from Cost Explorer.

use std::collections::BTreeMap;

use aws_sdk_costexplorer::types::{DateInterval, Granularity, GroupDefinition, GroupDefinitionType};
use contract::admin::BilledService;
use jiff::civil::Date;

use crate::{Account, Error, cause};

const METRIC: &str = "UnblendedCost";
/// The most pages of an answer that are read, of which each is charged.
const PAGES: usize = 3;

/// What AWS billed.
#[derive(Clone, Debug, PartialEq)]
pub struct Billed {
    /// All services together, in USD.
    pub total: f64,
    /// Services that cost something, the most expensive first.
    pub services: Vec<BilledService>,
}

impl Account {
    /// What AWS billed for the account from a day until before another.
    ///
    /// # Errors
    /// If AWS refuses or does not answer, bills in another currency, or has more services than three pages hold.
    pub async fn billed(&self, first: Date, until: Date) -> Result<Billed, Error> {
        let days = DateInterval::builder().start(first.to_string()).end(until.to_string()).build();
        let days = days.map_err(|error| Error(error.to_string()))?;
        let by_service =
            GroupDefinition::builder().r#type(GroupDefinitionType::Dimension).key("SERVICE").build();
        let request = self.costs.get_cost_and_usage().time_period(days).granularity(Granularity::Monthly);
        let request = request.metrics(METRIC).group_by(by_service);
        let (mut services, mut page) = (BTreeMap::<String, f64>::new(), None);
        for _ in 0..PAGES {
            let answer = request.clone().set_next_page_token(page).send().await.map_err(|it| cause!(it))?;
            for group in answer.results_by_time().iter().flat_map(|it| it.groups()) {
                let amount = group.metrics().and_then(|it| it.get(METRIC));
                let (Some(name), Some(amount)) = (group.keys().first(), amount) else { continue };
                let unit = amount.unit().unwrap_or_default();
                if unit != "USD" {
                    return Err(Error(format!("the bill is in {unit}, not in USD")));
                }
                let usd = amount.amount().and_then(|it| it.parse::<f64>().ok());
                let usd = usd.ok_or_else(|| Error("an amount of the bill is no number".to_owned()))?;
                *services.entry(name.clone()).or_default() += usd;
            }
            page = answer.next_page_token().map(str::to_owned);
            if page.is_none() {
                return Ok(Billed::of(services));
            }
        }
        Err(Error(format!("the bill has more than {PAGES} pages")))
    }
}

impl Billed {
    fn of(services: BTreeMap<String, f64>) -> Self {
        let total = services.values().sum();
        let services = services.into_iter().filter(|it| it.1 != 0.0);
        let mut services: Vec<_> = services.map(|(name, usd)| BilledService { name, usd }).collect();
        services.sort_by(|one, other| other.usd.total_cmp(&one.usd));
        Self { total, services }
    }
}
