//! Files that are generated and committed: from tables in `contract`, and the resource types of `cdk-aws` from what AWS publishes.

mod cloudformation;
mod facts;
mod kinds;
mod names;
mod patterns;
mod rust;
mod schemas;
mod sources;
mod spec;
mod widen;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use contract::endpoint::Service;
use contract::settings::defaults_file;

use crate::workspace;

/// Writes every generated file; with `check` writes none and fails if one differs.
///
/// # Errors
/// If a file cannot be read or written, or is not as it would be generated.
pub fn run(check: bool) -> Result<()> {
    for (path, text) in files()? {
        let name = path.strip_prefix(workspace::root()).unwrap_or(&path).display();
        let is_there = fs::read_to_string(&path).is_ok_and(|it| it == text);
        if is_there {
            continue;
        }
        if check {
            bail!("{name} is not as generated; `cargo xtask codegen` writes it");
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {name}"))?;
        eprintln!("wrote {name}");
    }
    Ok(())
}

/// Every generated file and its text.
fn files() -> Result<Vec<(PathBuf, String)>> {
    let defaults = Service::ALL.into_iter().map(|service| {
        let folder = workspace::root().join("services").join(service.name());
        (folder.join("config.default.toml"), defaults_file(service))
    });
    Ok(defaults.chain(cloudformation::files()?).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_generated_file_is_as_generated() {
        super::run(true).unwrap();
    }
}
