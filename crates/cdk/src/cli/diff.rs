//! `diff`: the changes that a deployment would make.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::{FAILED, Run, failed, misused, output};
use crate::diff::{self, ReadError, Side, StackSide};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The stacks to compare, by path or name; all unless given
    stacks: Vec<String>,

    /// The cloud assembly to compare with, such as one of an earlier `synth`
    #[arg(short, long, value_name = "DIRECTORY", default_value = "cdk.out", conflicts_with = "template")]
    against: PathBuf,

    /// The template to compare one stack with, JSON or YAML, or what aws cloudformation get-template has answered
    #[arg(short, long, value_name = "FILE")]
    template: Option<PathBuf>,

    /// Exits with 1 if there are differences
    #[arg(long)]
    fail: bool,
}

pub(super) fn run(run: &Run, options: &Options) -> ExitCode {
    let chosen = match run.chosen(&options.stacks) {
        Ok(chosen) => chosen,
        Err(error) => return misused(&error),
    };
    let all = options.stacks.is_empty();
    let mut new = Side::of(&run.synthesis);
    new.keep(|path| all || chosen.iter().any(|stack| stack.path == path));
    let old = match (&options.template, chosen.as_slice()) {
        (Some(file), [stack]) => deployed(file, &stack.path),
        (Some(_), _) => {
            return misused(&"a template is compared with one stack; name it");
        }
        (None, _) if !options.against.join("manifest.json").is_file() => {
            let directory = options.against.display();
            return misused(&format!(
                "there is no assembly in {directory}; name one with --against, or a --template"
            ));
        }
        (None, _) => Side::read(&options.against),
    };
    let mut old = match old {
        Ok(old) => old,
        Err(error) => return failed(&error),
    };
    old.keep(|path| all || new.stacks.contains_key(path));
    let diff = diff::compare(&old, &new);
    let printed = output::print(&diff::render(&diff));
    if options.fail && !diff.is_empty() { ExitCode::from(FAILED) } else { printed }
}

fn deployed(file: &Path, path: &str) -> Result<Side, ReadError> {
    let mut side = Side::default();
    side.stacks.insert(path.to_owned(), StackSide::read(file)?);
    Ok(side)
}
