//! The files of an earlier synthesis in a directory, as its own manifest lists them.

use std::collections::BTreeSet;
use std::io::{Error, ErrorKind};
use std::path::Path;

use serde_json::Value;

use super::{AssemblyError, MANIFEST};

/// The names of templates, asset manifests, assets and stages. A manifest that is no assembly's is somebody else's, and an error.
pub(super) fn names(directory: &Path) -> Result<BTreeSet<String>, AssemblyError> {
    let path = directory.join(MANIFEST);
    let Some(manifest) = read(&path) else {
        return if path.exists() { Err(foreign(&path)) } else { Ok(BTreeSet::new()) };
    };
    let Some(Value::Object(artifacts)) =
        manifest.get("artifacts").filter(|_| manifest["version"].is_string())
    else {
        return Err(foreign(&path));
    };
    let mut names = BTreeSet::new();
    for artifact in artifacts.values() {
        let named = |property: &str| artifact["properties"][property].as_str().map(str::to_owned);
        names.extend(named("templateFile"));
        if let Some(stage) = named("directoryName").filter(|stage| is_plain(stage)) {
            // Assets of stages are in the outermost directory.
            let inner = self::names(&directory.join(&stage)).unwrap_or_default();
            names.extend(inner.iter().filter_map(|name| Some(name.strip_prefix("../")?.to_owned())));
            names.insert(stage);
        }
        if let Some(file) = named("file").filter(|_| artifact["type"] == "cdk:asset-manifest") {
            names.extend(read(&directory.join(&file)).iter().flat_map(assets));
            names.insert(file);
        }
    }
    names.retain(|name| is_plain(name.trim_start_matches("../")));
    Ok(names)
}

fn assets(manifest: &Value) -> Vec<String> {
    let sources = |kind: &str, place: &str| {
        let entries = manifest[kind].as_object().into_iter().flat_map(|entries| entries.values());
        entries.filter_map(|entry| entry["source"][place].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    [sources("files", "path"), sources("dockerImages", "directory")].concat()
}

fn read(path: &Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// The name of something right in the directory, so that nothing elsewhere is ever removed.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\'])
}

fn foreign(path: &Path) -> AssemblyError {
    let source = Error::new(
        ErrorKind::AlreadyExists,
        "not the manifest of a cloud assembly; choose another directory",
    );
    AssemblyError::Disk { path: path.to_owned(), source }
}
