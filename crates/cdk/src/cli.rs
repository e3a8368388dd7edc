//! The command line of an app: a few lines of `main` speak the protocol of the cdk CLI and offer commands of their own.

mod arguments;
mod commands;
mod diff;
mod explain;
mod graph;
mod list;
mod output;
mod progress;
mod protocol;
mod synth;
mod validate;

use std::convert::Infallible;
use std::ffi::OsString;
use std::fmt::Display;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::thread;

use clap::Parser;

pub use self::arguments::Given;
use self::arguments::{Arguments, Command};
pub use self::commands::AppCommand;
use self::progress::Progress;
use self::protocol::Request;
pub use self::validate::{cdk_validate, cdk_validate_with};
use crate::checks::{Finding, Severity, check};
use crate::synth::StackTemplate;
use crate::{App, Context, Synthesis, assembly};

/// Findings, differences, or mistakes of the app.
const FAILED: u8 = 1;
/// Wrong arguments, and files named by them that are no templates.
const MISUSED: u8 = 2;

/// Runs the app: as the cdk CLI asks where `CDK_OUTDIR` is set and there are no arguments, else as the arguments say.
///
/// Exit codes: 0 for success; 1 for mistakes of the app, findings or differences; 2 for wrong arguments and templates that cannot be
/// read.
///
/// An app may return a `Result`, so that `?` works in it; an error is reported with the app's other mistakes.
pub fn main<O: AppResult>(declare: impl Fn(&App) -> O) -> ExitCode {
    run(std::env::args_os(), declare)
}

/// Runs the app as [`main`] does, with commands of its own beside those of every app.
pub fn main_with<C: AppCommand, O: AppResult>(declare: impl Fn(&App) -> O) -> ExitCode {
    execute::<C, _>(std::env::args_os().collect(), declare)
}

/// Runs the app as [`main`] does, with these arguments, of which the first is the name of the program.
pub fn run<A: Into<OsString>, O: AppResult>(
    arguments: impl IntoIterator<Item = A>,
    declare: impl Fn(&App) -> O,
) -> ExitCode {
    execute::<Infallible, _>(arguments.into_iter().map(Into::into).collect(), declare)
}

fn execute<C: AppCommand, O: AppResult>(arguments: Vec<OsString>, declare: impl Fn(&App) -> O) -> ExitCode {
    let request = match Request::read() {
        Ok(request) => request,
        Err(error) => return failed(&error),
    };
    if let Some(directory) = request.directory.clone().filter(|_| arguments.len() <= 1) {
        return on(declare, request.context([]), |run| run.write(&directory));
    }
    let arguments = match Arguments::<C>::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    if let Command::Validate(with) = &arguments.command
        && with.options.is_without_app()
    {
        return validate::without_app(&with.options);
    }
    let context = request.context(arguments.context());
    match arguments.command {
        Command::Synth(with) => on(declare, context, |run| synth::run(run, &with.options)),
        Command::List(with) => on(declare, context, |run| list::run(run, &with.options)),
        Command::Diff(with) => on(declare, context, |run| diff::run(run, &with.options)),
        Command::Graph(with) => on(declare, context, |run| graph::run(run, &with.options)),
        Command::Explain(with) => on(declare, context, |run| explain::run(run, &with.options)),
        Command::Validate(with) => on(declare, context, |run| validate::run(run, &with.options)),
        Command::Own(own) => match own.run(context) {
            Ok(text) => output::print(&text),
            Err(error) => failed(&error),
        },
    }
}

/// Does something with the synthesized app, where it can be synthesized.
fn on<O: AppResult>(
    declare: impl Fn(&App) -> O,
    context: Context,
    then: impl FnOnce(&Run) -> ExitCode,
) -> ExitCode {
    // The process ends with it; to take it apart first would take a twentieth of the time.
    Run::of(declare, context).map_or_else(|code| code, |run| then(&ManuallyDrop::new(run)))
}

/// The result of declaring an app.
pub trait AppResult {
    /// The error that stopped the declaration.
    fn error(self) -> Option<String>;
}

impl AppResult for () {
    fn error(self) -> Option<String> {
        None
    }
}

impl<E: Display> AppResult for Result<(), E> {
    fn error(self) -> Option<String> {
        self.err().map(|error| error.to_string())
    }
}

/// A synthesized app.
struct Run {
    synthesis: Synthesis,
    /// What the checks find, once somebody asks.
    findings: OnceLock<Vec<Finding>>,
}

impl Run {
    fn of<O: AppResult>(declare: impl Fn(&App) -> O, context: Context) -> Result<Self, ExitCode> {
        let progress = Progress::of("synthesizing");
        let app = ManuallyDrop::new(App::with_context(context));
        if let Some(error) = declare(&app).error() {
            app.fail(error);
        }
        let synthesis = app.synth_last();
        drop(progress);
        let synthesis = synthesis.map_err(|error| failed(&error))?;
        Ok(Self { synthesis, findings: OnceLock::new() })
    }

    fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| {
            // With values yet to be looked up, templates are drafts.
            if self.synthesis.missing.is_empty() { check(&self.synthesis) } else { Vec::new() }
        })
    }

    /// Writes the assembly. Findings do not fail this: the cdk CLI reads them from the report.
    fn write(&self, directory: &Path) -> ExitCode {
        let progress = Progress::of("writing templates and assets");
        let written = thread::scope(|scope| {
            // Checks take almost as long as the files, which do not wait for them.
            scope.spawn(|| self.findings());
            assembly::write_with(&self.synthesis, || self.findings(), directory)
        });
        drop(progress);
        match written {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        }
    }

    /// All stacks, in the order of their deployment.
    fn stacks(&self) -> Vec<&StackTemplate> {
        let mut stacks = self.synthesis.root.all_stacks();
        stacks.sort_by_key(|stack| self.synthesis.order.iter().position(|path| *path == stack.path));
        stacks
    }

    /// The stacks of these paths or names; all of them where there are none.
    fn chosen(&self, wanted: &[String]) -> Result<Vec<&StackTemplate>, String> {
        let stacks = self.stacks();
        let is = |stack: &StackTemplate, name: &String| stack.path == *name || stack.name == *name;
        if let Some(name) = wanted.iter().find(|name| !stacks.iter().any(|stack| is(stack, name))) {
            let known: Vec<&str> = stacks.iter().map(|stack| stack.path.as_str()).collect();
            return Err(format!("there is no stack `{name}`; there are {}", known.join(", ")));
        }
        Ok(stacks
            .into_iter()
            .filter(|stack| wanted.is_empty() || wanted.iter().any(|name| is(stack, name)))
            .collect())
    }

    /// Whether something was found that must not be deployed.
    fn has_errors(&self) -> bool {
        self.findings()
            .iter()
            .any(|finding| finding.severity == Severity::Error && finding.acknowledged.is_none())
    }
}

/// Arguments that are wrong, or ask for help.
fn refused(error: &clap::Error) -> ExitCode {
    // Help that cannot be printed is no failure.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(MISUSED) } else { ExitCode::SUCCESS }
}

fn failed(error: &dyn Display) -> ExitCode {
    anstream::eprintln!("error: {error}");
    ExitCode::from(FAILED)
}

fn misused(error: &dyn Display) -> ExitCode {
    anstream::eprintln!("error: {error}");
    ExitCode::from(MISUSED)
}
