//! Runs an image's files with the tools of any Linux: `unshare`, `setpriv`, `chroot`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use rustix::process::geteuid;
use serde_json::Value;

use crate::daemon::Launch;
use crate::process::succeeds;
use crate::workspace::find_program;

/// An unpacked image and its start configuration.
#[derive(Debug)]
pub(super) struct Container {
    pub(super) root: PathBuf,
    /// The part of the image's configuration that determines how an engine runs it.
    pub(super) config: Value,
}

impl Container {
    /// A command whose root is the image's files, mounted read-only. Each step uses `exec`, so the process id stays the same.
    fn inside(&self, words: &[String], port: u16) -> Result<Command> {
        let root = self.root.display().to_string();
        let chroot = find_program("chroot").context("chroot is not installed")?.display().to_string();
        let (unshare, confined): (&[&str], _) = if geteuid().is_root() {
            let user = self.config["User"].as_str().context("the image names no user")?;
            (
                &["--mount"],
                vec!["--clear-groups".to_owned(), chroot, format!("--userspec={user}"), root.clone()],
            )
        } else {
            // Root in a user namespace may mount and `chroot`, yet outside it remains the unprivileged user.
            (&["--mount", "--user", "--map-root-user"], vec![chroot, root.clone()])
        };
        let script = r#"mount --bind "$1" "$1" && mount -o remount,bind,ro,nosuid,nodev "$1" && shift &&
            exec setpriv --no-new-privs "$@""#;
        let mut command = Command::new(find_program("unshare").context("unshare is not installed")?);
        command
            .args(unshare)
            .args(["/bin/sh", "-c", script, "container", &root])
            .args(confined)
            .args(words)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("PETCLINIC_SERVER_PORT", port.to_string());
        Ok(command)
    }

    /// The image's entry point, with further arguments.
    pub(super) fn entry(&self, arguments: &[&str], port: u16) -> Result<Command> {
        let mut words = words(&self.config["Entrypoint"]).context("the image has no entry point")?;
        words.extend(arguments.iter().map(|&argument| argument.to_owned()));
        self.inside(&words, port)
    }

    /// The image's health check.
    pub(super) fn health(&self, port: u16) -> Result<Command> {
        let test = words(&self.config["Healthcheck"]["Test"]).context("the image has no health check")?;
        self.inside(&test[1..], port)
    }
}

impl Launch for Container {
    fn command(&self, port: u16, _folder: &Path) -> Result<Command> {
        self.entry(&["--offline"], port)
    }

    fn answers(&self, address: SocketAddr) -> bool {
        self.health(address.port()).is_ok_and(|mut health| succeeds(&mut health))
    }
}

fn words(list: &Value) -> Option<Vec<String>> {
    let words: Vec<_> =
        list.as_array()?.iter().map(|word| Some(word.as_str()?.to_owned())).collect::<Option<_>>()?;
    (!words.is_empty()).then_some(words)
}
