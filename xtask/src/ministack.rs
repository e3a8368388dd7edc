//! A private AWS account to which stacks can be deployed, and in which what they declare runs: ministack with the additions of
//! `tests/ministack`. It keeps its state in memory.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::daemon::{Daemon, Launch};
use crate::moto::REGION;
use crate::workspace::root;
use crate::{http, prerequisites};

/// The account's id.
pub const ACCOUNT: &str = "123456789012";

/// A running (or stopped) account. It loses everything when it ends, and what runs in it ends, too.
pub type Server = Daemon<Account>;

/// What an account works with.
#[derive(Debug)]
pub struct Account {
    /// A folder with a program `{repository}/{tag}` for each image in the account's registry.
    pub images: PathBuf,
    /// The database server that stands for each cluster: `mysql://root@HOST:PORT`.
    pub database: String,
    /// The address at which models answer as Amazon Bedrock's do.
    pub models: String,
}

impl Daemon<Account> {
    /// Opens an account on a spare port and waits until it answers, which takes two seconds.
    ///
    /// # Errors
    /// If ministack is not installed (`cargo xtask test` installs it) or does not start; the error ends with the server's log.
    pub fn start(account: Account) -> Result<Server> {
        Daemon::new("account", |_| Ok(account))?.started()
    }

    /// `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// The environment variables with which a program acts as the account's root user.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", self.url()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_DEFAULT_REGION", REGION.to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ]
    }
}

impl Launch for Account {
    fn command(&self, port: u16, folder: &Path) -> Result<Command> {
        let python = prerequisites::ministack_program()?.with_file_name("python");
        let additions = root().join("tests/ministack");
        let mut server = Command::new(python);
        server.args(["-m", "account"]).current_dir(folder);
        // Functions inherit the environment, so that of this machine's user must not be in it.
        server.env_clear().envs(std::env::var_os("PATH").map(|it| ("PATH", it))).env("HOME", folder);
        let modules = [additions.clone(), additions.join("modules")];
        server.env("PYTHONPATH", std::env::join_paths(modules)?);
        server.env("PYTHONDONTWRITEBYTECODE", "1").env("TMPDIR", folder);
        server.env("BIND_HOST", "127.0.0.1").env("GATEWAY_PORT", port.to_string());
        server.env("MINISTACK_ACCOUNT_ID", ACCOUNT).env("MINISTACK_REGION", REGION);
        server.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"));
        // Each call is judged by its caller's policies.
        server.env("AUTH", "true");
        // Its port is fixed.
        server.env("IOT_MTLS_ENABLED", "0");
        server.env("ACCOUNT_SCHEMAS", root().join("crates/cdk/aws/schemas"));
        server.env("ACCOUNT_IMAGES", &self.images);
        server.env("ACCOUNT_DATABASE", &self.database).env("ACCOUNT_MODELS", &self.models);
        Ok(server)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        http::get(address, "/_ministack/health").is_ok_and(|answer| answer.status == 200)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        let database = "mysql://root@localhost:1".to_owned();
        Account { images: PathBuf::from("/nowhere"), database, models: "http://127.0.0.1:1".to_owned() }
    }

    #[test]
    fn the_account_answers_and_is_gone_when_dropped() {
        let server = Server::start(account()).unwrap();
        let address = server.address();
        assert!(account().answers(address));
        drop(server);
        assert!(!account().answers(address));
    }
}
