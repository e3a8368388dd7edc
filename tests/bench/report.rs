//! What was found: as JSON, as Markdown, as a picture, and held against what was aimed for.

mod markdown;
mod picture;
mod targets;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

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

/// The rounds on one database and their medians.
#[derive(Debug, Serialize)]
pub(crate) struct Ceilings {
    pub(crate) database: &'static str,
    /// Service over axum and client, GET owner.
    pub(crate) owner_ratio: f64,
    /// The same, with the client held to the service's rate.
    pub(crate) owner_ratio_paced: f64,
    /// Service over axum, GET vets.
    pub(crate) vets_ratio: f64,
    pub(crate) rounds: Vec<Round>,
}

impl Ceilings {
    pub(crate) fn new(database: &'static str, rounds: Vec<Round>) -> Ceilings {
        let middle = |of: fn(&Round) -> f64| median(rounds.iter().map(of));
        Ceilings {
            database,
            owner_ratio: middle(Round::owner_ratio),
            owner_ratio_paced: middle(Round::owner_ratio_paced),
            vets_ratio: middle(Round::vets_ratio),
            rounds,
        }
    }

    /// The median of a figure over the rounds.
    fn middle(&self, of: fn(&Round) -> &Cost, figure: fn(&Cost) -> f64) -> f64 {
        median(self.rounds.iter().map(|it| figure(of(it))))
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
        fs::write(folder.join("bench.json"), serde_json::to_string_pretty(self)? + "\n")?;
        fs::write(folder.join("bench.md"), markdown::write(self)?)?;
        fs::write(folder.join("bench.svg"), picture::draw(&self.ceilings)?)?;
        Ok(())
    }
}
