//! The table of prices in `prices.toml`. Estimates of templates (`infra-cdk`) and of running instances (the admin server) read it; it must
//! not know what is charged.

use serde::Deserialize;

/// A list price.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Its name, such as `fargate.vcpu.arm64`.
    pub key: String,
    /// USD for a unit.
    pub usd: f64,
    /// The unit that the price is for.
    pub per: String,
    /// The day on which it was last known to hold.
    pub day: String,
    /// The page that AWS publishes it on.
    pub source: String,
}

/// All known prices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Types of resources that cost nothing by themselves.
    pub free: Vec<String>,
    /// All list prices, in any order.
    #[serde(rename = "price")]
    pub all: Vec<Price>,
}

impl Prices {
    /// The table of the repository.
    ///
    /// # Errors
    /// If it is no TOML of this form.
    pub fn read() -> Result<Self, String> {
        toml::from_str(include_str!("../prices.toml")).map_err(|error| format!("prices.toml: {error}"))
    }

    /// A price; `None` where it is not known.
    pub fn find(&self, key: &str) -> Option<&Price> {
        self.all.iter().find(|it| it.key == key)
    }

    /// A price in USD; `None` where it is not known.
    pub fn usd(&self, key: &str) -> Option<f64> {
        self.find(key).map(|it| it.usd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_what_it_lacks_has_no_price() {
        let prices = Prices::read().unwrap();
        let price = prices.find("fargate.vcpu.x86_64").unwrap();
        assert!(price.usd > 0.0 && price.day.len() == "2026-03-31".len());
        assert_eq!(prices.usd("fargate.vcpu.z80"), None);
    }
}
