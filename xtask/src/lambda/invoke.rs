//! Invoking a function with its events.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::function::{Function, title};
use super::start::Running;
use super::surroundings::Surroundings;
use crate::lambda_tools::Emulator;

/// Invokes a program with each of its function's events. Returns the most memory that it took, in bytes.
pub(super) fn program(function: &Function, program: &Path, around: &Surroundings) -> Result<u64> {
    let emulator = Emulator::of_apis()?;
    let mut command = Command::new(program);
    command.env_clear().envs(around.environment(function.name, &emulator.runtime_api(function.name)));
    let running = Running(command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?);
    events(function, &emulator)?;
    peak(running.0.id())
}

/// Has `cargo lambda watch` build and start a function, and invokes that with each of its events.
pub(super) fn watched(function: &Function, around: &Surroundings) -> Result<()> {
    let mut variables = around.environment(function.name, "");
    // These are Watch's own affair, and the search path is that of cargo, which it runs.
    variables.retain(|(name, _)| !["AWS_LAMBDA_RUNTIME_API", "PATH"].contains(name));
    let mut emulator = Emulator::of_package(function.name, variables)?;
    events(function, &emulator)?;
    emulator.stop()
}

fn events(function: &Function, emulator: &Emulator) -> Result<()> {
    for event in function.events()? {
        let what = || format!("{} with {}", function.name, title(&event));
        let answer = emulator.invoke(function.name, &event).with_context(what)?;
        let answer: Value = serde_json::from_str(&answer).with_context(what)?;
        // What answers for an API has a status; others have none.
        let status = answer.get("statusCode").and_then(Value::as_u64).unwrap_or(200);
        ensure!(status == 200, "{}: {answer}", what());
    }
    Ok(())
}

fn peak(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes * 1024)
}
