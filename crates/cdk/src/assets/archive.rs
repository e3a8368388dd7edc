//! Zips whose bytes are a function of what is in them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{AssetError, Found, walk};

/// Packs all files below a directory: sorted, of one date, with no permission but "may be executed".
pub(crate) fn pack(directory: &Path, target: &Path) -> Result<(), AssetError> {
    let failed = |error: &dyn ToString| AssetError::new(target, &error.to_string());
    let file = File::create(target).map_err(|error| failed(&error))?;
    let mut archive = ZipWriter::new(BufWriter::new(file));
    for Found { path, name, executable } in walk(directory, &[])? {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(if executable { 0o755 } else { 0o644 });
        archive.start_file(name, options).map_err(|error| failed(&error))?;
        let mut content = File::open(&path).map_err(|error| AssetError::new(&path, &error))?;
        std::io::copy(&mut content, &mut archive).map_err(|error| AssetError::new(&path, &error))?;
    }
    let mut file = archive.finish().map_err(|error| failed(&error))?;
    file.flush().map_err(|error| failed(&error))
}
