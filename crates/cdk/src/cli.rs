//! The command line of an app: a few lines of `main` speak the protocol of the cdk CLI and offer commands of their own.

mod arguments;
mod protocol;
mod synth;

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use self::arguments::{Arguments, Command};
use self::protocol::Request;
use crate::checks::{Finding, Severity, check};
use crate::{App, Synthesis, assembly};

/// Findings, differences, or mistakes of the app.
const FAILED: u8 = 1;

/// Runs the app: as the cdk CLI asks where `CDK_OUTDIR` is set and there are no arguments, else as the arguments say.
///
/// Exit codes: 0 for success; 1 for mistakes of the app, findings or differences; 2 for wrong arguments.
pub fn main(declare: impl Fn(&App)) -> ExitCode {
    let request = match Request::read() {
        Ok(request) => request,
        Err(error) => return failed(&error),
    };
    if let Some(directory) = request.directory.clone().filter(|_| std::env::args_os().len() == 1) {
        let run = Run::of(declare, request, &[]);
        return run.map_or_else(|code| code, |run| run.write(&directory));
    }
    let arguments = Arguments::parse();
    let run = match Run::of(declare, request, &arguments.context) {
        Ok(run) => run,
        Err(code) => return code,
    };
    match arguments.command {
        Command::Synth(options) => synth::run(&run, &options),
    }
}

/// A synthesized and checked app.
struct Run {
    synthesis: Synthesis,
    findings: Vec<Finding>,
}

impl Run {
    fn of(declare: impl Fn(&App), request: Request, context: &[(String, String)]) -> Result<Self, ExitCode> {
        let app = App::with_context(request.context(context.iter().cloned()));
        declare(&app);
        let synthesis = app.synth().map_err(|error| failed(&error))?;
        // With values yet to be looked up, templates are drafts.
        let findings = if synthesis.missing.is_empty() { check(&synthesis) } else { Vec::new() };
        Ok(Self { synthesis, findings })
    }

    /// Writes the assembly. Findings do not fail this: the cdk CLI reads them from the report.
    fn write(&self, directory: &Path) -> ExitCode {
        match assembly::write(&self.synthesis, &self.findings, directory) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        }
    }

    /// Whether something was found that must not be deployed.
    fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity == Severity::Error && finding.acknowledged.is_none())
    }
}

fn failed(error: &dyn Display) -> ExitCode {
    anstream::eprintln!("error: {error}");
    ExitCode::from(FAILED)
}
