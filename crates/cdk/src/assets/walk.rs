//! The files below a directory, in the order of their names.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::AssetError;

/// A file below a directory.
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// From the directory on, with `/` between the parts.
    pub(super) name: String,
    pub(super) executable: bool,
}

/// The file that a cloud assembly has from its first moment on; it is called so in the AWS CDK's, too.
pub(crate) const MARKER: &str = "cdk.out";

/// All files below a directory, links followed, but those whose name, or that of a directory above them, is left out. So are cloud
/// assemblies, which would hold earlier copies of the directory itself, and `.git`.
pub(super) fn walk(directory: &Path, left_out: &[String]) -> Result<Vec<Found>, AssetError> {
    let mut walk = Walk { left_out, left_by_links: Vec::new(), found: Vec::new() };
    walk.enter(directory, "")?;
    let mut found = walk.found;
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

struct Walk<'a> {
    left_out: &'a [String],
    /// The real paths of the directories that were left by links on the way here.
    left_by_links: Vec<PathBuf>,
    found: Vec<Found>,
}

impl Walk<'_> {
    fn enter(&mut self, directory: &Path, prefix: &str) -> Result<(), AssetError> {
        let entries = std::fs::read_dir(directory).map_err(|error| AssetError::new(directory, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| AssetError::new(directory, &error))?;
            let path = entry.path();
            let failed = |error| AssetError::new(&path, &error);
            let name = entry.file_name();
            let name = name.to_str().ok_or_else(|| AssetError::new(&path, "the name is not Unicode"))?;
            let name = format!("{prefix}{name}");
            if self.left_out.contains(&name) {
                continue;
            }
            let is_link = entry.file_type().map_err(failed)?.is_symlink();
            let metadata = std::fs::metadata(&path).map_err(failed)?;
            if metadata.is_file() {
                self.found.push(Found { executable: executable(&metadata), path, name });
            } else if !metadata.is_dir() {
                return Err(AssetError::new(&path, "neither a file nor a directory"));
            } else if name == ".git" || path.join(MARKER).is_file() {
                continue;
            } else if is_link {
                self.follow(directory, &path, &format!("{name}/"))?;
            } else {
                self.enter(&path, &format!("{name}/"))?;
            }
        }
        Ok(())
    }

    fn follow(&mut self, directory: &Path, link: &Path, prefix: &str) -> Result<(), AssetError> {
        let real = |path: &Path| path.canonicalize().map_err(|error| AssetError::new(path, &error));
        let target = real(link)?;
        self.left_by_links.push(real(directory)?);
        if self.left_by_links.iter().any(|left| left.starts_with(&target)) {
            return Err(AssetError::new(link, "a link that leads back to a directory above it"));
        }
        self.enter(link, prefix)?;
        self.left_by_links.pop();
        Ok(())
    }
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
    let mut hash = Sha256::new_with_prefix(purpose);
    for file in found {
        let mut content = Sha256::new();
        digest(&file.path, &mut content)?;
        add(&mut hash, file, content);
    }
    Ok(hash)
}

/// Adds a file to the hash of a directory.
pub(super) fn add(hash: &mut Sha256, file: &Found, content: Sha256) {
    hash.update((file.name.len() as u64).to_be_bytes());
    hash.update(file.name.as_bytes());
    hash.update([u8::from(file.executable)]);
    hash.update(content.finalize());
}

/// Adds the content of a file to a hash.
pub(super) fn digest(path: &Path, hash: &mut Sha256) -> Result<(), AssetError> {
    copy(path, hash, |_| Ok(()))
}

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// Hands on the content of a file piece by piece, and adds it to a hash.
pub(super) fn copy(
    path: &Path,
    hash: &mut Sha256,
    mut hand_on: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<(), AssetError> {
    let failed = |error| AssetError::new(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let mut buffer = vec![0; PIECE];
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        match buffer.get(..read) {
            None | Some([]) => return Ok(()),
            Some(piece) => {
                hash.update(piece);
                hand_on(piece).map_err(failed)?;
            }
        }
    }
}
