//! Commands that an app adds to those of every app.

use std::convert::Infallible;

use clap::Subcommand;

use crate::Context;

/// The commands that an app adds, for [`main_with`](super::main_with): an enum with a variant for each.
///
/// A command takes context after its name, as all others do, where its options flatten [`Given`](super::Given). It gets the context
/// rather than the synthesized app, so that it may synthesize as often as it needs, with values of its own.
pub trait AppCommand: Subcommand {
    /// The context after the command, the values that win last.
    fn context(&self) -> &[(String, String)];

    /// Runs the command and returns what it prints.
    ///
    /// # Errors
    /// The text of an error, which is reported as a mistake of the app.
    fn run(self, context: Context) -> Result<String, String>;
}

/// No commands.
impl AppCommand for Infallible {
    fn context(&self) -> &[(String, String)] {
        match *self {}
    }

    fn run(self, _: Context) -> Result<String, String> {
        match self {}
    }
}
