//! What a process costs: its time on a CPU, its memory.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Ticks a second in `/proc/PID/stat`; Linux has shown every program 100 since it could have shown another number.
const TICKS: u64 = 100;

/// The CPU time of a process so far.
pub(crate) struct Cpu {
    /// By thread, in nanoseconds: exact, but gone with its thread.
    threads: BTreeMap<u32, u64>,
    /// Of all threads that ever were, in ticks.
    ticks: u64,
}

impl Cpu {
    pub(crate) fn of(pid: u32) -> Result<Cpu> {
        let mut threads = BTreeMap::new();
        let tasks = format!("/proc/{pid}/task");
        for task in fs::read_dir(&tasks).with_context(|| format!("process {pid} is gone"))? {
            let task = task?;
            // A thread may end between being listed and being read.
            let Ok(schedstat) = fs::read_to_string(task.path().join("schedstat")) else { continue };
            let on_cpu = schedstat.split_ascii_whitespace().next().context("an empty schedstat")?;
            threads.insert(task.file_name().to_string_lossy().parse()?, on_cpu.parse()?);
        }
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // The second field is a name in parentheses that may hold anything; user and system time are the 14th and 15th.
        let (_, fields) = stat.rsplit_once(')').context("an odd /proc/PID/stat")?;
        let times = fields.split_ascii_whitespace().skip(11).take(2).map(str::parse::<u64>);
        let ticks = times.sum::<Result<u64, _>>()?;
        Ok(Cpu { threads, ticks })
    }

    /// The CPU time from `earlier` to this.
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
