use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{AppCommand, diff, explain, graph, list, validate};

/// Synthesizes this app's CloudFormation templates.
///
/// The cdk CLI runs it without arguments (`"app": "cargo run -q"` in cdk.json).
#[derive(Parser)]
#[command(
    after_help = "Exit codes: 0 success; 1 mistakes of the app, findings or differences; 2 wrong arguments."
)]
pub(super) struct Arguments<C: AppCommand> {
    #[command(subcommand)]
    pub(super) command: Command<C>,

    #[command(flatten)]
    given: Given,
}

/// Context, before a command and after it. A global argument would not do: values after the command would replace
/// those before it.
#[derive(Args, Clone, Debug)]
pub struct Given {
    /// A value of the app's context, over those of cdk.json and cdk.context.json
    #[arg(short, long, value_name = "KEY=VALUE", value_parser = pair)]
    pub context: Vec<(String, String)>,
}

/// The options of a command, and the context after it.
#[derive(Args, Debug)]
pub(super) struct With<O: Args> {
    #[command(flatten)]
    pub(super) options: O,

    #[command(flatten)]
    given: Given,
}

impl<C: AppCommand> Arguments<C> {
    /// The values of the context, those that win last.
    pub(super) fn context(&self) -> Vec<(String, String)> {
        let after = match &self.command {
            Command::Synth(with) => &with.given.context,
            Command::List(with) => &with.given.context,
            Command::Diff(with) => &with.given.context,
            Command::Graph(with) => &with.given.context,
            Command::Explain(with) => &with.given.context,
            Command::Validate(with) => &with.given.context,
            Command::Own(own) => own.context(),
        };
        self.given.context.iter().chain(after).cloned().collect()
    }
}

#[derive(Subcommand)]
pub(super) enum Command<C: AppCommand> {
    /// Writes the cloud assembly: templates, assets and what the cdk CLI needs
    Synth(With<SynthOptions>),
    /// Lists the stacks, in the order of their deployment
    #[command(alias = "ls")]
    List(With<list::Options>),
    /// Shows what a deployment would change: replacements, lost data, permissions, security groups
    ///
    /// Compares with an assembly on disk or with a template. The marks are + added, - removed, ~ changed, ± replaced, > moved to
    /// another logical id, ! refused by CloudFormation. Permissions are wider or narrower by what somebody may do after it; a
    /// statement that another one covers anyway is left out.
    Diff(With<diff::Options>),
    /// Draws the stacks, the constructs in them and what refers to what, as SVG or Mermaid
    Graph(With<graph::Options>),
    /// Says what a construct is, what it is made of, what it uses and what uses it
    Explain(With<explain::Options>),
    /// Shows what the checks found: mistakes before AWS sees them, what is open or not encrypted
    Validate(With<validate::Options>),
    #[command(flatten)]
    Own(C),
}

#[derive(Args, Debug)]
pub(super) struct SynthOptions {
    /// Prints the templates of these stacks; all of them are written
    pub(super) stacks: Vec<String>,

    /// Where the assembly goes
    #[arg(short, long, value_name = "DIRECTORY", default_value = "cdk.out")]
    pub(super) output: PathBuf,

    /// Prints nothing but findings and mistakes
    #[arg(short, long)]
    pub(super) quiet: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not KEY=VALUE"))?;
    Ok((key.to_owned(), value.to_owned()))
}
