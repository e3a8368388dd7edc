//! The command `cost`: what a month of the clinic costs, from its templates and the prices of `prices.toml`.

mod charges;
mod estimate;
mod fargate;
mod options;
mod page;
mod picture;
mod text;
mod usage;

use std::fs;
use std::path::{Path, PathBuf};

use cdk::cli::{AppCommand, Given};
use cdk::{App, Context, Synthesis};
use clap::{Args, Subcommand};
use contract::service::Service;
pub use prices::{Price, Prices};
use serde_json::json;

pub use self::estimate::Estimate;
pub use self::options::{Choice, choices};
pub use self::page::pages;
pub use self::usage::{Assumptions, Profile, Usage};
use crate::artifacts::Artifacts;
use crate::environment::Environment;

/// The commands of this app beside those of every app.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Estimates what a month costs, by stack and by service of AWS
    ///
    /// Amounts are list prices in USD, without free tiers, discounts, taxes and support. docs/cost.md says what is left out.
    Cost(Options),
}

#[derive(Args, Debug)]
pub struct Options {
    /// A usual month, whose amounts the flags change
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,

    #[command(flatten)]
    assumptions: Assumptions,

    /// Writes JSON
    #[arg(long)]
    json: bool,

    /// Writes a picture of the stacks into a file, as SVG
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,

    /// Writes cost.md and cost.svg for all environments into a folder, and nothing else
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["json", "picture"])]
    pages: Option<PathBuf>,

    #[command(flatten)]
    given: Given,
}

impl AppCommand for Command {
    fn context(&self) -> &[(String, String)] {
        let Self::Cost(options) = self;
        &options.given.context
    }

    fn run(self, context: Context) -> Result<String, String> {
        let Self::Cost(options) = self;
        let root = Path::new(context.text("root").unwrap_or("."));
        let prices = Prices::read()?;
        if let Some(folder) = options.pages {
            let mut said = String::new();
            for (name, text) in pages(root, &prices)? {
                let file = folder.join(name);
                write(&file, &text)?;
                said.push_str(&format!("wrote {}\n", file.display()));
            }
            return Ok(said);
        }
        let usage = Usage::of(options.profile, &options.assumptions);
        let environment = Environment::of(&context).map_err(|error| error.to_string())?;
        let estimate = Estimate::of(&synthesize(&environment, root)?, &usage, &prices);
        if let Some(file) = &options.picture {
            write(file, &picture::svg(&[(environment.name.clone(), estimate.clone())]))?;
        }
        let choices = choices(&environment, vec![estimate.total], root, &[usage], &prices)?;
        if options.json {
            let usage: serde_json::Map<_, _> =
                usage.rows().into_iter().map(|(name, amount, _)| (name, amount.into())).collect();
            let all = json!({ "environment": environment.name, "profile": options.profile.name(),
                "usage": usage, "estimate": estimate, "choices": choices });
            return Ok(format!("{all:#}\n"));
        }
        Ok(text::table(&environment, options.profile, &estimate, &choices))
    }
}

/// Synthesizes an environment. Functions need not be built: what they cost does not depend on what is in them.
///
/// # Errors
/// If the app has mistakes, or no temporary folder can be made.
pub fn synthesize(environment: &Environment, root: &Path) -> Result<Synthesis, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    for service in Service::ALL.into_iter().filter(|it| !it.is_task()) {
        let program = folder.path().join(service.program());
        fs::create_dir_all(&program).map_err(|error| error.to_string())?;
        write(&program.join("bootstrap"), "a program that is not built")?;
    }
    let app = App::new();
    crate::app::layers(&app, environment, &Artifacts::of(root).with_functions(folder.path()));
    app.synth().map_err(|error| error.to_string())
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}
