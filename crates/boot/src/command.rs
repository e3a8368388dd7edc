//! The command line of a service.
#![expect(clippy::doc_markdown, reason = "the comments are help texts for a terminal")]

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::program::Program;

/// What a service is asked to do.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) place: Place,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Where settings come from.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// Environment whose parameters and secrets are read, /petclinic/ENV/.. (instead of PETCLINIC_ENV; else dev)
    #[arg(long)]
    pub env: Option<String>,

    /// Start on defaults and the environment alone, without AWS
    ///
    /// Without PETCLINIC_DATABASE_URL the data is in memory and gone at the end.
    #[arg(long)]
    pub offline: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print every setting, its value and the layer it comes from
    Config {
        #[command(flatten)]
        place: Place,
    },
    /// Ask the service on this machine whether it lives; exits with 0 if it does
    Health {
        /// Port that it listens on
        #[arg(long, env = "PETCLINIC_SERVER_PORT", default_value_t = 8080)]
        port: u16,
    },
}

impl Arguments {
    /// Reads the command line; prints help or what is wrong with it, and exits, where there is nothing else to do.
    pub(crate) fn of(program: &Program, arguments: impl IntoIterator<Item = OsString>) -> Self {
        let matches = command(program).get_matches_from(arguments);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

fn command(program: &Program) -> clap::Command {
    let Program { name, service, .. } = program;
    let about = format!(
        "The {service} service of PetClinic. Without a command it serves, on port 8080 unless told otherwise, until it is \
        asked to stop (SIGTERM, Ctrl-C)."
    );
    let after = format!(
        "\
Settings come in layers, later ones win: defaults, Parameter Store (/petclinic/ENV/common/.., then /petclinic/ENV/{service}/..),
environment (PETCLINIC_LOG_LEVEL is log.level). The live ones are read again while it runs. AWS credentials and region are found
as the AWS command line finds them.

Exit codes: 0 stopped in good order, 2 not started, 78 wrong settings.

Examples:
  {name} --offline                     on its own, with a database in memory
  {name} --env prod config             what it would run with in `prod`, and why
  PETCLINIC_SERVER_PORT=8081 {name}    another port"
    );
    Arguments::command().name(*name).bin_name(*name).version(program.version).about(about).after_help(after)
}

#[cfg(test)]
mod tests {
    use contract::endpoint::Service;
    use db::Stream;

    use super::*;
    use crate::program::Assembled;

    const PROGRAM: Program = Program {
        name: "vets-service",
        service: Service::Vets,
        version: "1.2.3",
        stream: Stream::Vets,
        calls: &[],
        assemble: |_| Assembled::new(axum::Router::new()),
    };

    fn parse(arguments: &[&str]) -> Result<Arguments, clap::Error> {
        let all = std::iter::once("vets-service").chain(arguments.iter().copied());
        Arguments::from_arg_matches(&command(&PROGRAM).try_get_matches_from(all)?)
    }

    #[test]
    fn the_command_line_is_consistent() {
        command(&PROGRAM).debug_assert();
    }

    #[test]
    fn without_a_command_it_serves() {
        let arguments = parse(&["--env", "prod"]).unwrap();
        assert!(arguments.command.is_none());
        assert_eq!((arguments.place.env.as_deref(), arguments.place.offline), (Some("prod"), false));
    }

    #[test]
    fn the_health_check_knows_the_port_that_services_have() {
        let Some(Command::Health { port }) = parse(&["health"]).unwrap().command else { panic!("health") };
        assert_eq!(port, 8080);
    }
}
