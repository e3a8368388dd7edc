//! The functions and their limits.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::{metadata, root};

/// A function: a package whose program has the same name.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: &'static str,
    /// The archive's size limit in bytes.
    pub(super) archive_limit: Option<u64>,
    /// The limit for the median time from a function's start to its first request for an event.
    pub(super) start_limit: Duration,
}

/// A function's memory limit in bytes: the smallest memory size that Lambda offers.
pub(super) const MEMORY_LIMIT: u64 = 128 << 20;

pub(super) const ALL: [Function; 3] = [
    Function { name: "genai", archive_limit: Some(6 << 20), start_limit: Duration::from_millis(60) },
    Function { name: "migrate", archive_limit: None, start_limit: Duration::from_millis(25) },
    Function { name: "slack-notifier", archive_limit: None, start_limit: Duration::from_millis(25) },
];

/// The baseline with which the other functions are compared.
pub(super) const BARE: &str = "bare-function";

impl Function {
    /// The paths of its event files.
    pub(super) fn events(&self) -> Result<Vec<PathBuf>> {
        let folder = root().join("functions").join(self.name).join("events");
        let entries = folder.read_dir().with_context(|| folder.display().to_string())?;
        let mut events = entries.map(|it| Ok(it?.path())).collect::<Result<Vec<_>>>()?;
        events.retain(|it| it.extension().is_some_and(|it| it == "json"));
        ensure!(!events.is_empty(), "no event in {}", folder.display());
        events.sort();
        Ok(events)
    }
}

/// Which table of `package.metadata.lambda` in a function's `Cargo.toml` defines its environment variables.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told {
    /// `deploy`: the variables of a deployed function.
    Deployed,
    /// `watch`: the variables on a developer's machine.
    Watched,
}

/// A function's own environment variables, without those that Lambda sets.
pub(super) fn told(function: &str, by: Told) -> Result<Vec<(String, String)>> {
    let metadata = metadata()?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let package = packages.iter().find(|it| it["name"] == function);
    let settings = &package.with_context(|| format!("no package {function}"))?["metadata"]["lambda"];
    let variables = match by {
        Told::Deployed => &settings["deploy"]["env"],
        Told::Watched => &settings["watch"]["env"],
    };
    let variables = variables.as_object().into_iter().flatten();
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    Ok(variables.filter_map(text).collect())
}

/// A file's name without its extension, for output.
pub(super) fn title(event: &Path) -> String {
    event.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
