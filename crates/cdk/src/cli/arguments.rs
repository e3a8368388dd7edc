use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{diff, explain, graph, list, validate};

/// Synthesizes this app's CloudFormation templates.
///
/// The cdk CLI runs it without arguments (`"app": "cargo run -q"` in cdk.json).
#[derive(Debug, Parser)]
#[command(
    after_help = "Exit codes: 0 success; 1 mistakes of the app, findings or differences; 2 wrong arguments."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,

    /// A value of the app's context, over those of cdk.json and cdk.context.json
    #[arg(short, long, value_name = "KEY=VALUE", value_parser = pair, global = true)]
    pub(super) context: Vec<(String, String)>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Writes the cloud assembly: templates, assets and what the cdk CLI needs
    Synth(SynthOptions),
    /// Lists the stacks, in the order of their deployment
    #[command(alias = "ls")]
    List(list::Options),
    /// Shows what a deployment would change: replacements, lost data, permissions, security groups
    ///
    /// Compares with an assembly on disk or with a template. The marks are + added, - removed, ~ changed, ± replaced, > moved to
    /// another logical id, ! refused by CloudFormation. Permissions are wider or narrower by what somebody may do after it; a
    /// statement that another one covers anyway is left out.
    Diff(diff::Options),
    /// Draws the stacks, the constructs in them and what refers to what, as SVG
    Graph(graph::Options),
    /// Says what a construct is, what it is made of, what it uses and what uses it
    Explain(explain::Options),
    /// Shows what the checks found: mistakes before AWS sees them, what is open or not encrypted
    Validate(validate::Options),
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
