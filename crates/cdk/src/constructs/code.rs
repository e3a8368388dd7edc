use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cdk_aws::lambda::function;
use cdk_core::Scope;
use cdk_core::asset::FileAsset;

use super::Architecture;
use crate::assets;

/// The code that a function runs.
#[derive(Clone, Debug)]
pub struct Code(Source);

#[derive(Clone, Debug)]
enum Source {
    Inline(String),
    Path(PathBuf),
    Asset(FileAsset),
}

impl Code {
    /// Python or JavaScript within the template, up to 4 KB; the handler is in a module called `index`.
    pub fn inline(text: impl Into<String>) -> Self {
        Self(Source::Inline(text.into()))
    }

    /// A directory, which is packed, or a `.zip` file.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Source::Path(path.into()))
    }

    /// An asset made elsewhere.
    #[must_use]
    pub fn asset(asset: FileAsset) -> Self {
        Self(Source::Asset(asset))
    }

    pub(super) fn resolve(self, scope: &Scope) -> function::Code {
        let asset = match self.0 {
            Source::Inline(text) => {
                if text.len() > 4096 {
                    scope.fail(format!("inline code may have 4,096 bytes, and this has {}", text.len()));
                }
                return function::Code::new().zip_file(text);
            }
            Source::Asset(asset) => Ok(asset),
            Source::Path(path) if path.extension() == Some(OsStr::new("zip")) => assets::file(&path),
            Source::Path(path) => assets::directory(&path),
        };
        match asset {
            Ok(asset) => {
                let location = scope.stack().add_file(asset);
                function::Code::new().s3_bucket(location.bucket).s3_key(location.key)
            }
            Err(error) => {
                scope.fail(error.to_string());
                function::Code::new()
            }
        }
    }
}

/// The code of a function in Rust: a program called `bootstrap`.
#[derive(Clone, Debug)]
pub struct RustCode(Build);

#[derive(Clone, Debug)]
enum Build {
    Prebuilt(PathBuf),
    Asset(FileAsset),
    CargoLambda { directory: PathBuf, binary: String },
}

impl RustCode {
    /// A directory with the built `bootstrap` in it, such as `target/lambda/<binary>`, or a `.zip` file of it. Runs nothing.
    pub fn prebuilt(path: impl Into<PathBuf>) -> Self {
        Self(Build::Prebuilt(path.into()))
    }

    /// Builds a binary of the package or workspace in a directory by `cargo lambda build --release` while the app is synthesized.
    /// Its progress goes to standard error.
    pub fn built_by_cargo_lambda(directory: impl Into<PathBuf>, binary: impl Into<String>) -> Self {
        Self(Build::CargoLambda { directory: directory.into(), binary: binary.into() })
    }

    /// A zip with the built `bootstrap` in it, as an asset made elsewhere.
    #[must_use]
    pub fn asset(asset: FileAsset) -> Self {
        Self(Build::Asset(asset))
    }

    pub(super) fn into_code(self, scope: &Scope, architecture: Architecture) -> Code {
        match self.0 {
            Build::Prebuilt(path) => Code::path(path),
            Build::Asset(asset) => Code::asset(asset),
            Build::CargoLambda { directory, binary } => {
                let target = directory.join("target").join("lambda");
                let command = cargo_lambda(&directory, &binary, &target, architecture);
                if let Err(problem) = command.map_err(|error| error.to_string()).and_then(run) {
                    scope.fail(format!("`cargo lambda build --bin {binary}` {problem}"));
                }
                Code::path(target.join(binary))
            }
        }
    }
}

fn cargo_lambda(directory: &Path, binary: &str, target: &Path, on: Architecture) -> std::io::Result<Command> {
    let mut command = Command::new("cargo");
    command.args(["lambda", "build", "--release", "--bin", binary]).current_dir(directory);
    // Absolute, since the build runs in another directory.
    command.arg("--lambda-dir").arg(std::path::absolute(target)?);
    command.arg(match on {
        Architecture::Arm64 => "--arm64",
        Architecture::X86_64 => "--x86-64",
    });
    Ok(command)
}

fn run(mut command: Command) -> Result<(), String> {
    // Standard output belongs to the app.
    let status = command.stdin(Stdio::null()).stdout(std::io::stderr()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("ended with {status}")),
        Err(error) => Err(format!("could not be run: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Architecture, cargo_lambda};

    #[test]
    fn a_build_puts_its_program_where_the_app_looks_for_it() {
        let (directory, target) = (Path::new("functions/hello"), Path::new("functions/hello/target/lambda"));
        let command = cargo_lambda(directory, "hello", target, Architecture::Arm64).unwrap();
        let arguments: Vec<&Path> = command.get_args().map(Path::new).collect();
        let at = arguments.iter().position(|argument| *argument == Path::new("--lambda-dir")).unwrap();
        assert_eq!(arguments[at + 1], std::env::current_dir().unwrap().join(target));
        assert_eq!(command.get_current_dir(), Some(directory));
    }
}
