//! Invoking a function with its events.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::function::{Function, Told, title, told};
use super::start::Running;
use super::surroundings::Surroundings;
use crate::lambda_tools::Emulator;

/// Invokes a program with each of its function's events, with the variables of a developer's machine, and makes sure that each
/// succeeds.
pub(super) fn program(function: &Function, program: &Path, around: &Surroundings) -> Result<()> {
    let started = Started::new(function, program, Told::Watched, around)?;
    events(function, &started.emulator).with_context(|| started.said())
}

/// Invokes a program with each of its function's events, with the variables of a deployment. It ignores errors, since many of the
/// resources do not exist here. Returns the peak memory in bytes.
pub(super) fn memory(function: &Function, program: &Path, around: &Surroundings) -> Result<u64> {
    let started = Started::new(function, program, Told::Deployed, around)?;
    for event in function.events()? {
        let _ = started.emulator.invoke(function.name, &event);
    }
    peak(started.process.0.id()).with_context(|| started.said())
}

/// A function's process. It must end before the emulator, or it would log the lost connection as an error.
struct Started {
    process: Running,
    log: NamedTempFile,
    emulator: Emulator,
}

impl Started {
    fn new(function: &Function, program: &Path, by: Told, around: &Surroundings) -> Result<Started> {
        let (name, log) = (function.name, NamedTempFile::new()?);
        let emulator = Emulator::of_apis()?;
        let mut command = around.command(program, name, &emulator.runtime_api(name));
        let output = log.reopen()?;
        command.envs(told(name, by)?).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let process = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Started { process: Running(process), log, emulator })
    }

    fn said(&self) -> String {
        format!("its log:\n{}", fs::read_to_string(self.log.path()).unwrap_or_default())
    }
}

/// Makes `cargo lambda watch` build and start a function, and invokes it with each of its events.
pub(super) fn watched(function: &Function, around: &Surroundings) -> Result<()> {
    let mut variables = around.environment(function.name, "");
    // `Watch` sets these itself; it runs cargo, so it needs cargo's search path.
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
        // Responses of an HTTP API have a status; other results have none.
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
