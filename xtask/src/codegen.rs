//! Writes the generated files of the repository: some from tables in `contract` and `observability`, and the resource types of
//! `cdk-aws` from AWS's published schemas.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cdk_codegen::{Sources, Tools};
use contract::service::Service;
use contract::settings::{defaults_file, reference_page};

use crate::progress::quiet;
use crate::{prerequisites, workspace};

/// Writes every generated file. With `check`, it writes none and fails if one differs.
///
/// # Errors
/// If reading or writing a file fails, or a file differs from its generated text.
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

/// The folders whose YAML and JSON files are all generated.
const OBSERVABILITY: [&str; 5] = [
    "observability/alertmanager",
    "observability/grafana",
    "observability/prometheus",
    "observability/prometheus/rules",
    "observability/prometheus/tests",
];

/// Lists files in the generated folders that no generator produces any more: the services of types that AWS withdrew, and
/// dashboards that have another name.
fn left_behind(files: &[(PathBuf, String)]) -> Result<Vec<PathBuf>> {
    let mut left = Vec::new();
    let types = cdk_codegen::folders(&cdk_aws()).into_iter().map(|it| (it, ["rs", "jsonl"]));
    let observability = OBSERVABILITY.iter().map(|it| (workspace::root().join(it), ["json", "yml"]));
    for (folder, extensions) in types.chain(observability).filter(|it| it.0.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
            if extensions.contains(&extension) && !files.iter().any(|(known, _)| *known == path) {
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
    let observability =
        observability::files().into_iter().map(|it| (workspace::root().join(it.path), it.text));
    let sources = Sources::read(&workspace::cache()?.join("specifications"), &Installed)?;
    let ours = defaults.chain(of_contract).chain(observability);
    Ok(ours.chain(cdk_codegen::files(&cdk_aws(), &sources)?).collect())
}

/// Finds the package registries' clients among the tools that this repository installs.
struct Installed;

impl Tools for Installed {
    fn npm(&self) -> Result<PathBuf> {
        prerequisites::cdk()?;
        Ok("npm".into())
    }

    fn python(&self) -> Result<PathBuf> {
        // The Python of the validators has pip; Debian's own may lack it.
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
