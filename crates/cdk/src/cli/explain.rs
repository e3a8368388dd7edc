//! `explain`: a construct, its resources, and its relations to others.

mod construct;
mod find;
mod resource;

use std::process::ExitCode;

use anstyle::Style;
use clap::Args;

use self::find::Found;
use super::{FAILED, Run, output};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The path of a construct (`Pets/Queue`, or `Queue` where only one stack has it), or a logical id
    target: String,
}

const TITLE: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

pub(super) fn run(run: &Run, options: &Options) -> ExitCode {
    match find::find(run, &options.target) {
        Found::One(node) => output::print(&construct::explain(run, node)),
        Found::Several(nodes) => {
            anstream::eprintln!("error: `{}` is several constructs:", options.target);
            nodes.iter().for_each(|node| anstream::eprintln!("  {}", node.path));
            ExitCode::from(FAILED)
        }
        Found::None(near) => {
            anstream::eprintln!("error: there is no construct and no logical id `{}`", options.target);
            if !near.is_empty() {
                anstream::eprintln!("  near it: {}", near.join(", "));
            }
            ExitCode::from(FAILED)
        }
    }
}
