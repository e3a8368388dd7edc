//! `validate`: the findings of the checks, about the app or about templates.

mod format;
mod sarif;
mod templates;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use self::format::Located;
pub(super) use self::format::{describe, style_of};
pub use self::templates::{cdk_validate, cdk_validate_with};
use super::{FAILED, Run};
use crate::Level;
use crate::checks::{Finding, Severity};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Checks these templates instead of the app: JSON or YAML, `-` for the standard input
    #[arg(short, long, value_name = "FILE", num_args = 1.., conflicts_with = "all")]
    pub(super) template: Vec<PathBuf>,

    /// Shows accepted findings, too, with the reasons for which they are
    #[arg(short, long)]
    all: bool,

    /// Writes JSON; the same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,

    #[command(flatten)]
    common: Common,
}

/// Options that `cdk-validate` has, too.
#[derive(Args, Debug)]
struct Common {
    /// The form of the output; SARIF is for code scanning
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// Lists the rules: id, severity, what they find, what to do
    #[arg(long, conflicts_with_all = ["strict"])]
    rules: bool,

    /// Exits with 1 for warnings, too
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    Sarif,
}

impl Options {
    /// Whether the app is not needed.
    pub(super) const fn is_without_app(&self) -> bool {
        !self.template.is_empty() || self.common.rules
    }

    const fn format(&self) -> Format {
        if self.json { Format::Json } else { self.common.format }
    }
}

/// `validate --template` and `validate --rules`.
pub(super) fn without_app(options: &Options) -> ExitCode {
    templates::run(&options.template, options.format(), &options.common)
}

pub(super) fn run(run: &Run, options: &Options) -> ExitCode {
    for missing in &run.synthesis.missing {
        anstream::eprintln!(
            "error: {} is not looked up yet, and so nothing was checked; run `cdk synth` first",
            missing.key
        );
    }
    // No findings would read as if there were none.
    if !run.synthesis.missing.is_empty() {
        return ExitCode::from(FAILED);
    }
    let findings: Vec<Finding> = run.findings().iter().cloned().chain(annotations(run)).collect();
    let open = || findings.iter().filter(|finding| finding.acknowledged.is_none());
    let shown = findings.iter().filter(|one| options.all || one.acknowledged.is_none());
    let printed = match options.format() {
        Format::Text => format::grouped(&findings, options.all),
        Format::Json => format::json(shown.map(Located::nowhere)),
        Format::Sarif => sarif::log(shown.map(Located::nowhere), &[]),
    };
    outcome(open(), options.common.strict, super::output::print(&printed))
}

/// The exit code of open findings.
fn outcome<'a>(open: impl Iterator<Item = &'a Finding>, strict: bool, printed: ExitCode) -> ExitCode {
    let worst = open.map(|finding| finding.severity).min();
    let fails = worst == Some(Severity::Error) || strict && worst == Some(Severity::Warning);
    if fails { ExitCode::from(FAILED) } else { printed }
}

/// Notes that the app itself has put on constructs.
fn annotations(run: &Run) -> impl Iterator<Item = Finding> {
    run.stacks().into_iter().flat_map(|stack| {
        stack.annotations.iter().flat_map(|(path, annotations)| {
            annotations.iter().map(|annotation| Finding {
                severity: match annotation.level {
                    Level::Error => Severity::Error,
                    Level::Warning => Severity::Warning,
                    Level::Info => Severity::Info,
                },
                path: path.clone(),
                rule: "annotation",
                stack: stack.path.clone(),
                logical_id: None,
                property: None,
                message: annotation.message.clone(),
                value: None,
                fix: String::new(),
                acknowledged: None,
            })
        })
    })
}
