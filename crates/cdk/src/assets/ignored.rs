use std::path::Path;

use super::AssetError;

/// The plain names of `.dockerignore`. With a pattern that takes files in again none are, since order would matter.
pub(super) fn plain(directory: &Path) -> Result<Vec<String>, AssetError> {
    let path = directory.join(".dockerignore");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&path).map_err(|error| AssetError::new(&path, error))?;
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    if lines.iter().any(|line| line.starts_with('!')) {
        return Ok(Vec::new());
    }
    let plain = lines.into_iter().filter(|line| !line.contains(['*', '?', '[', '\\']));
    let needed = |name: &String| !name.is_empty() && name != "Dockerfile" && name != ".dockerignore";
    Ok(plain.map(|line| line.trim_start_matches("./").trim_matches('/').to_owned()).filter(needed).collect())
}
