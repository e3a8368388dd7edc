//! Process statistics from the operating system, on Linux only.

/// The current statistics.
pub(super) struct Stat {
    pub(super) cpu_seconds: f64,
    pub(super) resident_bytes: f64,
    pub(super) threads: f64,
    pub(super) open_fds: Option<f64>,
    pub(super) max_fds: Option<f64>,
}

/// What the machine's processors have done since it started.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    pub(super) ticks: f64,
    pub(super) idle_ticks: f64,
}

/// The file system of the folder that the process works in.
pub(super) struct Disk {
    /// What the process may still use.
    pub(super) free_bytes: f64,
    pub(super) total_bytes: f64,
}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use procfs::process::{LimitValue, Process};
    use procfs::{CurrentSI, KernelStats};
    use rustix::fs::statvfs;

    use super::{Disk, Machine, Stat};

    /// Reads the current statistics.
    pub(in super::super) fn read() -> Option<Stat> {
        let process = Process::myself().ok()?;
        let stat = process.stat().ok()?;
        let max_fds = process.limits().ok().and_then(|limits| match limits.max_open_files.soft_limit {
            LimitValue::Value(most) => Some(most as f64),
            LimitValue::Unlimited => None,
        });
        Some(Stat {
            cpu_seconds: (stat.utime + stat.stime) as f64 / procfs::ticks_per_second() as f64,
            resident_bytes: (stat.rss * procfs::page_size()) as f64,
            threads: stat.num_threads as f64,
            open_fds: process.fd_count().ok().map(|open| open as f64),
            max_fds,
        })
    }

    /// Reads what the processors have done.
    pub(in super::super) fn machine() -> Option<Machine> {
        let all = KernelStats::current().ok()?.total;
        let idle = all.idle + all.iowait.unwrap_or_default();
        // The time of guests is part of that of users.
        let others = [all.irq, all.softirq, all.steal].map(Option::unwrap_or_default).iter().sum::<u64>();
        let ticks = all.user + all.nice + all.system + idle + others;
        Some(Machine { ticks: ticks as f64, idle_ticks: idle as f64 })
    }

    /// Reads how much space there is.
    pub(in super::super) fn disk() -> Option<Disk> {
        let found = statvfs(".").ok()?;
        let bytes = |blocks: u64| blocks as f64 * found.f_frsize as f64;
        Some(Disk { free_bytes: bytes(found.f_bavail), total_bytes: bytes(found.f_blocks) })
    }

    /// When the process started, since 1970, to the second.
    pub(in super::super) fn started() -> Option<Duration> {
        let since_boot = Process::myself().ok()?.stat().ok()?.starttime / procfs::ticks_per_second();
        Some(Duration::from_secs(procfs::boot_time_secs().ok()? + since_boot))
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    pub(in super::super) fn read() -> Option<super::Stat> {
        None
    }

    pub(in super::super) fn started() -> Option<std::time::Duration> {
        None
    }

    pub(in super::super) fn machine() -> Option<super::Machine> {
        None
    }

    pub(in super::super) fn disk() -> Option<super::Disk> {
        None
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{disk, machine, read, started};
#[cfg(target_os = "linux")]
pub(super) use linux::{disk, machine, read, started};
