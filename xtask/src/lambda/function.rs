//! The functions, and what is asked of each.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::{metadata, root};

/// A function: a package of its own, whose program is called the same.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: &'static str,
    /// Bytes of the archive, at most.
    pub(super) archive_limit: Option<u64>,
    /// From its start to its first question for an event, at most, where half of the starts are sooner.
    pub(super) start_limit: Duration,
}

/// Bytes of memory that a function takes at most: the least that Lambda gives one.
pub(super) const MEMORY_LIMIT: u64 = 128 << 20;

pub(super) const ALL: [Function; 3] = [
    Function { name: "genai", archive_limit: Some(6 << 20), start_limit: Duration::from_millis(60) },
    Function { name: "migrate", archive_limit: None, start_limit: Duration::from_millis(25) },
    Function { name: "slack-notifier", archive_limit: None, start_limit: Duration::from_millis(25) },
];

/// What others are compared with.
pub(super) const BARE: &str = "bare-function";

impl Function {
    /// Its events, each a file.
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

/// Who says what a function finds in its environment, in `package.metadata.lambda` of its `Cargo.toml`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told {
    /// By `deploy`: as it is deployed.
    Deployed,
    /// By `watch`: on a developer's machine.
    Watched,
}

/// What a function finds in its environment, beside what Lambda itself puts there.
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

/// A file's name without what it ends with, for people.
pub(super) fn title(event: &Path) -> String {
    event.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
