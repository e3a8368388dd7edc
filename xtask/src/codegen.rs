//! Files that are generated and committed: from tables in `contract`, and the resource types of `cdk-aws` from what AWS publishes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cdk_codegen::{Sources, Tools};
use contract::service::Service;
use contract::settings::{defaults_file, reference_page};

use crate::progress::quiet;
use crate::{prerequisites, workspace};

/// Writes every generated file; with `check` writes none and fails if one differs.
///
/// # Errors
/// If a file cannot be read or written, or is not as it would be generated.
pub fn run(check: bool) -> Result<()> {
    let files = files()?;
    let left = left_behind(&files)?;
    for (path, text) in files {
        if fs::read_to_string(&path).is_ok_and(|it| it == text) {
            continue;
        }
        let name = name(&path);
        if check {
            bail!("{name} is not as generated; `cargo xtask codegen` writes it");
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {name}"))?;
        eprintln!("wrote {name}");
    }
    for path in left {
        let name = name(&path);
        if check {
            bail!("{name} is generated no longer; `cargo xtask codegen` removes it");
        }
        fs::remove_file(&path).with_context(|| format!("cannot remove {name}"))?;
        eprintln!("removed {name}");
    }
    Ok(())
}

fn name(path: &Path) -> String {
    path.strip_prefix(workspace::root()).unwrap_or(path).display().to_string()
}

fn cdk_aws() -> PathBuf {
    workspace::root().join("crates/cdk/aws")
}

/// What lies in a folder of generated files and is generated no longer: the service of a type that AWS gave up.
fn left_behind(files: &[(PathBuf, String)]) -> Result<Vec<PathBuf>> {
    let mut left = Vec::new();
    for folder in cdk_codegen::folders(&cdk_aws()).into_iter().filter(|it| it.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let is_generated = path.extension().is_some_and(|it| it == "rs" || it == "jsonl");
            if is_generated && !files.iter().any(|(known, _)| *known == path) {
                left.push(path);
            }
        }
    }
    Ok(left)
}

/// Every generated file and its text.
fn files() -> Result<Vec<(PathBuf, String)>> {
    let of_contract = [
        (workspace::root().join("crates/contract/openapi.json"), contract::openapi::file()),
        (workspace::root().join("docs/settings.md"), reference_page()),
    ];
    let defaults = Service::http().map(|service| {
        let kind = if service.is_task() { "services" } else { "functions" };
        let folder = workspace::root().join(kind).join(service.name());
        (folder.join("config.default.toml"), defaults_file(service))
    });
    let sources = Sources::read(&workspace::cache()?.join("specifications"), &Installed)?;
    Ok(defaults.chain(of_contract).chain(cdk_codegen::files(&cdk_aws(), &sources)?).collect())
}

/// The registries' clients, as the other tools of this repository are installed.
struct Installed;

impl Tools for Installed {
    fn npm(&self) -> Result<PathBuf> {
        prerequisites::cdk()?;
        Ok("npm".into())
    }

    fn python(&self) -> Result<PathBuf> {
        // This one has pip, which Debian's own may not have.
        Ok(prerequisites::validators()?.with_file_name("python"))
    }

    fn step(&self, text: &str, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        quiet(text, work)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_generated_file_is_as_generated() {
        super::run(true).unwrap();
    }
}
