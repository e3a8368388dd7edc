//! The apps for the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::workspace::{Profile, binary, cargo};

/// The library's own examples.
pub(crate) const EXAMPLES: [&str; 3] = ["site", "api", "service"];

/// The path of an example's program.
pub(crate) fn example(name: &str) -> String {
    built("cdk", name)
}

/// The path of the test app's program. Its context value `app` selects the variant.
pub(crate) fn purpose_made() -> String {
    built("tests", "cdk_app")
}

/// Variants of [`purpose_made`], as values of the context value `app`.
pub(crate) const KINDS: [&str; 5] = ["exports", "change", "assets", "regions", "zones"];

/// The path of the program that synthesizes the clinic's own stacks.
pub(crate) fn clinic() -> String {
    let program = binary(Profile::Debug, "infra-cdk").unwrap();
    current(&program, &["--package", "infra-cdk", "--bin", "infra-cdk"])
}

/// A package's example, built from the current sources. `cargo test` has built it already, unless it was run for the tests alone.
fn built(package: &str, name: &str) -> String {
    let program = binary(Profile::Debug, &format!("examples/{name}")).unwrap();
    current(&program, &["--package", package, "--example", name])
}

/// The path of a program, which is built with these arguments unless it is current.
fn current(program: &Path, arguments: &[&str]) -> String {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    if !is_current(program) {
        let done = cargo().args(["build", "--quiet"]).args(arguments).status().unwrap();
        assert!(done.success(), "{} was not built", program.display());
    }
    program.display().to_string()
}

/// Whether no source file of the program has changed since its build.
fn is_current(program: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|it| it.modified());
    let (Ok(built), Ok(sources)) = (changed(program), fs::read_to_string(program.with_extension("d"))) else {
        return false;
    };
    let sources = sources.split_once(": ").unwrap().1;
    sources.split_whitespace().all(|source| changed(Path::new(source)).is_ok_and(|at| at <= built))
}

/// An app's output, a cloud assembly.
pub(crate) struct Assembly {
    folder: TempDir,
}

impl Assembly {
    /// Runs an app without `cdk`, with the environment that `cdk` provides.
    pub(crate) fn of(app: &str) -> Self {
        Self::with(app, &json!({}))
    }

    /// As [`Assembly::of`], with context.
    pub(crate) fn with(app: &str, context: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut app = Command::new(app);
        app.env("CDK_OUTDIR", folder.path())
            .env("CDK_CONTEXT_JSON", context.to_string())
            .current_dir(folder.path())
            .stdin(Stdio::null());
        let output = app.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The files whose names end with `ending`, including those of nested assemblies.
    pub(crate) fn files(&self, ending: &str) -> Vec<PathBuf> {
        let mut files = Vec::new();
        collect(self.folder.path(), ending, &mut files);
        files.sort();
        files
    }
}

fn collect(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // Files inside assets are not the assembly's own.
        if path.is_dir() && !name.starts_with("asset.") {
            collect(&path, ending, files);
        } else if path.is_file() && name.ends_with(ending) {
            files.push(path);
        }
    }
}

pub(crate) fn read(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}
