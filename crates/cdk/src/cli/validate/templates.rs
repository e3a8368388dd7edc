//! Templates without an app, and the program that does nothing else.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use super::super::{MISUSED, output};
use super::format::{self, Located};
use super::{Common, Format, outcome, sarif};
use crate::checks::{Finding, check_template};
use crate::template::{Template, TemplateError};

/// Checks CloudFormation templates before AWS sees them, whoever wrote them.
///
/// Finds what a deployment would fail on, and what is open or not encrypted. Never asks the network.
#[derive(Debug, Parser)]
#[command(
    name = "cdk-validate",
    version,
    after_help = "Exit codes: 0 no errors; 1 errors (with --strict also warnings); 2 a file that cannot be read, or wrong arguments."
)]
struct Arguments {
    /// The templates, JSON or YAML; `-` is the standard input
    #[arg(value_name = "FILE", required_unless_present = "rules")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    common: Common,
}

/// The program `cdk-validate`: checks the templates that its arguments name.
///
/// Exit codes: 0 where there are no errors; 1 for errors; 2 for files that cannot be read and for wrong arguments.
pub fn cdk_validate() -> ExitCode {
    cdk_validate_with(std::env::args_os())
}

/// As [`cdk_validate`], with these arguments, of which the first is the name of the program.
pub fn cdk_validate_with<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> ExitCode {
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => run(&arguments.files, arguments.common.format, &arguments.common),
        Err(error) => super::super::refused(&error),
    }
}

pub(super) fn run(files: &[PathBuf], format: Format, common: &Common) -> ExitCode {
    if common.rules {
        return output::print(&format::rules(format));
    }
    let mut unread: Vec<TemplateError> = Vec::new();
    let mut checked: Vec<(Template, Vec<Finding>)> = Vec::new();
    for file in files {
        match Template::read(file) {
            Ok(template) => {
                let findings = check_template(&template);
                checked.push((template, findings));
            }
            Err(error) => unread.push(error),
        }
    }
    for error in &unread {
        anstream::eprintln!("error: {error}");
    }
    let located = checked.iter().flat_map(|(template, findings)| in_order(template, findings));
    let printed = match format {
        // No findings would read as if there were none.
        Format::Text if checked.is_empty() => String::new(),
        Format::Text => format::lines(&located.collect::<Vec<_>>(), checked.len()),
        Format::Json => format::json(located),
        Format::Sarif => sarif::log(located, &unread),
    };
    let printed = output::print(&printed);
    if !unread.is_empty() {
        return ExitCode::from(MISUSED);
    }
    outcome(checked.iter().flat_map(|(_, findings)| findings), common.strict, printed)
}

/// The findings about a template in the order of its lines.
fn in_order<'a>(template: &'a Template, findings: &'a [Finding]) -> Vec<Located<'a>> {
    let located = |finding: &'a Finding| {
        let resource = finding.logical_id.as_ref().map(|id| format!("Resources.{id}"));
        let path: Vec<&str> = resource.iter().chain(&finding.property).map(String::as_str).collect();
        Located { finding, file: Some(template.file()), place: template.place(&path.join(".")) }
    };
    let mut all: Vec<Located<'_>> = findings.iter().map(located).collect();
    all.sort_by_key(|located| located.place);
    all
}
