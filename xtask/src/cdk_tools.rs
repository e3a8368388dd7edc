//! The official tools around CloudFormation: the `cdk` program, AWS's validators and schemas, and a server that simulates the AWS
//! account to which tests deploy stacks.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::daemon::{Daemon, Launch};
use crate::workspace::root;
use crate::{http, moto, prerequisites};

/// The account id that moto uses.
pub const ACCOUNT: &str = "123456789012";

/// The path of the script that Node.js runs as `cdk`.
///
/// # Errors
/// If it is not installed (`cargo xtask test` installs it).
pub fn cdk() -> Result<PathBuf> {
    Ok(prerequisites::cdk_packages()?.join("aws-cdk/bin/cdk"))
}

/// The path of one of AWS's JSON schemas for a cloud assembly's files: `cloud-assembly`, `assets`, `validation-report`.
///
/// # Errors
/// If they are not installed (`cargo xtask test` installs them).
pub fn schema(name: &str) -> Result<PathBuf> {
    let package = prerequisites::cdk_packages()?.join("@aws-cdk/cloud-assembly-schema");
    Ok(package.join("schema").join(name).with_extension("schema.json"))
}

/// A command that runs cfn-lint; the caller adds the arguments.
///
/// # Errors
/// If it is not installed (`cargo xtask test` installs it).
pub fn cfn_lint() -> Result<Command> {
    Ok(Command::new(prerequisites::validators_program()?))
}

/// A command that runs a Python script of `tests/cdk` where it can import all validators; the caller adds the arguments.
///
/// # Errors
/// If they are not installed (`cargo xtask test` installs them).
pub fn validator_script(name: &str) -> Result<Command> {
    let mut python = Command::new(python(&prerequisites::validators_program()?)?);
    python.arg(folder().join(name));
    Ok(python)
}

/// A command that runs cdk-nag's `AwsSolutions` pack over assemblies, and prints the findings that they do not accept and what they
/// accept for nothing; the caller adds the folders.
///
/// # Errors
/// If it is not installed (`cargo xtask test` installs it).
pub fn cdk_nag() -> Result<Command> {
    let mut node = Command::new("node");
    node.env("NODE_PATH", prerequisites::cdk_packages()?).arg(folder().join("nag.js"));
    Ok(node)
}

fn folder() -> PathBuf {
    root().join("tests/cdk")
}

/// The Python interpreter of the environment in which a program is installed.
fn python(program: &Path) -> Result<PathBuf> {
    Ok(program.parent().context("a program is in a folder")?.join("python"))
}

/// A running (or stopped) server. It loses all deployed stacks when it ends.
pub type Server = Daemon<Cloud>;

/// A simulated AWS that accepts deployments of templates: moto with the additions of `tests/cdk/cloud`.
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

    /// The environment variables with which an AWS SDK, or a process that uses one, finds this server and a region.
    #[must_use]
    pub fn environment(&self, region: &str) -> Vec<(&'static str, String)> {
        let mut environment = moto::environment(&self.url());
        environment.retain(|(name, _)| *name != "AWS_REGION");
        environment.extend([
            ("AWS_REGION", region.to_owned()),
            ("AWS_DEFAULT_REGION", region.to_owned()),
            // CloudFormation reads templates by their S3 addresses. They do not lead to this server, but moto recognises them.
            ("AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION", format!("https://s3.{region}.amazonaws.com")),
            // A fault should show at once instead of after a minute of retries.
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
