//! Writes down which migrations there are, for `migrate::files` to hold them. The macro of sqlx would do so, too, but compiles its
//! driver a second time, for the machine that builds.
#![expect(clippy::disallowed_methods, reason = "cargo tells a build script where to write by a variable")]

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Relative to this package, where cargo runs the script.
const MIGRATIONS: &str = "../../migrations";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={MIGRATIONS}");
    let mut code = String::new();
    let entries: Result<Vec<_>, _> = fs::read_dir(MIGRATIONS)?.collect();
    let mut streams: Vec<_> = entries?.iter().map(fs::DirEntry::path).filter(|it| it.is_dir()).collect();
    streams.sort();
    for folder in &streams {
        let stream = folder.file_name().and_then(|it| it.to_str()).ok_or("a folder without a name")?;
        for dialect in ["mysql", "sqlite"] {
            let folder = folder.join(dialect);
            let name = format!("{stream}_{dialect}").to_uppercase();
            writeln!(code, "pub(super) const {name}: Files = Files {{ migrations: &[")?;
            let entries: Result<Vec<_>, _> = fs::read_dir(&folder)?.collect();
            let mut files: Vec<_> = entries?.iter().map(fs::DirEntry::path).collect();
            files.sort();
            for file in files {
                let stem = file.file_stem().and_then(|it| it.to_str()).ok_or("a file without a name")?;
                if let Some((version, description)) = stem.split_once('_') {
                    let (version, description) = (version.parse::<i64>()?, description.replace('_', " "));
                    writeln!(code, "    ({version}, {description:?}, {:?}),", fs::read_to_string(file)?)?;
                }
            }
            writeln!(code, "], seed: {:?} }};", fs::read_to_string(folder.join("seed.sql"))?)?;
        }
    }
    let out = std::env::var_os("OUT_DIR").ok_or("cargo runs this")?;
    Ok(fs::write(Path::new(&out).join("migrations.rs"), code)?)
}
