//! Generates `cdk-aws`: the code of all resource types, the kinds of references, the features, and the schemas that checks read.
//!
//! A program hands in the folder of `cdk-aws`, a folder for downloads, and the registries' clients ([`Tools`]):
//!
//! ```no_run
//! # fn main() -> anyhow::Result<()> {
//! # struct Mine;
//! # impl cdk_codegen::Tools for Mine {
//! #     fn npm(&self) -> anyhow::Result<std::path::PathBuf> { Ok("npm".into()) }
//! #     fn python(&self) -> anyhow::Result<std::path::PathBuf> { Ok("python3".into()) }
//! # }
//! let sources = cdk_codegen::Sources::read("cache".as_ref(), &Mine)?;
//! for (path, text) in cdk_codegen::files("aws".as_ref(), &sources)? {
//!     std::fs::write(path, text)?;
//! }
//! # Ok(())
//! # }
//! ```

mod facts;
mod kinds;
mod names;
mod patterns;
mod rust;
mod schemas;
mod sources;
mod spec;
mod versions;
mod widen;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use self::kinds::{Kinds, stale};
use self::patterns::Patterns;
use self::rust::{MARK, Writer};
use self::schemas::Schemas;
pub use self::sources::{Sources, Tools};
use self::spec::{Service, Spec};

/// The folders of `cdk-aws` that hold generated files and nothing else of their kinds, Rust and schemas.
#[must_use]
pub fn folders(cdk_aws: &Path) -> [PathBuf; 2] {
    [cdk_aws.join("src/services"), cdk_aws.join("schemas")]
}

/// Each generated file of `cdk-aws` and its text.
///
/// # Errors
/// If the sources are not as expected, or the manifest of `cdk-aws` cannot be read.
pub fn files(cdk_aws: &Path, sources: &Sources) -> Result<Vec<(PathBuf, String)>> {
    let mut spec = Spec::read(&sources.database)?;
    facts::add(&mut spec, &sources.schemas)?;
    let stale = stale(&spec);
    ensure!(stale.is_empty(), "`widen.rs` names properties that there are not: {}", stale.join(", "));
    let kinds = Kinds::of(&spec);
    let patterns = Patterns::of(&spec);
    let writer = Writer { spec: &spec, kinds: &kinds };
    let schemas = Schemas { spec: &spec, kinds: &kinds, patterns: &patterns };
    let mut files = Vec::new();
    for service in &spec.services {
        let name = &service.name;
        files.push((cdk_aws.join(format!("src/services/{name}.rs")), writer.service(service)));
        files.push((cdk_aws.join(format!("schemas/{name}.jsonl")), schemas.service(service)));
    }
    files.push((cdk_aws.join("schemas/versions.json"), versions::file(&sources.schemas)?));
    files.push((cdk_aws.join("schemas/types.txt"), types(&spec)));
    files.push((cdk_aws.join("src/services.rs"), services(&spec)));
    files.push((cdk_aws.join("src/kinds.rs"), kinds_file(&kinds)));
    files.push((cdk_aws.join("src/refs.rs"), refs_file(&kinds)));
    let manifest = cdk_aws.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).with_context(|| manifest.display().to_string())?;
    files.push((manifest, with_features(&text, &spec)?));
    Ok(files)
}

fn services(spec: &Spec) -> String {
    let mut text = format!(
        "{MARK}\n//! A module for each service of AWS, behind a feature of its name; CloudFormation's own is always there.\n\n"
    );
    for service in &spec.services {
        let _ = writeln!(text, "{}pub mod {};", condition(service, ""), service.name);
    }
    text += "\n/// What is known of each resource type, by the namespace of the service.\npub(crate) const SCHEMAS: &[(&str, &str)] = &[\n";
    for service in &spec.services {
        let namespace =
            service.resources.first().and_then(|it| it.type_name.rsplit_once("::")).map_or("", |it| it.0);
        let name = &service.name;
        let _ = writeln!(text, "{}    (\"{namespace}\", {name}::SCHEMAS),", condition(service, "    "));
        if name != ALWAYS {
            let _ = writeln!(
                text,
                "    #[cfg(all(feature = \"schemas\", not(feature = \"{name}\")))]\n    (\"{namespace}\", include_str!(\"../schemas/{name}.jsonl\")),"
            );
        }
    }
    text + "];\n"
}

/// The names of all resource types, a line each.
fn types(spec: &Spec) -> String {
    let mut names: Vec<&str> = spec.resources().map(|(_, resource)| resource.type_name.as_str()).collect();
    names.sort_unstable();
    names.join("\n") + "\n"
}

fn condition(service: &Service, indent: &str) -> String {
    if service.name == ALWAYS {
        String::new()
    } else {
        format!("{indent}#[cfg(feature = \"{}\")]\n", service.name)
    }
}

/// The service whose types every app may use: nested stacks, custom resources and the like.
const ALWAYS: &str = "cloudformation";

fn kinds_file(kinds: &Kinds<'_>) -> String {
    let mut modules: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    for ((ty, attribute), (module, name)) in &kinds.names {
        modules.entry(module).or_default().insert(name, format!("{ty}.{attribute}"));
    }
    let mut text = format!(
        "{MARK}\n//! Kinds of references: what a reference to a resource, or one of its attributes, stands for.\n\nkinds! {{\n"
    );
    for (module, members) in modules {
        let _ = writeln!(text, "    {module} {{");
        for (name, source) in members {
            let _ = writeln!(text, "        {name} {source:?};");
        }
        text += "    }\n";
    }
    text + "}\n"
}

fn refs_file(kinds: &Kinds<'_>) -> String {
    let sets: BTreeMap<&String, BTreeSet<String>> = kinds
        .sets
        .iter()
        .map(|(set, name)| {
            let members = set
                .iter()
                .filter_map(|it| kinds.names.get(it))
                .map(|(module, name)| format!("{module}::{name}"));
            (name, members.collect())
        })
        .collect();
    let mut text = format!("{MARK}\n//! What takes references of several kinds.\n\nsets! {{\n");
    for (name, members) in sets {
        let members: Vec<String> = members.into_iter().collect();
        let _ = writeln!(text, "    {name} {{ {} }}", members.join(", "));
    }
    text + "}\n"
}

const FEATURES: &str = "# From here on written by `cargo xtask codegen`: a feature for each service.\n";

fn with_features(manifest: &str, spec: &Spec) -> Result<String> {
    let (head, _) =
        manifest.split_once(FEATURES).context("the manifest of cdk-aws has no place for its features")?;
    let mut text = format!("{head}{FEATURES}[features]\nall = [\n");
    let optional = || spec.services.iter().filter(|it| it.name != ALWAYS);
    for service in optional() {
        let _ = writeln!(text, "    \"{}\",", service.name);
    }
    text += "]\nschemas = []\n";
    for service in optional() {
        let _ = writeln!(text, "{} = []", service.name);
    }
    Ok(text)
}
