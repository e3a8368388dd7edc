//! Measures PetClinic: the CPU time of a request compared with its bare parts, latency, durability, latency beside hostile clients, memory, start-up, a quarter of a
//! CPU, scale, the services as tasks on AWS, and the assistant's time to the first piece of an answer.
//!
//! `cargo xtask bench` builds and starts the programs that this needs, and runs it.

mod assistant;
mod bare_axum;
mod bare_client;
mod ceilings;
mod clinic;
mod cpu;
mod durability;
mod environment;
mod footprint;
mod hostile;
mod http;
mod load;
mod machine;
mod measure;
mod operations;
mod process;
mod quarter;
mod report;
mod scale;
mod section;
mod service;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use clap::{Args, Parser, Subcommand};
use db::DatabaseUrl;
use tokio::runtime::{Builder, Runtime};

use crate::environment::Environment;
use crate::report::{Report, Target};
use crate::section::Section;

/// The exit code if a measurement failed.
const FAILED: u8 = 2;

/// Measures PetClinic
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Cli {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    options: Option<Options>,
}

#[derive(Debug, Args)]
struct Options {
    /// The program to measure, a release build of `petclinic`
    #[arg(long, value_name = "PATH")]
    petclinic: PathBuf,
    /// The folder with release builds of `customers-service`, `vets-service` and `visits-service`
    #[arg(long, value_name = "DIR")]
    services: PathBuf,
    /// A MySQL or MariaDB server to measure on, without a schema; each part makes one, whose name says that it is the bench's
    #[arg(long, value_name = "URL")]
    mysql: String,
    /// The server's process, whose CPU time is measured
    #[arg(long, value_name = "PID")]
    mysql_pid: u32,
    /// Compares 100,000 owners with the sample data as well
    #[arg(long)]
    scale: bool,
    /// Measures these parts only
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART")]
    only: Vec<Section>,
    /// Where bench.md, bench.json and bench.svg go
    #[arg(long, value_name = "DIR", default_value = "target/bench")]
    out: PathBuf,
    /// Exits with 1 if a target is missed
    #[arg(long)]
    check: bool,
    /// Makes shorter runs, whose results are for a look while working and not to keep
    #[arg(long)]
    quick: bool,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Serves what comes in on standard input, by a handler that does nothing else
    #[command(hide = true)]
    BareAxum,
    /// Runs the customers service's statement for an owner, without the service
    #[command(hide = true)]
    BareClient {
        #[arg(long)]
        database: DatabaseUrl,
        #[arg(long)]
        owner: i32,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match (cli.part, cli.options) {
        (Some(Part::BareAxum), _) => {
            as_petclinic().and_then(|it| it.block_on(bare_axum::run())).map(|()| true)
        }
        (Some(Part::BareClient { database, owner }), _) => {
            as_petclinic().and_then(|it| bare_client::run(&it, &database, owner)).map(|()| true)
        }
        (None, Some(options)) => light().and_then(|it| it.block_on(interruptible(run(options)))),
        (None, None) => Err(anyhow!("there is nothing to measure, see --help")),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(FAILED)
        }
    }
}

/// A runtime configured like that of `petclinic`.
fn as_petclinic() -> Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut builder = if cores == 1 { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    Ok(builder.enable_all().build()?)
}

/// One thread, so that the load generator takes little CPU time from the program under test.
fn light() -> Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// Ends early on Ctrl-C, so that destructors end processes and remove files.
async fn interruptible(run: impl Future<Output = Result<bool>>) -> Result<bool> {
    tokio::select! {
        result = run => result,
        _ = tokio::signal::ctrl_c() => Err(anyhow!("interrupted")),
    }
}

async fn run(options: Options) -> Result<bool> {
    let environment = Environment {
        petclinic: options.petclinic,
        services: options.services,
        mysql: options.mysql,
        mysql_pid: options.mysql_pid,
        folder: tempfile::Builder::new().prefix("petclinic-bench-").tempdir().context("no folder")?,
        duration: Duration::from_millis(if options.quick { 500 } else { 1_000 }),
        rounds: if options.quick { 3 } else { 11 },
    };
    let sections = if options.only.is_empty() { Section::all(options.scale) } else { options.only };
    let mut report = Report { machine: machine::describe().await?, ..Report::default() };
    for section in sections {
        eprintln!("---- {section:?}");
        section.measure(&environment, &mut report).await?;
    }
    report.judge();
    report.write(&options.out)?;
    eprintln!("\n{}", options.out.join("bench.md").display());
    for target in &report.targets {
        eprintln!("{target}");
    }
    Ok(!(options.check && report.targets.iter().any(Target::is_missed)))
}
