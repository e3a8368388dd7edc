use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use super::{AssemblyError, MANIFEST, SCHEMA_VERSION, earlier};
use crate::assets::MARKER;
use crate::indented;

/// A directory that becomes an assembly.
pub(super) struct Disk<'a> {
    /// The assembly that this one is in.
    outer: Option<&'a Self>,
    directory: PathBuf,
    written: RefCell<BTreeSet<String>>,
    /// The files that an earlier synthesis left here.
    earlier: BTreeSet<String>,
}

impl<'a> Disk<'a> {
    /// Makes the directory and removes the manifest of an earlier synthesis, which could be mistaken for the new one.
    pub(super) fn at(directory: &Path) -> Result<Self, AssemblyError> {
        Self::within(None, directory)
    }

    fn within(outer: Option<&'a Self>, directory: &Path) -> Result<Self, AssemblyError> {
        let failed = |source| AssemblyError::Disk { path: directory.to_owned(), source };
        fs::create_dir_all(directory).map_err(failed)?;
        let mut earlier = earlier::names(directory)?;
        // The outer assembly removes the files of its own directory.
        earlier.retain(|name| !name.starts_with("../"));
        let disk = Self { outer, directory: directory.to_owned(), written: RefCell::default(), earlier };
        disk.remove(MANIFEST)?;
        disk.write_json(MARKER, &serde_json::json!({"version": SCHEMA_VERSION}))?;
        Ok(disk)
    }

    /// Makes a whole assembly of the directory: removes what only an earlier synthesis wrote, and writes the manifest.
    pub(super) fn finish(&self, manifest: &Value) -> Result<(), AssemblyError> {
        self.prune()?;
        self.write_json(MANIFEST, manifest)
    }

    /// Removes files of an earlier synthesis that this one did not write.
    fn prune(&self) -> Result<(), AssemblyError> {
        for name in self.earlier.iter().filter(|name| !self.written.borrow().contains(*name)) {
            let path = self.path(name);
            if path.is_dir() {
                fs::remove_dir_all(&path).map_err(|source| self.failed(name, source))?;
            } else {
                self.remove(name)?;
            }
        }
        Ok(())
    }

    pub(super) fn inner(&'a self, name: &str) -> Result<Self, AssemblyError> {
        self.keep(name);
        Self::within(Some(self), &self.path(name))
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    fn keep(&self, name: &str) {
        self.written.borrow_mut().insert(name.to_owned());
    }

    fn failed(&self, name: &str, source: std::io::Error) -> AssemblyError {
        AssemblyError::Disk { path: self.directory.join(name), source }
    }

    pub(super) fn write(&self, name: &str, content: &[u8]) -> Result<(), AssemblyError> {
        self.keep(name);
        fs::write(self.directory.join(name), content).map_err(|source| self.failed(name, source))
    }

    pub(super) fn write_json(&self, name: &str, content: &impl Serialize) -> Result<(), AssemblyError> {
        self.write(name, &pretty(content))
    }

    pub(super) fn write_or_remove(&self, name: &str, content: Option<&Value>) -> Result<(), AssemblyError> {
        content.map_or_else(|| self.remove(name), |content| self.write_json(name, content))
    }

    fn remove(&self, name: &str) -> Result<(), AssemblyError> {
        match fs::remove_file(self.directory.join(name)) {
            Err(source) if source.kind() != ErrorKind::NotFound => Err(self.failed(name, source)),
            _ => Ok(()),
        }
    }

    /// Lets `make` write a file whose name is derived from its content into the outermost assembly, unless it is there, and gives
    /// the way to it from this one. It appears whole or not at all.
    pub(super) fn once(
        &self,
        name: &str,
        make: impl FnOnce(&Path) -> Result<(), AssemblyError>,
    ) -> Result<String, AssemblyError> {
        if let Some(outer) = self.outer {
            return Ok(format!("../{}", outer.once(name, make)?));
        }
        self.keep(name);
        let target = self.path(name);
        if target.exists() {
            return Ok(name.to_owned());
        }
        let draft = self.directory.join(format!("{name}.part"));
        // Left by a synthesis that was killed.
        let _ = if draft.is_dir() { fs::remove_dir_all(&draft) } else { fs::remove_file(&draft) };
        make(&draft)?;
        fs::rename(&draft, &target).map_err(|source| self.failed(name, source))?;
        Ok(name.to_owned())
    }
}

/// With a line break at the end.
pub(super) fn pretty(content: &impl Serialize) -> Vec<u8> {
    let mut text = Vec::new();
    // Writing JSON with texts for keys to memory cannot fail.
    let _ = indented::write(&mut text, content);
    text.push(b'\n');
    text
}
