//! The CPU time and the memory of a process.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Clock ticks a second in `/proc/PID/stat`. Linux always shows programs 100, whatever the kernel uses.
const TICKS: u64 = 100;

/// The total CPU time of a process at one moment.
pub(crate) struct Cpu {
    /// Nanoseconds by thread: exact, but without the threads that have ended.
    threads: BTreeMap<u32, u64>,
    /// Ticks of all threads, including those that have ended.
    ticks: u64,
}

impl Cpu {
    pub(crate) fn of(pid: u32) -> Result<Cpu> {
        let mut threads = BTreeMap::new();
        let tasks = format!("/proc/{pid}/task");
        for task in fs::read_dir(&tasks).with_context(|| format!("process {pid} is gone"))? {
            let task = task?;
            // A thread may end between the listing and the read.
            let Ok(schedstat) = fs::read_to_string(task.path().join("schedstat")) else { continue };
            let on_cpu = schedstat.split_ascii_whitespace().next().context("an empty schedstat")?;
            threads.insert(task.file_name().to_string_lossy().parse()?, on_cpu.parse()?);
        }
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // The second field, a name in parentheses, may contain anything. User and system time are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').context("an odd /proc/PID/stat")?;
        let times = fields.split_ascii_whitespace().skip(11).take(2).map(str::parse::<u64>);
        let ticks = times.sum::<Result<u64, _>>()?;
        Ok(Cpu { threads, ticks })
    }

    /// The CPU time between `earlier` and this reading.
    pub(crate) fn since(&self, earlier: &Cpu) -> Duration {
        let all_live = earlier.threads.keys().all(|thread| self.threads.contains_key(thread));
        if all_live {
            let (now, then) = (self.threads.values().sum::<u64>(), earlier.threads.values().sum::<u64>());
            Duration::from_nanos(now.saturating_sub(then))
        } else {
            Duration::from_secs(self.ticks.saturating_sub(earlier.ticks)) / u32::try_from(TICKS).unwrap_or(1)
        }
    }
}

/// Resident memory of a process, in KiB.
#[derive(Clone, Copy)]
pub(crate) struct Memory {
    pub(crate) now: u64,
    pub(crate) peak: u64,
}

impl Memory {
    pub(crate) fn of(pid: u32) -> Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_ascii_whitespace().next());
            Ok::<u64, anyhow::Error>(number.with_context(|| format!("no {name} of process {pid}"))?.parse()?)
        };
        Ok(Memory { now: field("VmRSS:")?, peak: field("VmHWM:")? })
    }
}
