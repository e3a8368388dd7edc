//! What is known of the process itself, read when it is asked for.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use procfs::process::{LimitValue, Process as Proc};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::Source;
use super::family::{Family, Series};
use crate::clock;

/// A share of CPU over less than this says little.
const USAGE_OVER: Duration = Duration::from_secs(1);

pub(super) struct Process {
    /// When metrics were first kept, since 1970.
    began: Duration,
    cpus: f64,
    usage: Mutex<Usage>,
    sources: Vec<Source>,
}

struct Usage {
    at: Instant,
    cpu_seconds: f64,
    share: f64,
}

impl Process {
    pub(super) fn new(sources: Vec<Source>) -> Self {
        Self {
            began: clock::since_epoch(),
            cpus: thread::available_parallelism().map_or(1, usize::from) as f64,
            usage: Mutex::new(Usage { at: Instant::now(), cpu_seconds: 0.0, share: 0.0 }),
            sources,
        }
    }

    /// Adds what is known. What cannot be read is left out.
    pub(super) fn read(&self, families: &mut Vec<Family>) {
        let uptime = clock::now().duration_since(UNIX_EPOCH + self.began).unwrap_or_default();
        families.extend([
            Family::gauge(
                "process_start_time_seconds",
                "When the process started, in seconds since 1970.",
                self.began.as_secs_f64(),
            ),
            Family::gauge(
                "process_uptime_seconds",
                "For how long the process has been running.",
                uptime.as_secs_f64(),
            ),
            Family::gauge("system_cpus", "Processors that this process may use.", self.cpus),
        ]);
        if let Ok(process) = Proc::myself() {
            self.read_proc(&process, families);
        }
        if let Ok(runtime) = Handle::try_current() {
            let runtime = runtime.metrics();
            families.extend([
                Family::gauge("tokio_workers", "Threads that run tasks.", runtime.num_workers() as f64),
                Family::gauge(
                    "tokio_alive_tasks",
                    "Tasks that have not ended.",
                    runtime.num_alive_tasks() as f64,
                ),
                Family::gauge(
                    "tokio_global_queue_depth",
                    "Tasks that wait for a thread of the runtime, in the queue of all.",
                    runtime.global_queue_depth() as f64,
                ),
            ]);
        }
        self.sources.iter().for_each(|source| source(families));
    }

    fn read_proc(&self, process: &Proc, families: &mut Vec<Family>) {
        if let Ok(stat) = process.stat() {
            let cpu_seconds = (stat.utime + stat.stime) as f64 / procfs::ticks_per_second() as f64;
            let total = Series::Total(BTreeMap::from([(Vec::new(), cpu_seconds)]));
            families.extend([
                Family::new(
                    "process_cpu_seconds_total",
                    "CPU time of the process, of user and system, in seconds.",
                    total,
                ),
                Family::gauge(
                    "process_cpu_usage",
                    "Share of the processors' time that the process took of late, from 0 to 1.",
                    self.usage(cpu_seconds),
                ),
                Family::gauge(
                    "process_resident_memory_bytes",
                    "Memory of the process that is in RAM.",
                    (stat.rss * procfs::page_size()) as f64,
                ),
                Family::gauge("process_threads", "Threads of the process.", stat.num_threads as f64),
            ]);
        }
        if let Ok(open) = process.fd_count() {
            families.push(Family::gauge("process_open_fds", "File descriptors in use.", open as f64));
        }
        if let Ok(limits) = process.limits()
            && let LimitValue::Value(most) = limits.max_open_files.soft_limit
        {
            families.push(Family::gauge(
                "process_max_fds",
                "File descriptors that may be in use.",
                most as f64,
            ));
        }
    }

    /// Share of all processors since this was asked last, if that is long enough ago.
    fn usage(&self, cpu_seconds: f64) -> f64 {
        let mut usage = self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = usage.at.elapsed();
        if passed >= USAGE_OVER {
            let share = (cpu_seconds - usage.cpu_seconds) / passed.as_secs_f64() / self.cpus;
            *usage = Usage { at: Instant::now(), cpu_seconds, share: share.clamp(0.0, 1.0) };
        }
        usage.share
    }
}
