//! Starts an image as a container engine would, as far as it takes no engine: its files alone, read-only, and as its own user.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rustix::process::geteuid;
use serde_json::Value;

use super::layout;
use crate::daemon::{Daemon, Launch};
use crate::process::{succeeds, text};
use crate::workspace::find_program;

/// What was measured on the way.
pub(super) struct Report {
    pub(super) healthy_after: Duration,
    pub(super) stopped_after: Duration,
    /// Bytes of memory soon after the start.
    pub(super) resident: u64,
}

/// Checks the image in the folder `image`.
pub(super) fn run(image: &Path) -> Result<Report> {
    let mut daemon = Daemon::new("image")?;
    let files = daemon.folder().join("root");
    let container = Container { config: layout::open(image, &files)?, root: files };
    ensure!(
        !succeeds(&mut container.health(1)?),
        "the health check says that all is well where nothing runs: {}",
        text(&container.health(1)?)
    );
    let started = Instant::now();
    daemon.start(&container)?;
    let healthy_after = started.elapsed();
    let pid = daemon.pid().context("the service has just been started")?;
    let resident = confined(pid)?;
    let stopping = Instant::now();
    let status = daemon.end()?;
    ensure!(status.success(), "stopped by SIGTERM, the service ended with {status}");
    Ok(Report { healthy_after, stopped_after: stopping.elapsed(), resident })
}

/// Makes sure that the process can neither write its files nor gain rights; returns its resident memory.
fn confined(pid: u32) -> Result<u64> {
    let process = Path::new("/proc").join(pid.to_string());
    let status = fs::read_to_string(process.join("status"))?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(str::trim).with_context(|| format!("/proc/{pid}/status has no {name}"))
    };
    let uid = field("Uid")?.split_whitespace().next().unwrap_or_default();
    ensure!(uid != "0", "the service runs as root");
    ensure!(field("NoNewPrivs")? == "1", "the service may gain rights");
    let mounts = fs::read_to_string(process.join("mountinfo"))?;
    ensure!(root_is_read_only(&mounts), "the service's files are not read-only:\n{mounts}");
    let kibibytes: u64 = field("VmRSS")?.trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes * 1024)
}

/// Reads `/proc/PID/mountinfo`; the sixth field holds the options of the mount itself, the fifth where it is.
fn root_is_read_only(mounts: &str) -> bool {
    let mut roots = mounts.lines().filter_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        (fields.get(4) == Some(&"/")).then(|| fields.get(5).copied().unwrap_or_default())
    });
    roots.next_back().is_some_and(|options| options.split(',').any(|option| option == "ro"))
}

/// An image's files and how it is started.
struct Container {
    root: PathBuf,
    config: Value,
}

impl Container {
    /// A command that runs with the image's files for its root, which it cannot write. Each `exec` keeps the process id.
    fn command(&self, arguments: &[String], port: u16) -> Result<Command> {
        let root = self.root.display().to_string();
        let chroot = find_program("chroot").context("chroot is not installed")?.display().to_string();
        let (unshare, confined): (&[&str], _) = if geteuid().is_root() {
            let user = self.config["User"].as_str().context("the image names no user")?;
            (
                &["--mount"],
                vec!["--clear-groups".to_owned(), chroot, format!("--userspec={user}"), root.clone()],
            )
        } else {
            // Root in a user namespace may do all this and stays, for everything outside, the user that it is.
            (&["--mount", "--user", "--map-root-user"], vec![chroot, root.clone()])
        };
        let script = r#"mount --bind "$1" "$1" && mount -o remount,bind,ro,nosuid,nodev "$1" && shift &&
            exec setpriv --no-new-privs "$@""#;
        let mut command = Command::new(find_program("unshare").context("unshare is not installed")?);
        command
            .args(unshare)
            .args(["/bin/sh", "-c", script, "container", &root])
            .args(confined)
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("PETCLINIC_SERVER_PORT", port.to_string());
        Ok(command)
    }

    fn health(&self, port: u16) -> Result<Command> {
        let test = words(&self.config["Healthcheck"]["Test"]).context("the image has no health check")?;
        self.command(&test[1..], port)
    }
}

impl Launch for Container {
    fn command(&self, port: u16, _folder: &Path) -> Result<Command> {
        let mut arguments = words(&self.config["Entrypoint"]).context("the image has no entry point")?;
        arguments.push("--offline".to_owned());
        Container::command(self, &arguments, port)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_mount_over_the_root_decides_whether_it_can_be_written() {
        let mount = |place, options| format!("29 1 8:1 /x {place} {options} shared:1 - ext4 /dev/sda1 rw\n");
        assert!(root_is_read_only(&mount("/", "ro,nosuid")));
        assert!(!root_is_read_only(&mount("/", "rw,relatime")));
        assert!(!root_is_read_only(&[mount("/", "ro"), mount("/", "rw,errors=remount-ro")].concat()));
        assert!(!root_is_read_only(&mount("/proc", "ro")));
        assert!(!root_is_read_only(""));
    }
}
