//! `graph`: a picture of the app.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Run, failed, misused, output};
use crate::graph;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The stacks to draw, by path or name; all unless given
    stacks: Vec<String>,

    /// The file to write, such as app.svg; standard output unless given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// What the picture is written in
    #[arg(short, long, value_enum, default_value_t = Format::Svg)]
    format: Format,

    /// How deep constructs are drawn one by one, counted from their stack; as deep as it reads well unless given
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    depth: Option<u16>,

    /// Draws arrows, too, that follow from others
    #[arg(short, long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Stacks and the constructs in them
    Svg,
    /// The stacks alone, for Markdown
    Mermaid,
}

pub(super) fn run(run: &Run, options: &Options) -> ExitCode {
    let stacks = match run.chosen(&options.stacks) {
        Ok(stacks) => stacks.iter().map(|stack| stack.path.clone()).collect(),
        Err(error) => return misused(&error),
    };
    let depth = options.depth.map(usize::from);
    let content = graph::Options { depth, all: options.all, stacks };
    let picture = match options.format {
        Format::Svg => graph::svg(&run.synthesis, &content),
        Format::Mermaid => graph::mermaid(&run.synthesis, &content),
    };
    match &options.output {
        None => output::print(&picture),
        Some(file) => match std::fs::write(file, picture) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&format!("{}: {error}", file.display())),
        },
    }
}
