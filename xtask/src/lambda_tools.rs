//! cargo-lambda, which builds, starts and deploys functions for AWS Lambda, and its local Lambda emulator.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::daemon::{Daemon, Launch};
use crate::prerequisites;
use crate::process::capture;
use crate::workspace::in_root;

/// A `cargo lambda` command that runs in the workspace's root and links with the zig installed beside it; the caller adds the
/// arguments.
///
/// # Errors
/// If it is not installed (`cargo xtask test` installs it).
pub fn cargo_lambda() -> Result<Command> {
    let program = prerequisites::lambda_program()?;
    let mut command = in_root(Command::new(&program));
    command.arg("lambda");
    // cargo-lambda looks for zig first among this Python's packages, then on the `PATH`.
    command.env("CARGO_ZIGBUILD_PYTHON_PATH", program.with_file_name("python3"));
    Ok(command)
}

/// A running (or stopped) emulator.
pub type Emulator = Daemon<Watch>;

/// `cargo lambda watch`: the runtime API for functions, and the Lambda API for clients that invoke them.
#[derive(Debug)]
pub struct Watch {
    /// The package whose function the emulator builds and starts, and the function's environment variables; `None` if the caller
    /// starts functions.
    starts: Option<(String, Vec<(&'static str, String)>)>,
}

impl Daemon<Watch> {
    /// Starts an emulator that starts no function itself, which takes half a second. Any number of functions can use it.
    ///
    /// # Errors
    /// If cargo-lambda is not installed (`cargo xtask test` installs it) or does not start; the error ends with its log.
    pub fn of_apis() -> Result<Emulator> {
        Daemon::new("lambda", |_| Ok(Watch { starts: None }))?.started()
    }

    /// Starts an emulator that builds a package's function and starts it on the first invocation.
    ///
    /// # Errors
    /// As [`Emulator::of_apis`].
    pub fn of_package(package: &str, variables: Vec<(&'static str, String)>) -> Result<Emulator> {
        Daemon::new("lambda", |_| Ok(Watch { starts: Some((package.to_owned(), variables)) }))?.started()
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API` for a function that the caller starts.
    #[must_use]
    pub fn runtime_api(&self, function: &str) -> String {
        format!("http://{}/.rt/{function}", self.address())
    }

    /// Invokes a function with the event in a file by `cargo lambda invoke`, and returns its result.
    ///
    /// # Errors
    /// If the function fails; the error holds the function's message.
    pub fn invoke(&self, function: &str, event: &Path) -> Result<String> {
        let mut invoke = cargo_lambda()?;
        invoke.args(["invoke", function, "--invoke-address", "127.0.0.1"]);
        invoke.args(["--invoke-port", &self.port().to_string(), "--data-file"]).arg(event);
        capture(&mut invoke).with_context(|| format!("the function's log:\n{}", self.said()))
    }
}

impl Launch for Watch {
    fn command(&self, port: u16, _: &Path) -> Result<Command> {
        let mut watch = cargo_lambda()?;
        watch.args(["watch", "--invoke-address", "127.0.0.1", "--invoke-port", &port.to_string()]);
        match &self.starts {
            None => watch.arg("--only-lambda-apis"),
            // It must not rebuild when someone edits a source file meanwhile.
            Some((package, variables)) => watch
                .args(["--ignore-changes", "--wait", "--package", package])
                .envs(variables.iter().map(|(name, value)| (name, value))),
        };
        Ok(watch)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        TcpStream::connect(address).is_ok()
    }
}
