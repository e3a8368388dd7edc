//! Builds the web site with npm, if it changed since it was built last.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::node::Node;

/// Relative to `frontend`, as all paths below.
const PAGE: &str = "dist/index.html";
/// Which sources the site was built from. Like the next one it goes with the packages, so that npm's own clean-up discards it.
const BUILT: &str = "node_modules/.petclinic-built";
/// The lock file whose packages are installed.
const INSTALLED: &str = "node_modules/.petclinic-installed";
const LOCK: &str = "package-lock.json";
/// The API's description, from which the site's client is generated.
const DESCRIPTION: &str = "../crates/contract/openapi.json";

/// The sources of the web site.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    node: Node,
}

impl Site {
    /// How npm installs packages. Not `npm ci`, which refuses a lock file without packages that are optional, for other systems, and not in
    /// every registry. This takes the versions of the lock file just as well and leaves it alone. No package runs scripts of its own while it
    /// is installed.
    pub const INSTALL: [&str; 6] =
        ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

    /// The site of the sources at `root`, with Node.js from the folders of `path`.
    pub fn of(root: &Path, path: impl Into<OsString>) -> Self {
        Self { folder: root.join("frontend"), node: Node::on(path) }
    }

    /// Builds the site if its sources changed, and says so. Where that fails, it says why: the clinic starts with the site as it was
    /// built last, or without one.
    pub fn prepare(&self) {
        if !self.folder.join("package.json").is_file() || self.is_built() {
            return;
        }
        // Cargo watches this folder for release builds; one that is missing would make it build each time.
        let _ = fs::create_dir_all(self.folder.join("dist"));
        let first = if self.is_installed() { "" } else { " First npm installs what it is built with." };
        eprintln!("Building the web site, since it changed.{first}");
        let started = Instant::now();
        match self.build() {
            Ok(()) => eprintln!("The web site is built ({:.1} s).", started.elapsed().as_secs_f64()),
            Err(error) => {
                let rest = if self.folder.join(PAGE).is_file() {
                    "as it was built last"
                } else {
                    "as a page that says how to get it"
                };
                eprintln!("The web site was not built: {error}\nThe clinic starts with the web site {rest}.");
            }
        }
    }

    /// Whether the site was built from these sources.
    #[must_use]
    pub fn is_built(&self) -> bool {
        let built = fs::read_to_string(self.folder.join(BUILT)).ok();
        self.folder.join(PAGE).is_file() && built.is_some_and(|it| it == self.sources())
    }

    /// Builds the site, and installs the packages that it needs before.
    ///
    /// # Errors
    /// If there is no Node.js, or npm fails; the error holds the end of its output.
    pub fn build(&self) -> Result<()> {
        self.install()?;
        // Those from before it: what changes meanwhile is built next time.
        let sources = self.sources();
        self.run(&["run", "build"])?;
        fs::write(self.folder.join(BUILT), sources)
    }

    /// Installs the packages of the lock file, if they are not.
    ///
    /// # Errors
    /// If there is no Node.js, or npm fails.
    pub fn install(&self) -> Result<()> {
        if self.is_installed() {
            return Ok(());
        }
        let lock = fs::read(self.folder.join(LOCK))?;
        self.run(&Self::INSTALL)?;
        fs::write(self.folder.join(INSTALLED), lock)
    }

    fn is_installed(&self) -> bool {
        let read = |file: &str| fs::read(self.folder.join(file)).ok();
        read(INSTALLED).is_some_and(|it| Some(it) == read(LOCK))
    }

    /// A command that runs npm in the folder of the site.
    ///
    /// # Errors
    /// If there is no Node.js.
    pub fn npm(&self) -> Result<Command> {
        let package = fs::read_to_string(self.folder.join("package.json"))?;
        let mut npm = self.node.npm(&package)?;
        npm.current_dir(&self.folder);
        Ok(npm)
    }

    fn run(&self, arguments: &[&str]) -> Result<()> {
        let output = self.npm()?.args(arguments).output()?;
        if output.status.success() {
            return Ok(());
        }
        let text =
            [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned()).concat();
        let lines: Vec<&str> = text.lines().collect();
        let end = &lines[lines.len().saturating_sub(20)..];
        Err(Error::other(format!("npm {}: {}\n{}", arguments.join(" "), output.status, end.join("\n"))))
    }

    /// What tells the sources from those before: the path and text of each file. Not its time, as tools write what is there already.
    fn sources(&self) -> String {
        let ignored = fs::read_to_string(self.folder.join(".gitignore")).unwrap_or_default();
        let ignored: Vec<PathBuf> =
            ignored.lines().map(|it| self.folder.join(it.trim().trim_matches('/'))).collect();
        let mut files = vec![self.folder.join(DESCRIPTION)];
        collect(&self.folder, &ignored, &mut files);
        files.sort_unstable();
        let mut hasher = DefaultHasher::new();
        for file in files {
            let text = fs::read(&file).ok();
            (file, text).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}

/// The files below a folder, without those that git ignores by name.
fn collect(folder: &Path, ignored: &[PathBuf], files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if ignored.contains(&path) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&path, ignored, files),
            _ => files.push(path),
        }
    }
}

#[cfg(test)]
mod tests;
