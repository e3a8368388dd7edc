//! The table of prices in `prices.toml`.

use serde::Deserialize;

/// A list price.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub key: String,
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
    #[serde(rename = "price")]
    pub all: Vec<Price>,
}

impl Prices {
    /// The table of the repository.
    ///
    /// # Errors
    /// If it is no TOML of this form.
    pub fn read() -> Result<Self, String> {
        toml::from_str(include_str!("../../prices.toml")).map_err(|error| format!("prices.toml: {error}"))
    }

    /// A price in USD; `None` where it is not known.
    pub fn usd(&self, key: &str) -> Option<f64> {
        self.all.iter().find(|it| it.key == key).map(|it| it.usd)
    }
}
