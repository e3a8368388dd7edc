//! Where a site's files are: in the program, or in a folder.

use std::fs;
use std::io;
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// A file as it is stored.
pub(crate) struct Stored {
    /// Relative to the site, with slashes.
    pub(crate) path: String,
    pub(crate) content: Bytes,
    /// The SHA-256 of the content.
    pub(crate) digest: [u8; 32],
}

/// The files of the site that belongs to this program.
#[cfg(embedded)]
pub(crate) fn of_this_build() -> io::Result<Vec<Stored>> {
    #[derive(rust_embed::Embed)]
    #[folder = "../../frontend/dist"]
    #[allow_missing = true]
    struct Embedded;

    let stored = |path: std::borrow::Cow<'static, str>| {
        let file = Embedded::get(&path)?;
        let digest = file.metadata.sha256_hash();
        let content = match file.data {
            std::borrow::Cow::Borrowed(content) => Bytes::from_static(content),
            std::borrow::Cow::Owned(content) => content.into(),
        };
        Some(Stored { path: path.into_owned(), content, digest })
    };
    Ok(Embedded::iter().filter_map(stored).collect())
}

/// The files of the site that belongs to this program.
#[cfg(not(embedded))]
pub(crate) fn of_this_build() -> io::Result<Vec<Stored>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../frontend/dist"));
    if folder.is_dir() { read(folder) } else { Ok(Vec::new()) }
}

/// All files below a folder.
pub(crate) fn read(folder: &Path) -> io::Result<Vec<Stored>> {
    let mut stored = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        let path = entry.path().strip_prefix(folder).ok().and_then(Path::to_str);
        if let Some(path) = path.filter(|_| entry.file_type().is_file()) {
            let content = Bytes::from(fs::read(entry.path())?);
            let digest = Sha256::digest(&content).into();
            let path = path.replace(std::path::MAIN_SEPARATOR, "/");
            stored.push(Stored { path, content, digest });
        }
    }
    Ok(stored)
}
