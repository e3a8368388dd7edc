//! Describes the machine that runs the benchmark.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::sleep;

/// How long to watch the machine's other load.
const WATCH: Duration = Duration::from_secs(2);

/// One line about the machine and about its other load before the measurements.
pub(crate) async fn describe() -> Result<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches(|it: char| it.is_whitespace() || it == ':');
    let cores = std::thread::available_parallelism()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let kernel = kernel.trim();
    let before = Ticks::now()?;
    sleep(WATCH).await;
    let busy = Ticks::now()?.busy_since(before);
    Ok(format!(
        "{cores} cores of {model}, Linux {kernel}, the load generator on the same machine, which was {busy} % busy before."
    ))
}

/// The time of all cores, in ticks.
#[derive(Clone, Copy)]
struct Ticks {
    all: u64,
    idle: u64,
}

impl Ticks {
    fn now() -> Result<Ticks> {
        let stat = fs::read_to_string("/proc/stat")?;
        let fields =
            stat.lines().next().and_then(|line| line.strip_prefix("cpu ")).context("an odd /proc/stat")?;
        // user, nice, system, idle, iowait, irq, softirq, steal; the later fields are part of the first two
        let ticks = fields.split_ascii_whitespace().take(8).map(str::parse);
        let ticks = ticks.collect::<Result<Vec<u64>, _>>()?;
        Ok(Ticks { all: ticks.iter().sum(), idle: ticks.iter().skip(3).take(2).sum() })
    }

    fn busy_since(self, before: Ticks) -> u64 {
        let (all, idle) = (self.all.saturating_sub(before.all), self.idle.saturating_sub(before.idle));
        100 * all.saturating_sub(idle) / all.max(1)
    }
}
