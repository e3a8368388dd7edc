//! The cloud assembly, which the cdk CLI reads.

mod artifact;
mod disk;
mod earlier;
mod manifest;
mod publish;
mod report;
mod tree;

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use self::disk::Disk;
use crate::Synthesis;
use crate::assets::AssetError;
use crate::checks::Finding;

/// The version of the manifest's schema: an early one that has all that is used, so that older CLIs take it, too.
const SCHEMA_VERSION: &str = "48.0.0";

/// The file that makes a directory an assembly.
const MANIFEST: &str = "manifest.json";

/// Writes the assembly of a synthesized app into a directory, with the findings of its checks.
///
/// Equal apps give equal bytes. The manifest is written last, so that a directory with a manifest is whole. What an earlier
/// synthesis wrote there and this one does not is removed, and nothing else.
///
/// # Errors
/// Where a file cannot be written, an asset cannot be read or has changed since it was declared, or the directory has a
/// `manifest.json` that is no assembly's.
pub fn write(synthesis: &Synthesis, findings: &[Finding], directory: &Path) -> Result<(), AssemblyError> {
    write_with(synthesis, || findings, directory)
}

/// As [`write()`], with findings that are asked for when all else but the manifest is written.
pub(crate) fn write_with<F: AsRef<[Finding]>>(
    synthesis: &Synthesis,
    findings: impl FnOnce() -> F,
    directory: &Path,
) -> Result<(), AssemblyError> {
    let disk = Disk::at(directory)?;
    let (manifest, tree) = thread::scope(|scope| {
        // As long as all templates together, whose properties it has.
        let tree = scope.spawn(|| disk::pretty(&tree::json(synthesis)));
        let manifest = manifest::write(&synthesis.root, Some(&synthesis.missing), &disk);
        (manifest, tree.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let manifest = manifest?;
    disk.write("tree.json", &tree)?;
    let report = report::json(synthesis, findings().as_ref());
    disk.write_or_remove("validation-report.json", report.as_ref())?;
    disk.finish(&manifest)
}

/// An assembly that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    #[error("{}: {source}", path.display())]
    Disk { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Asset(#[from] AssetError),
}
