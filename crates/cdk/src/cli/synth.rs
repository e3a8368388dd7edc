//! `synth`: the cloud assembly, written.

use std::process::ExitCode;

use super::arguments::SynthOptions;
use super::{FAILED, Run, misused, output};
use crate::Level;
use crate::checks::Severity;

/// Writes the assembly, reports the findings, and prints the requested templates.
pub(super) fn run(run: &Run, options: &SynthOptions) -> ExitCode {
    let chosen = match run.chosen(&options.stacks) {
        Ok(chosen) => chosen,
        Err(error) => return misused(&error),
    };
    let written = run.write(&options.output);
    if written != ExitCode::SUCCESS {
        return written;
    }
    findings(run);
    let refused = annotations(run, options.quiet) || run.has_errors();
    for missing in &run.synthesis.missing {
        anstream::eprintln!(
            "warning: {} is not looked up yet, and so nothing was checked; `cdk synth` does both",
            missing.key
        );
    }
    if !options.quiet {
        let count = run.stacks().len();
        let stacks = if count == 1 { "stack" } else { "stacks" };
        anstream::eprintln!("{count} {stacks} in {}", options.output.display());
    }
    if !options.quiet && !options.stacks.is_empty() {
        let templates: String = chosen.iter().map(|stack| format!("{:#}\n", stack.template)).collect();
        let printed = output::print(&templates);
        if printed != ExitCode::SUCCESS {
            return printed;
        }
    }
    if refused { ExitCode::from(FAILED) } else { ExitCode::SUCCESS }
}

fn findings(run: &Run) {
    for finding in run.findings().iter().filter(|finding| finding.acknowledged.is_none()) {
        let level = match finding.severity {
            Severity::Info => continue,
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let (path, message, rule, fix) = (&finding.path, &finding.message, finding.rule, &finding.fix);
        anstream::eprintln!("{level}: {path}: {message} [{rule}]\n  {fix}");
    }
}

/// Tells the annotations; whether one of them forbids a deployment.
fn annotations(run: &Run, quiet: bool) -> bool {
    let mut refused = false;
    for (path, annotations) in run.stacks().into_iter().flat_map(|stack| &stack.annotations) {
        for annotation in annotations {
            let level = match annotation.level {
                Level::Info if quiet => continue,
                Level::Info => "info",
                Level::Warning => "warning",
                Level::Error => "error",
            };
            refused |= annotation.level == Level::Error;
            anstream::eprintln!("{level}: {path}: {}", annotation.message);
        }
    }
    refused
}
