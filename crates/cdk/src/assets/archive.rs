//! Zip archives whose bytes are a function of their content.

use std::fs::File;
use std::io::{BufWriter, Write};
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
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(if found.executable { 0o755 } else { 0o644 });
        archive.start_file(&found.name, options).map_err(|error| failed(&error))?;
        let mut content = Sha256::new();
        walk::copy(&found.path, &mut content, |piece| archive.write_all(piece))?;
        walk::add(&mut hash, &found, content);
    }
    let mut file = archive.finish().map_err(|error| failed(&error))?;
    file.flush().map_err(|error| failed(&error))?;
    Ok(hash)
}
