use std::path::Path;

use super::AssetError;

/// The plain names of `.dockerignore`, except those of files that the build itself reads. With a pattern that takes files in
/// again none are, since order would matter.
pub(super) fn plain(directory: &Path, dockerfile: &str) -> Result<Vec<String>, AssetError> {
    let path = directory.join(".dockerignore");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&path).map_err(|error| AssetError::new(&path, &error))?;
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    if lines.iter().any(|line| line.starts_with('!')) {
        return Ok(Vec::new());
    }
    let plain = lines.into_iter().filter(|line| !line.contains(['*', '?', '[', '\\']));
    let names = plain.map(|line| line.trim_start_matches("./").trim_matches('/').to_owned());
    let read_by_the_build =
        |name: &String| [dockerfile, ".dockerignore"].iter().any(|file| Path::new(file).starts_with(name));
    Ok(names.filter(|name| !name.is_empty() && !read_by_the_build(name)).collect())
}
