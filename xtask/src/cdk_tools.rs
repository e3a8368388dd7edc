//! The official tools around CloudFormation: the `cdk` program, AWS's validators and schemas, and a server that stands in for an
//! account that stacks are deployed to.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::daemon::{Daemon, Launch};
use crate::workspace::root;
use crate::{http, moto, prerequisites};

/// The account that moto has.
pub const ACCOUNT: &str = "123456789012";

/// The script that node runs as `cdk`.
///
/// # Errors
/// If it is not installed (`cargo xtask test` installs it).
pub fn cdk() -> Result<PathBuf> {
    Ok(prerequisites::cdk_packages()?.join("aws-cdk/bin/cdk"))
}

/// One of AWS's schemas for what is in a cloud assembly: `cloud-assembly`, `assets`, `validation-report`.
///
/// # Errors
/// If they are not installed (`cargo xtask test` installs them).
pub fn schema(name: &str) -> Result<PathBuf> {
    let package = prerequisites::cdk_packages()?.join("@aws-cdk/cloud-assembly-schema");
    Ok(package.join("schema").join(name).with_extension("schema.json"))
}

/// cfn-lint, ready for its arguments.
///
/// # Errors
/// If it is not installed (`cargo xtask test` installs it).
pub fn cfn_lint() -> Result<Command> {
    Ok(Command::new(prerequisites::validators_program()?))
}

/// A Python script of `tests/cdk`, ready for its arguments, where all validators can be imported.
///
/// # Errors
/// If they are not installed (`cargo xtask test` installs them).
pub fn validator_script(name: &str) -> Result<Command> {
    let mut python = Command::new(python(&prerequisites::validators_program()?)?);
    python.arg(folder().join(name));
    Ok(python)
}

fn folder() -> PathBuf {
    root().join("tests/cdk")
}

/// The Python of the environment that a program is installed in.
fn python(program: &Path) -> Result<PathBuf> {
    Ok(program.parent().context("a program is in a folder")?.join("python"))
}

/// A running (or stopped) server. It forgets all that was deployed when it ends.
pub type Server = Daemon<Cloud>;

/// An AWS that templates can be deployed to: moto, with what `tests/cdk/cloud` adds to it.
#[derive(Debug)]
pub struct Cloud;

impl Daemon<Cloud> {
    /// Starts a server on a spare port and waits until it answers, which takes two seconds.
    ///
    /// # Errors
    /// If moto is not installed (`cargo xtask test` installs it) or does not start; the error ends with the server's log.
    pub fn start() -> Result<Server> {
        Daemon::new("cloud", |_| Ok(Cloud))?.started()
    }

    /// `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// What lets an AWS SDK, or a process that uses one, find this server and a region.
    #[must_use]
    pub fn environment(&self, region: &str) -> Vec<(&'static str, String)> {
        let mut environment = moto::environment(&self.url());
        environment.retain(|(name, _)| *name != "AWS_REGION");
        environment.extend([
            ("AWS_REGION", region.to_owned()),
            ("AWS_DEFAULT_REGION", region.to_owned()),
            // CloudFormation reads templates by their S3 addresses, which are no addresses of this server: moto knows what is meant.
            ("AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION", format!("https://s3.{region}.amazonaws.com")),
            // A fault is to be seen, not tried again for a minute.
            ("AWS_MAX_ATTEMPTS", "1".to_owned()),
        ]);
        environment
    }
}

impl Launch for Cloud {
    fn command(&self, port: u16, folder: &Path) -> Result<Command> {
        let mut cloud = Command::new(python(&prerequisites::moto_program()?)?);
        cloud.args(["-m", "cloud", "-H", "127.0.0.1", "-p", &port.to_string()]).current_dir(folder);
        cloud.env("PYTHONPATH", self::folder()).env("PYTHONDONTWRITEBYTECODE", "1");
        Ok(cloud)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        http::get(address, "/moto-api/").is_ok_and(|answer| answer.status == 200)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_answers_and_is_gone_when_dropped() {
        let server = Server::start().unwrap();
        let address = server.address();
        assert!(Cloud.answers(address));
        drop(server);
        assert!(!Cloud.answers(address));
    }

    #[test]
    fn programs_of_any_region_find_the_account() {
        let server = Server::start().unwrap();
        let environment = server.environment("eu-west-1");
        let of = |name: &str| {
            environment.iter().filter(|it| it.0 == name).map(|it| it.1.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of("AWS_REGION"), ["eu-west-1"]);
        assert_eq!(of("AWS_ENDPOINT_URL"), [server.url()]);
    }
}
