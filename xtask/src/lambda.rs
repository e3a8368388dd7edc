//! `cargo xtask lambda-test`: builds, starts, invokes and deploys the functions for AWS Lambda, and measures their costs.

mod account;
mod build;
mod database;
mod deploy;
mod function;
mod invoke;
mod model;
mod one_answer;
mod slack;
mod start;
mod surroundings;

use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use contract::service::Service;

use self::build::Built;
use self::function::{ALL, BARE, Function, MEMORY_LIMIT, Told};
use self::start::Starts;
use self::surroundings::Surroundings;
use crate::image::mebibytes;
use crate::{prerequisites, progress};

/// How thoroughly the functions are measured.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Starts of each function that are timed
    #[arg(long, value_name = "N", default_value_t = 21, value_parser = clap::value_parser!(u16).range(15..))]
    starts: u16,
}

/// A function's measured costs.
struct Costs {
    archive: u64,
    starts: Starts,
    memory: u64,
}

/// Builds all functions as for a deployment, measures them, invokes them with their events and deploys them.
///
/// # Errors
/// If a function does not build, fails on an event, does not deploy, or exceeds a limit.
pub fn run(options: &Options) -> Result<()> {
    prerequisites::lambda()?;
    prerequisites::mariadb()?;
    prerequisites::moto()?;
    let built = progress::loud("build the functions", || build::release(&[packages(), vec![BARE]].concat()))?;
    let around = progress::quiet("start what the functions work with", Surroundings::start)?;
    let starts = usize::from(options.starts);
    let bare =
        progress::quiet("measure a function that does nothing", || times(BARE, &built, &around, starts))?;
    let mut failed = Vec::new();
    let mut table = vec![row("", "archive", "start", "longest", "of bare", "memory")];
    table.push(row(BARE, &mebibytes(built.size(BARE)?), &ms(bare.median()), &ms(bare.longest()), "1.0", ""));
    for function in &ALL {
        let name = function.name;
        let costs =
            progress::quiet(&format!("measure {name}"), || measure(function, &built, &around, starts))?;
        failed.extend(costs.beyond(function));
        let ratio = costs.starts.median().as_secs_f64() / bare.median().as_secs_f64();
        table.push(row(
            name,
            &mebibytes(costs.archive),
            &ms(costs.starts.median()),
            &ms(costs.starts.longest()),
            &format!("{ratio:.1}"),
            &mebibytes(costs.memory),
        ));
    }
    for function in &ALL {
        try_out(function, &built, &around)?;
        progress::quiet(&format!("watch {}", function.name), || invoke::watched(function, &around))?;
    }
    eprintln!("\n{}\n", table.join("\n"));
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

/// The package names of the functions.
#[must_use]
pub fn packages() -> Vec<&'static str> {
    ALL.iter().map(|it| it.name).collect()
}

/// Builds all functions with `profile`, invokes them with their events and deploys them. [`image::check_all`] has built most of
/// them already.
///
/// # Errors
/// If a function does not build, fails on an event or does not deploy.
pub fn check_all(profile: &str) -> Result<()> {
    let services: Vec<_> = Service::tasks().map(Service::name).collect();
    let built = build::statically(&packages(), &services, profile)?;
    let around = Surroundings::start()?;
    for function in &ALL {
        try_out(function, &built, &around)?;
    }
    Ok(())
}

fn measure(function: &Function, built: &Built, around: &Surroundings, starts: usize) -> Result<Costs> {
    Ok(Costs {
        archive: built.size(function.name)?,
        starts: times(function.name, built, around, starts)?,
        memory: invoke::memory(function, &built.program(function.name), around)?,
    })
}

fn times(name: &str, built: &Built, around: &Surroundings, starts: usize) -> Result<Starts> {
    let told = function::told(name, Told::Deployed)?;
    start::measure(starts, |runtime_api| {
        let mut command = around.command(&built.program(name), name, runtime_api);
        command.envs(told.iter().map(|(name, value)| (name, value)));
        command
    })
}

/// Invokes a function with its events and deploys it.
fn try_out(function: &Function, built: &Built, around: &Surroundings) -> Result<()> {
    let name = function.name;
    progress::quiet(&format!("invoke {name}"), || invoke::program(function, &built.program(name), around))?;
    progress::quiet(&format!("deploy {name}"), || deployed(function, built, around))
}

fn deployed(function: &Function, built: &Built, around: &Surroundings) -> Result<()> {
    let name = function.name;
    let deployed = deploy::deploy(name, &built.archives, &around.moto)?;
    ensure!(
        deployed.runtime == "provided.al2023" && deployed.architecture == "x86_64",
        "{name}: deployed as {deployed:?}"
    );
    ensure!(deployed.size == built.size(name)?, "{name}: deployed as {deployed:?}");
    Ok(())
}

impl Costs {
    /// Lists the limits of the function that its costs exceed.
    fn beyond(&self, function: &Function) -> Vec<String> {
        let archive = function.archive_limit.filter(|limit| self.archive >= *limit);
        let archive = archive.map(|limit| format!("the archive has {} or more", mebibytes(limit)));
        let start = (self.starts.median() >= function.start_limit)
            .then(|| format!("it starts in {} or more", ms(function.start_limit)));
        let memory = (self.memory >= MEMORY_LIMIT)
            .then(|| format!("it takes {} of memory or more", mebibytes(MEMORY_LIMIT)));
        let all = [archive, start, memory].into_iter().flatten();
        all.map(|what| format!("{}: {what}", function.name)).collect()
    }
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn row(name: &str, archive: &str, start: &str, longest: &str, ratio: &str, memory: &str) -> String {
    format!("{name:<16}{archive:>10}{start:>10}{longest:>10}{ratio:>9}{memory:>10}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::*;
    use crate::workspace::root;

    #[test]
    fn every_function_is_built_and_tried() {
        let folders = root().join("functions").read_dir().unwrap();
        let mut folders: Vec<_> = folders.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        folders.sort();
        assert_eq!(folders, packages());
    }

    #[test]
    fn every_event_is_json() {
        for event in ALL.iter().flat_map(|it| it.events().unwrap()) {
            let text = fs::read_to_string(&event).unwrap();
            assert!(serde_json::from_str::<Value>(&text).is_ok(), "{}", event.display());
        }
    }

    #[test]
    fn a_cost_above_its_bound_is_reported() {
        let function =
            Function { name: "f", archive_limit: Some(1 << 20), start_limit: Duration::from_millis(60) };
        let costs = |archive, start, memory| Costs {
            archive,
            starts: Starts::of(vec![Duration::from_millis(start)]),
            memory,
        };
        assert!(costs((1 << 20) - 1, 59, MEMORY_LIMIT - 1).beyond(&function).is_empty());
        let beyond = costs(1 << 20, 60, MEMORY_LIMIT).beyond(&function);
        assert_eq!(
            beyond,
            [
                "f: the archive has 1.0 MiB or more",
                "f: it starts in 60.0 ms or more",
                "f: it takes 128.0 MiB of memory or more"
            ]
        );
    }
}
