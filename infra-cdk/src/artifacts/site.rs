//! The site's files, as npm has built them.

use std::fs;
use std::path::Path;

use cdk::asset::FileAsset;
use cdk::assets::{self, AssetError};
use contract::site::PAGE;
use walkdir::WalkDir;

/// The files below a folder in one archive; none as long as there is no site.
pub(super) fn archive(folder: &Path) -> Option<Result<FileAsset, AssetError>> {
    let has_page = folder.join(PAGE.trim_start_matches('/')).is_file();
    has_page.then(|| assets::archive("files.zip", files_below(folder)?))
}

/// Without their compressed forms: CloudFront compresses by itself.
fn files_below(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, AssetError> {
    let failed = |reason: String| AssetError { path: folder.to_owned(), reason };
    let mut files = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|error| failed(error.to_string()))?;
        let path = entry.path();
        let is_compressed = path.extension().is_some_and(|it| it == "br" || it == "gz");
        if !entry.file_type().is_file() || is_compressed {
            continue;
        }
        let name = path.strip_prefix(folder).ok().and_then(Path::to_str);
        let name = name.ok_or_else(|| failed("a name is not Unicode".to_owned()))?;
        let content = fs::read(path)
            .map_err(|error| AssetError { path: path.to_owned(), reason: error.to_string() })?;
        files.push((name.replace(std::path::MAIN_SEPARATOR, "/"), content));
    }
    Ok(files)
}
