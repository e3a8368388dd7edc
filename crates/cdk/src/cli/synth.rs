use std::process::ExitCode;

use super::arguments::SynthOptions;
use super::{FAILED, Run, failed};
use crate::Level;
use crate::checks::Severity;

/// Writes the assembly, says what was found, and prints the templates that are asked for.
pub(super) fn run(run: &Run, options: &SynthOptions) -> ExitCode {
    let stacks = run.synthesis.root.all_stacks();
    for wanted in &options.stacks {
        if !stacks.iter().any(|stack| stack.path == *wanted || stack.name == *wanted) {
            let known: Vec<&str> = stacks.iter().map(|stack| stack.path.as_str()).collect();
            return failed(&format!("there is no stack `{wanted}`; there are {}", known.join(", ")));
        }
    }
    let written = run.write(&options.output);
    if written != ExitCode::SUCCESS {
        return written;
    }
    for finding in run
        .findings
        .iter()
        .filter(|finding| finding.acknowledged.is_none() && finding.severity != Severity::Info)
    {
        let level = if finding.severity == Severity::Error { "error" } else { "warning" };
        anstream::eprintln!(
            "{level}: {}: {} [{}]\n  {}",
            finding.path,
            finding.message,
            finding.rule,
            finding.fix
        );
    }
    let mut annotated = false;
    for (path, annotation) in stacks
        .iter()
        .flat_map(|stack| &stack.annotations)
        .flat_map(|(path, all)| all.iter().map(move |one| (path, one)))
    {
        let level = match annotation.level {
            Level::Info if options.quiet => continue,
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        annotated |= annotation.level == Level::Error;
        anstream::eprintln!("{level}: {path}: {}", annotation.message);
    }
    for missing in &run.synthesis.missing {
        anstream::eprintln!("warning: {} is not looked up yet; `cdk synth` does that", missing.key);
    }
    if !options.quiet {
        for stack in stacks
            .iter()
            .filter(|stack| options.stacks.contains(&stack.path) || options.stacks.contains(&stack.name))
        {
            anstream::println!("{:#}", stack.template);
        }
        anstream::eprintln!("{} stacks in {}", stacks.len(), options.output.display());
    }
    if annotated || run.has_errors() { ExitCode::from(FAILED) } else { ExitCode::SUCCESS }
}
