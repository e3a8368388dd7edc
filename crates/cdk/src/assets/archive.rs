//! Zip archives whose bytes are a function of their content.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Cursor, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::AssetError;
use super::walk::{self, walk};

/// Packs all files below a directory: sorted, of one date, with no permission but "may be executed". Gives the hash of what was
/// packed.
pub(super) fn pack(directory: &Path, target: &Path) -> Result<Sha256, AssetError> {
    let mut hash = Sha256::new_with_prefix("zip");
    let failed = |error: &dyn ToString| AssetError::new(target, &error.to_string());
    let file = File::create(target).map_err(|error| failed(&error))?;
    let mut archive = ZipWriter::new(BufWriter::new(file));
    for found in walk(directory, &[])? {
        let options = options(CompressionMethod::Deflated).unix_permissions(if found.executable {
            0o755
        } else {
            0o644
        });
        archive.start_file(&found.name, options).map_err(|error| failed(&error))?;
        let mut content = Sha256::new();
        walk::copy(&found.path, &mut content, |piece| archive.write_all(piece))?;
        walk::add(&mut hash, &found, content);
    }
    let mut file = archive.finish().map_err(|error| failed(&error))?;
    file.flush().map_err(|error| failed(&error))?;
    Ok(hash)
}

/// More bytes than a zip has for each file beside its content and, twice, its path.
const HEADERS: usize = 256;

/// A zip of files by their paths, which are not compressed: a synthesis has no time for that.
pub(super) fn store(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, AssetError> {
    let failed = |error: &dyn ToString| AssetError::new(Path::new(name), &error.to_string());
    let size = files.iter().map(|(path, content)| content.len() + 2 * path.len() + HEADERS).sum();
    let mut archive = ZipWriter::new(Cursor::new(Vec::with_capacity(size)));
    for (path, content) in files {
        let options = options(CompressionMethod::Stored).unix_permissions(0o644);
        archive.start_file(path.as_str(), options).map_err(|error| failed(&error))?;
        archive.write_all(content).map_err(|error| failed(&error))?;
    }
    Ok(archive.finish().map_err(|error| failed(&error))?.into_inner())
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default())
}
