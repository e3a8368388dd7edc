//! Process statistics from the operating system, on Linux only.

/// The current statistics.
pub(super) struct Stat {
    pub(super) cpu_seconds: f64,
    pub(super) resident_bytes: f64,
    pub(super) threads: f64,
    pub(super) open_fds: Option<f64>,
    pub(super) max_fds: Option<f64>,
}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use procfs::process::{LimitValue, Process};

    use super::Stat;

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
}

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::{read, started};
#[cfg(target_os = "linux")]
pub(super) use linux::{read, started};
