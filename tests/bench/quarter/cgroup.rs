//! A control group whose processes may run for 25 ms in every 100 ms.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const V1: &str = "/sys/fs/cgroup/cpu";
const V2: &str = "/sys/fs/cgroup";
const NAME: &str = "petclinic-bench";
/// In microseconds.
const QUOTA: &str = "25000";
const PERIOD: &str = "100000";

/// The group. Dropping it removes it, so its processes must have ended before.
pub(super) struct Cgroup(PathBuf);

impl Cgroup {
    pub(super) fn quarter() -> Result<Cgroup> {
        let v1 =
            Path::new(V1).join("cpu.cfs_quota_us").exists() || Path::new(V1).join("cgroup.procs").exists();
        let v2 = Path::new(V2).join("cgroup.controllers");
        let root = match fs::read_to_string(&v2) {
            _ if v1 => V1,
            Ok(controllers) if controllers.split_ascii_whitespace().any(|it| it == "cpu") => V2,
            _ => bail!("this machine has no cgroup controller for CPU time at {V1} or {V2}"),
        };
        let path = Path::new(root).join(NAME);
        // A group that an earlier run left may have other limits.
        let _ = fs::remove_dir(&path);
        fs::create_dir(&path).with_context(|| format!("cannot make the cgroup {}", path.display()))?;
        let group = Cgroup(path);
        if v1 {
            group.set("cpu.cfs_period_us", PERIOD)?;
            group.set("cpu.cfs_quota_us", QUOTA)?;
        } else {
            group.set("cpu.max", &format!("{QUOTA} {PERIOD}"))?;
        }
        Ok(group)
    }

    /// The file through which a process enters the group.
    pub(super) fn processes(&self) -> PathBuf {
        self.0.join("cgroup.procs")
    }

    fn set(&self, file: &str, value: &str) -> Result<()> {
        let file = self.0.join(file);
        fs::write(&file, value).with_context(|| format!("cannot write {value:?} to {}", file.display()))
    }
}

impl Drop for Cgroup {
    #[expect(clippy::disallowed_methods, reason = "a drop cannot wait any other way")]
    fn drop(&mut self) {
        // A process may stay listed for a moment after its end.
        for _ in 0..50 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        eprintln!("the cgroup {} could not be removed", self.0.display());
    }
}
