//! Starts an image as a container engine would, but without one: with only its files, read-only, and as its own user.

mod aws;
mod container;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

pub(super) use self::aws::Aws;
use self::container::Container;
use super::layout;
use crate::daemon::Daemon;
use crate::process::{succeeds, text};

/// The measurements of a check.
pub(super) struct Report {
    pub(super) healthy_after: Duration,
    pub(super) stopped_after: Duration,
    /// Resident memory in bytes, soon after the start.
    pub(super) resident: u64,
}

/// Checks the image in the folder `image`, whose service calls `aws`.
pub(super) fn run(image: &Path, aws: &Aws) -> Result<Report> {
    let daemon = Daemon::new("image", |folder| {
        let root = folder.join("root");
        Ok(Container { config: layout::open(image, &root)?, root })
    })?;
    let mut health = daemon.kind().health(1)?;
    ensure!(
        !succeeds(&mut health),
        "the health check says that all is well where nothing runs: {}",
        text(&health)
    );
    let started = Instant::now();
    let mut daemon = daemon.started()?;
    let healthy_after = started.elapsed();
    let pid = daemon.pid().context("the service has just been started")?;
    let resident = confined(pid)?;
    let stopping = Instant::now();
    let status = daemon.end()?;
    ensure!(status.success(), "stopped by SIGTERM, the service ended with {status}");
    let stopped_after = stopping.elapsed();
    // Last, since it changes the image's files.
    aws.is_found_by(daemon.kind())?;
    Ok(Report { healthy_after, stopped_after, resident })
}

/// Makes sure that the process can neither write its files nor gain privileges; returns its resident memory.
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

/// Parses `/proc/PID/mountinfo`: the fifth field is the mount point, the sixth the options of the mount.
fn root_is_read_only(mounts: &str) -> bool {
    let mut roots = mounts.lines().filter_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        (fields.get(4) == Some(&"/")).then(|| fields.get(5).copied().unwrap_or_default())
    });
    roots.next_back().is_some_and(|options| options.split(',').any(|option| option == "ro"))
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
