//! `list`: the stacks of the app.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::{Run, output};
use crate::synth::StackTemplate;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Shows names, environments and dependencies, too
    #[arg(short, long)]
    long: bool,

    /// Writes JSON: path, name, environment, dependencies and number of resources of each stack
    #[arg(long, conflicts_with = "long")]
    json: bool,
}

pub(super) fn run(run: &Run, options: &Options) -> ExitCode {
    let stacks = run.stacks();
    if options.json {
        let stacks: Vec<Value> = stacks.into_iter().map(as_json).collect();
        return output::print(&format!("{:#}\n", Value::Array(stacks)));
    }
    let mut text = String::new();
    for stack in stacks {
        text.push_str(&stack.path);
        text.push('\n');
        if options.long {
            let _ = writeln!(text, "  name         {}", stack.name);
            let _ = writeln!(text, "  environment  {}", stack.environment.url());
            let _ = writeln!(text, "  resources    {}", stack.resources.len());
            for other in &stack.depends_on {
                let _ = writeln!(text, "  depends on   {other}");
            }
        }
    }
    output::print(&text)
}

fn as_json(stack: &StackTemplate) -> Value {
    json!({
        "path": stack.path,
        "name": stack.name,
        "account": stack.environment.account,
        "region": stack.environment.region,
        "dependsOn": stack.depends_on,
        "resources": stack.resources.len(),
    })
}
