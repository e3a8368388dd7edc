//! The machine that is measured on.

use std::fs;

use anyhow::Result;

/// One line about the machine.
pub(crate) fn describe() -> Result<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches(|it: char| it.is_whitespace() || it == ':');
    let cores = std::thread::available_parallelism()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let load = fs::read_to_string("/proc/loadavg")?;
    let load = load.split_whitespace().next().unwrap_or_default();
    let kernel = kernel.trim();
    Ok(format!(
        "{cores} cores of {model}, Linux {kernel}, the load generator on the same machine; load average at the start {load}."
    ))
}
