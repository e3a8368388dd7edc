use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::AssemblyError;

/// A directory that becomes an assembly.
pub(super) struct Disk(PathBuf);

impl Disk {
    /// Makes the directory. A manifest of an earlier synthesis is removed, so that nobody takes it for the new one.
    pub(super) fn at(directory: &Path) -> Result<Self, AssemblyError> {
        let disk = Self(directory.to_owned());
        fs::create_dir_all(directory).map_err(|source| disk.failed("", source))?;
        disk.remove("manifest.json")?;
        Ok(disk)
    }

    pub(super) fn inner(&self, name: &str) -> Result<Self, AssemblyError> {
        Self::at(&self.0.join(name))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn failed(&self, name: &str, source: std::io::Error) -> AssemblyError {
        AssemblyError::Disk { path: self.0.join(name), source }
    }

    pub(super) fn write(&self, name: &str, content: &[u8]) -> Result<(), AssemblyError> {
        fs::write(self.0.join(name), content).map_err(|source| self.failed(name, source))
    }

    pub(super) fn write_json(&self, name: &str, content: &Value) -> Result<(), AssemblyError> {
        self.write(name, &pretty(content))
    }

    pub(super) fn write_or_remove(&self, name: &str, content: Option<&Value>) -> Result<(), AssemblyError> {
        content.map_or_else(|| self.remove(name), |content| self.write_json(name, content))
    }

    fn remove(&self, name: &str) -> Result<(), AssemblyError> {
        match fs::remove_file(self.0.join(name)) {
            Err(source) if source.kind() != ErrorKind::NotFound => Err(self.failed(name, source)),
            _ => Ok(()),
        }
    }

    /// Has `make` write something of a name that tells its content, unless it is there. It appears whole or not at all.
    pub(super) fn once(
        &self,
        name: &str,
        make: impl FnOnce(&Path) -> Result<(), AssemblyError>,
    ) -> Result<(), AssemblyError> {
        let target = self.0.join(name);
        if target.exists() {
            return Ok(());
        }
        let draft = self.0.join(format!("{name}.part"));
        // Left by a synthesis that was killed.
        let _ = if draft.is_dir() { fs::remove_dir_all(&draft) } else { fs::remove_file(&draft) };
        make(&draft)?;
        fs::rename(&draft, &target).map_err(|source| self.failed(name, source))
    }
}

/// One space a level, as the AWS CDK writes it, and a line break at the end.
pub(super) fn pretty(content: &Value) -> Vec<u8> {
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, formatter);
    // Writing JSON values to memory cannot fail.
    let _ = serde::Serialize::serialize(content, &mut serializer);
    text.push(b'\n');
    text
}
