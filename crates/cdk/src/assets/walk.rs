//! What is below a directory, in the order of names.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::AssetError;

/// Directories nested deeper are taken for a cycle of links; the kernel follows 40.
const DEPTH: usize = 32;

/// A file below a directory.
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// From the directory on, with `/` between the parts.
    pub(super) name: String,
    pub(super) executable: bool,
}

/// All files below a directory, links followed, but those whose name, or that of a directory above them, is left out.
pub(super) fn walk(directory: &Path, left_out: &[String]) -> Result<Vec<Found>, AssetError> {
    let mut found = Vec::new();
    enter(directory, "", left_out, DEPTH, &mut found)?;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

fn enter(
    directory: &Path,
    prefix: &str,
    left_out: &[String],
    depth: usize,
    found: &mut Vec<Found>,
) -> Result<(), AssetError> {
    if depth == 0 {
        return Err(AssetError::new(directory, "too deep; a link may lead back to a directory above it"));
    }
    let entries = std::fs::read_dir(directory).map_err(|error| AssetError::new(directory, error))?;
    for entry in entries {
        let path = entry.map_err(|error| AssetError::new(directory, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| AssetError::new(&path, "the name is not Unicode"))?;
        let name = format!("{prefix}{name}");
        if left_out.contains(&name) {
            continue;
        }
        let metadata = std::fs::metadata(&path).map_err(|error| AssetError::new(&path, error))?;
        if metadata.is_dir() {
            enter(&path, &format!("{name}/"), left_out, depth - 1, found)?;
        } else if metadata.is_file() {
            found.push(Found { executable: executable(&metadata), path, name });
        } else {
            return Err(AssetError::new(&path, "neither a file nor a directory"));
        }
    }
    Ok(())
}

#[cfg(unix)]
fn executable(metadata: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0
}

/// Where files have no such bit, programs for Lambda must be executable all the same.
#[cfg(not(unix))]
fn executable(_: &std::fs::Metadata) -> bool {
    true
}

/// The hash of names, contents and executable bits. The purpose keeps assets of different kinds apart.
pub(super) fn digest_all(found: &[Found], purpose: &str) -> Result<Sha256, AssetError> {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    for file in found {
        hash.update((file.name.len() as u64).to_be_bytes());
        hash.update(file.name.as_bytes());
        hash.update([u8::from(file.executable)]);
        let mut content = Sha256::new();
        digest(&file.path, &mut content)?;
        hash.update(content.finalize());
    }
    Ok(hash)
}

/// Adds the content of a file to a hash.
pub(super) fn digest(path: &Path, hash: &mut Sha256) -> Result<(), AssetError> {
    let file = File::open(path).map_err(|error| AssetError::new(path, error))?;
    let mut reader = BufReader::new(file);
    let mut buffer = [0; 16 * 1024];
    loop {
        let read = reader.read(&mut buffer).map_err(|error| AssetError::new(path, error))?;
        match buffer.get(..read) {
            None | Some([]) => return Ok(()),
            Some(read) => hash.update(read),
        }
    }
}
