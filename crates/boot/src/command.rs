//! The command line of a service.
#![expect(clippy::doc_markdown, reason = "the comments are help texts for a terminal")]

use std::ffi::OsString;
use std::net::IpAddr;

use crate::description::Description;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

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
    /// Environment whose parameters and secrets are read (/petclinic/ENV/..) [env: PETCLINIC_ENV] [default: dev]
    #[arg(long)]
    pub env: Option<String>,

    /// Use defaults and the environment alone, without AWS
    ///
    /// Unless PETCLINIC_DATABASE_URL is set, the data is kept in memory and lost at exit.
    #[arg(long)]
    pub offline: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print every setting with its value and the layer it comes from; `live` marks those that change without a restart
    Config {
        #[command(flatten)]
        place: Place,
    },
    /// Check the health of the service on this machine
    Health {
        /// Address that the service listens on [default: 127.0.0.1]
        #[arg(long, env = "PETCLINIC_SERVER_HOST")]
        host: Option<IpAddr>,
        /// Port that the service listens on
        #[arg(long, env = "PETCLINIC_SERVER_PORT")]
        port: Option<u16>,
    },
}

impl Arguments {
    /// Parses the command line. On `--help` or an error it prints a message and exits.
    pub(crate) fn of(description: &Description, arguments: impl IntoIterator<Item = OsString>) -> Self {
        let matches = command(description).get_matches_from(arguments);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

fn command(description: &Description) -> clap::Command {
    let Description { service, version, .. } = *description;
    let (name, port) = (service.program(), service.port().unwrap_or_default());
    let about = format!(
        "The {service} service of PetClinic. Without a command it serves on port {port} (server.port) until it is stopped \
        (SIGTERM, Ctrl-C)."
    );
    let after = format!(
        "\
Settings come in layers, later ones win: defaults, Parameter Store (/petclinic/ENV/common/.., then /petclinic/ENV/{service}/..),
environment (PETCLINIC_LOG_LEVEL is log.level). Live settings are read again while the service runs. AWS credentials and region are
found as the AWS command line finds them.

Exit codes: 0 stopped in good order, or healthy; 2 bad arguments, failed to start, or unhealthy; 78 invalid settings.

Examples:
  {name} --offline                     on its own, with a database in memory
  {name} config --env prod             what it would run with in `prod`, and why
  PETCLINIC_SERVER_PORT=8081 {name}    another port"
    );
    // A health check reads no parameters. Without a port in the environment it uses that of the table of services.
    let port = format!("Port that the service listens on [default: {port}]");
    Arguments::command()
        .name(name)
        .bin_name(name)
        .version(version)
        .about(about)
        .after_help(after)
        .mut_subcommand("health", |health| health.mut_arg("port", |it| it.help(port)))
}

#[cfg(test)]
mod tests {
    use contract::service::Service;
    use contract::settings::{Server, variable_name};
    use web::mount::Routes;

    use super::*;
    use crate::description::Assembled;

    fn description() -> Description {
        Description::new(Service::Vets, "1.2.3", |_| Assembled::new(Routes::default()))
    }

    fn parse(arguments: &[&str]) -> Result<Arguments, clap::Error> {
        let all = std::iter::once("vets-service").chain(arguments.iter().copied());
        Arguments::from_arg_matches(&command(&description()).try_get_matches_from(all)?)
    }

    #[test]
    fn the_command_line_is_consistent() {
        command(&description()).debug_assert();
    }

    #[test]
    fn without_a_command_it_serves() {
        let arguments = parse(&["--env", "prod"]).unwrap();
        assert!(arguments.command.is_none());
        assert_eq!((arguments.place.env.as_deref(), arguments.place.offline), (Some("prod"), false));
    }

    #[test]
    fn the_health_check_looks_where_the_service_listens_but_for_parameters() {
        let command = command(&description());
        let health = command.find_subcommand("health").unwrap();
        let argument = |name: &str| health.get_arguments().find(|it| it.get_id() == name).unwrap();
        assert!(argument("port").get_help().unwrap().to_string().ends_with("[default: 8080]"));
        assert_eq!(argument("port").get_env().unwrap(), variable_name(Server::PORT).as_str());
        assert_eq!(argument("host").get_env().unwrap(), variable_name(Server::HOST).as_str());
    }
}
