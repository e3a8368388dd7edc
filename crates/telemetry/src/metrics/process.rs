//! Metrics of the process itself, read on demand.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

use self::proc::{Disk, Machine, Stat};
use super::family::{Family, Series};
use crate::clock;

mod proc;

pub(super) struct Process {
    /// When it started, since 1970.
    started: Duration,
    cpus: f64,
    /// Samples of CPU time: one from one to two windows ago, and one from at most one window ago.
    samples: Mutex<[Sample; 2]>,
}

#[derive(Clone, Copy)]
struct Sample {
    at: Instant,
    cpu_seconds: f64,
    machine: Option<Machine>,
}

impl Sample {
    fn take() -> Self {
        Self {
            at: Instant::now(),
            cpu_seconds: proc::read().map_or(0.0, |stat| stat.cpu_seconds),
            machine: proc::machine(),
        }
    }
}

impl Process {
    pub(super) fn new() -> Self {
        Self {
            started: proc::started().unwrap_or_else(clock::since_epoch),
            cpus: thread::available_parallelism().map_or(1, usize::from) as f64,
            samples: Mutex::new([Sample::take(); 2]),
        }
    }

    /// Begins the next window of CPU usage.
    pub(super) fn rotate(&self) {
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        *samples = [samples[1], Sample::take()];
    }

    /// Adds the process's families. Values that cannot be read are left out.
    pub(super) fn read(&self, families: &mut Vec<Family>) {
        let uptime = clock::since_epoch().saturating_sub(self.started);
        families.extend([
            Family::gauge(
                "process_start_time_seconds",
                "When the process started, in seconds since 1970.",
                self.started.as_secs_f64(),
            ),
            Family::gauge(
                "process_uptime_seconds",
                "For how long the process has been running.",
                uptime.as_secs_f64(),
            ),
            Family::gauge("system_cpus", "Processors that this process may use.", self.cpus),
        ]);
        if let Some(stat) = proc::read() {
            self.add(&stat, families);
        }
        if let Some(usage) = self.usage_of_machine() {
            families.push(Family::gauge(
                "system_cpu_usage",
                "Share of the machine's processor time that was in use in the last minute or two, from 0 to 1.",
                usage,
            ));
        }
        if let Some(Disk { free_bytes, total_bytes }) = proc::disk() {
            families.extend([
                Family::gauge("disk_free_bytes", "Free space where the process works.", free_bytes),
                Family::gauge("disk_total_bytes", "All space where the process works.", total_bytes),
            ]);
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
    }

    fn add(&self, stat: &Stat, families: &mut Vec<Family>) {
        families.extend([
            Family::new(
                "process_cpu_seconds_total",
                "CPU time of the process, of user and system, in seconds.",
                Series::Counter(BTreeMap::from([(Vec::new(), stat.cpu_seconds)])),
            ),
            Family::gauge(
                "process_cpu_usage",
                "Share of the processors' time that the process took in the last minute or two, from 0 to 1.",
                self.usage(stat.cpu_seconds),
            ),
            Family::gauge(
                "process_resident_memory_bytes",
                "Memory of the process that is in RAM.",
                stat.resident_bytes,
            ),
            Family::gauge("process_threads", "Threads of the process.", stat.threads),
        ]);
        let fds = [
            ("process_open_fds", "File descriptors in use.", stat.open_fds),
            ("process_max_fds", "File descriptors that may be in use.", stat.max_fds),
        ];
        families.extend(
            fds.into_iter().filter_map(|(name, help, value)| Some(Family::gauge(name, help, value?))),
        );
    }

    /// Share of the machine's processor time that was in use since the older sample; none if nothing is known of it.
    fn usage_of_machine(&self) -> Option<f64> {
        let [since, _] = *self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, now) = (since.machine?, proc::machine()?);
        let passed = now.ticks - since.ticks;
        let busy = passed - (now.idle_ticks - since.idle_ticks);
        Some(if passed > 0.0 { (busy / passed).clamp(0.0, 1.0) } else { 0.0 })
    }

    /// Share of all processors' time since the older sample. Reading changes no state, so any number of readers may ask.
    fn usage(&self, cpu_seconds: f64) -> f64 {
        let [since, _] = *self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = since.at.elapsed().as_secs_f64();
        if passed == 0.0 {
            return 0.0;
        }
        ((cpu_seconds - since.cpu_seconds) / passed / self.cpus).clamp(0.0, 1.0)
    }
}
