//! The report: as JSON, as Markdown, as a picture, and compared with the targets.

mod markdown;
mod picture;
mod targets;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;

use crate::assistant::FirstPiece;
use crate::ceilings::{self, Round};
use crate::durability::Durability;
use crate::footprint::{Resident, Start};
use crate::hostile::Beside;
use crate::measure::{Cost, median};
use crate::operations::Operation;
use crate::quarter::Quarter;
use crate::scale::Comparison;
use crate::service::Tasks;

pub(crate) use self::targets::Target;

/// All results; a measurement that was skipped is absent.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) machine: String,
    pub(crate) ceilings: Vec<Ceilings>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) durability: Vec<Durability>,
    pub(crate) hostile: Vec<Beside>,
    pub(crate) start: Option<Start>,
    pub(crate) memory: Vec<Resident>,
    pub(crate) tasks: Option<Tasks>,
    pub(crate) assistant: Vec<FirstPiece>,
    pub(crate) quarter: Option<Quarter>,
    /// The reason why `quarter` is absent although it was requested.
    pub(crate) quarter_missing: Option<String>,
    pub(crate) scale: Vec<Comparison>,
    pub(crate) targets: Vec<Target>,
}

/// The medians over the rounds on one database.
#[derive(Debug, Serialize)]
pub(crate) struct Ceilings {
    pub(crate) database: &'static str,
    pub(crate) steady: Parts,
    pub(crate) flat_out: Parts,
    /// The service's CPU time divided by axum's, for GET vets.
    pub(crate) vets_ratio: f64,
    pub(crate) vets: Middle,
    pub(crate) axum_vets: Middle,
}

/// The cost of GET owner in the service, and of its parts.
#[derive(Debug, Serialize)]
pub(crate) struct Parts {
    /// The service's CPU time divided by that of axum and client: the median of the rounds' ratios.
    pub(crate) ratio: f64,
    pub(crate) service: Middle,
    pub(crate) axum: Middle,
    pub(crate) client: Middle,
}

/// The medians of several [`Cost`]s.
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
        let parts = |of: fn(&Round) -> &ceilings::Parts| {
            let middle = |part: fn(&ceilings::Parts) -> &Cost| {
                Middle::of(&rounds.iter().map(|it| part(of(it))).collect::<Vec<_>>())
            };
            Parts {
                ratio: median(rounds.iter().map(|it| of(it).ratio())),
                service: middle(|it| &it.service),
                axum: middle(|it| &it.axum),
                client: middle(|it| &it.client),
            }
        };
        let middle = |of: fn(&Round) -> &Cost| Middle::of(&rounds.iter().map(of).collect::<Vec<_>>());
        Ceilings {
            database,
            steady: parts(|it| &it.steady),
            flat_out: parts(|it| &it.flat_out),
            vets_ratio: median(rounds.iter().map(Round::vets_ratio)),
            vets: middle(|it| &it.vets),
            axum_vets: middle(|it| &it.axum_vets),
        }
    }
}

impl Middle {
    pub(crate) fn of(costs: &[&Cost]) -> Middle {
        Middle {
            per_second: median(costs.iter().map(|it| it.per_second)),
            service: median(costs.iter().map(|it| it.service)),
            database: Some(median(costs.iter().filter_map(|it| it.database))).filter(|it| !it.is_nan()),
        }
    }
}

impl Report {
    /// Compares the results with the targets.
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

/// Rounds numbers to three decimals; more would be noise.
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
