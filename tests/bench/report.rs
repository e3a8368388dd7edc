//! What was found: as JSON, as Markdown, as a picture, and held against what was aimed for.

mod markdown;
mod picture;
mod targets;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;

use crate::ceilings::Round;
use crate::footprint::{Resident, Start};
use crate::measure::{Cost, median};
use crate::operations::Operation;
use crate::quarter::Quarter;
use crate::scale::Comparison;

pub(crate) use self::targets::Target;

/// Everything that was measured; what was left out is absent.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: String,
    pub(crate) ceilings: Vec<Ceilings>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) start: Option<Start>,
    pub(crate) memory: Vec<Resident>,
    pub(crate) quarter: Option<Quarter>,
    /// Why `quarter` is absent, if it was to be measured.
    pub(crate) quarter_missing: Option<String>,
    pub(crate) scale: Vec<Comparison>,
    pub(crate) targets: Vec<Target>,
}

/// The medians over the rounds on one database.
#[derive(Debug, Serialize)]
pub(crate) struct Ceilings {
    pub(crate) database: &'static str,
    /// Service over axum and client, GET owner.
    pub(crate) owner_ratio: f64,
    /// The same, with the client held to the service's rate.
    pub(crate) owner_ratio_paced: f64,
    /// Service over axum, GET vets.
    pub(crate) vets_ratio: f64,
    pub(crate) owner: Middle,
    pub(crate) axum_owner: Middle,
    pub(crate) client: Middle,
    pub(crate) client_paced: Middle,
    pub(crate) vets: Middle,
    pub(crate) axum_vets: Middle,
}

/// Medians of a [`Cost`].
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Middle {
    pub(crate) per_second: f64,
    /// In microseconds.
    pub(crate) service: f64,
    /// In microseconds.
    pub(crate) database: Option<f64>,
}

impl Ceilings {
    pub(crate) fn new(database: &'static str, rounds: &[Round]) -> Ceilings {
        let ratio = |of: fn(&Round) -> f64| median(rounds.iter().map(of));
        let middle = |of: fn(&Round) -> &Cost| Middle {
            per_second: median(rounds.iter().map(|it| of(it).per_second)),
            service: median(rounds.iter().map(|it| of(it).service)),
            database: Some(median(rounds.iter().filter_map(|it| of(it).database))).filter(|it| !it.is_nan()),
        };
        Ceilings {
            database,
            owner_ratio: ratio(Round::owner_ratio),
            owner_ratio_paced: ratio(Round::owner_ratio_paced),
            vets_ratio: ratio(Round::vets_ratio),
            owner: middle(|it| &it.owner),
            axum_owner: middle(|it| &it.axum_owner),
            client: middle(|it| &it.client),
            client_paced: middle(|it| &it.client_paced),
            vets: middle(|it| &it.vets),
            axum_vets: middle(|it| &it.axum_vets),
        }
    }
}

impl Report {
    /// Holds what was measured against what was aimed for.
    pub(crate) fn judge(&mut self) {
        self.targets = targets::all(self);
    }

    /// Writes `bench.json`, `bench.md` and `bench.svg`.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let json = rounded(serde_json::to_value(self)?);
        fs::write(folder.join("bench.json"), serde_json::to_string_pretty(&json)? + "\n")?;
        fs::write(folder.join("bench.md"), markdown::write(self)?)?;
        fs::write(folder.join("bench.svg"), picture::draw(&self.ceilings)?)?;
        Ok(())
    }
}

/// Numbers to three decimals: more would be noise.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().map(|it| Value::from((it * 1e3).round() / 1e3)).unwrap_or_default()
        }
        Value::Array(values) => values.into_iter().map(rounded).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, rounded(value))).collect(),
        other => other,
    }
}
