//! The command line.
#![expect(clippy::doc_markdown, reason = "the comments are help texts for a terminal")]

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use admin::GivenTargets;
use boot::Place;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use contract::directives::Directives;
use contract::service::Service;
use contract::settings::{Admin, Key, LogRequests, Oidc, Sensitive, parse_time_zone};
use db::{DatabaseUrl, Seed};
use directories::ProjectDirs;
use http::HeaderValue;
use jiff::tz::TimeZone;
use web::edge::Hosts;

use crate::console::{Console, ConsoleIssuer};
use crate::error::Error;

/// A veterinary clinic's software on one machine: owners, pets, vets, visits, an assistant and a web site behind one HTTP port.
///
/// It keeps its data in a file of its own, so there is nothing else to install. The address that it prints is that of its web site. It
/// answers the API of Spring PetClinic Microservices; /api/docs shows that API in a browser.
#[derive(Parser)]
#[command(name = "petclinic", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Port to listen on; 0 lets the system choose one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,

    /// Address to listen on; 0.0.0.0 lets other machines in
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    pub host: IpAddr,

    /// Where the data is: sqlite://FILE, sqlite::memory: (gone at the end), or mysql://USER:PASSWORD@HOST:PORT/SCHEMA
    ///
    /// By default the data is in a file in your data folder. PetClinic creates a missing file, schema or table when it starts. What it
    /// has saved in a file survives a power cut; with sqlite://FILE?synchronous=normal it saves faster, and a power cut may undo the
    /// last changes. Set PETCLINIC_DATABASE instead where others could read a password in the process list.
    #[arg(long, value_name = "URL", env = "PETCLINIC_DATABASE", hide_env_values = true)]
    pub database: Option<String>,

    /// Create the tables without the sample owners, pets, vets and visits
    #[arg(long)]
    pub empty: bool,

    /// Time zone of the clinic by its IANA name, such as Europe/Berlin: appointments are at the time that the clock on its wall shows
    #[arg(long, value_name = "ZONE", env = "PETCLINIC_CLINIC_TIME_ZONE", default_value = "UTC", value_parser = parse_time_zone)]
    pub time_zone: TimeZone,

    /// Let a model behind this URL answer for the assistant: any endpoint that speaks the OpenAI chat completions API
    ///
    /// OpenAI, Azure OpenAI, Ollama, llama.cpp and vLLM do. The assistant sends this endpoint everything that people say to it and
    /// everything that it looks up for them; http:// sends it unencrypted. PETCLINIC_ASSISTANT_KEY holds the key. Without a model
    /// the offline assistant answers by rules.
    #[arg(long, value_name = "URL", requires = "assistant_model", conflicts_with = "bedrock")]
    pub assistant_url: Option<String>,

    /// Model behind --assistant-url that answers, such as gpt-4o-mini or llama3.1; it must be able to call tools
    #[arg(long, value_name = "NAME", requires = "assistant_url", value_parser = NonEmptyStringValueParser::new())]
    pub assistant_model: Option<String>,

    /// Model behind --assistant-url that finds vets by meaning, such as text-embedding-3-small; by default words must match
    #[arg(long, value_name = "NAME", requires = "assistant_url", value_parser = NonEmptyStringValueParser::new())]
    pub assistant_embedding_model: Option<String>,

    /// Let a model on Amazon Bedrock answer for the assistant
    ///
    /// Region and credentials come from where the AWS command line finds them. The assistant sends Amazon Bedrock everything that
    /// people say to it and everything that it looks up for them.
    #[arg(long)]
    pub bedrock: bool,

    /// Model on Amazon Bedrock, or inference profile by id or ARN
    #[arg(long, value_name = "ID", requires = "bedrock")]
    pub bedrock_model: Option<String>,

    /// Origin of another web site whose pages may call the API, such as https://clinic.example
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub site_origin: Option<HeaderValue>,

    /// Host name by which others reach the clinic, such as clinic.example; may be given several times
    ///
    /// A clinic that listens on 127.0.0.1 answers only for this machine's own names and these, so that no web page can pose as this
    /// machine. One that listens elsewhere answers for every host unless this is given. Needed behind a reverse proxy that passes on
    /// the Host header.
    #[arg(long, value_name = "HOST", env = "PETCLINIC_ALLOWED_HOSTS", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub allowed_host: Vec<String>,

    /// Log level, for everything and for single targets, such as info,peers=debug
    #[arg(long, value_name = "LEVELS", env = "PETCLINIC_LOG_LEVEL", default_value = "info")]
    pub log_level: Directives,

    /// Requests to log: all, failed (answered with 400 or above) or none
    #[arg(long, value_name = "WHICH", default_value = "none", value_parser = log_requests)]
    pub log_requests: LogRequests,

    /// Leave out /actuator and /metrics, which every program on this machine may use; needed behind a reverse proxy on it
    #[arg(long)]
    pub no_actuator: bool,

    /// Let operators inject faults into requests, by the console or /actuator/chaosmonkey, for an hour at most
    #[arg(long)]
    pub allow_faults: bool,

    /// Tell this webhook when a service fails and when it is well again: an https:// URL that takes JSON by POST
    ///
    /// Set PETCLINIC_NOTIFY_WEBHOOK instead where others could read the URL in the process list.
    #[arg(long, value_name = "URL", env = "PETCLINIC_NOTIFY_WEBHOOK", hide_env_values = true, value_parser = sensitive)]
    pub notify_webhook: Option<Sensitive>,

    /// Tell a channel in Slack the same: the URL of its incoming webhook
    ///
    /// Set PETCLINIC_NOTIFY_SLACK instead where others could read the URL in the process list.
    #[arg(long, value_name = "URL", env = "PETCLINIC_NOTIFY_SLACK", hide_env_values = true, value_parser = sensitive)]
    pub notify_slack: Option<Sensitive>,

    /// Let operators sign in at this OpenID Connect issuer too, such as https://login.example/realms/clinic
    ///
    /// The members of its groups petclinic-operators and petclinic-viewers may. It must lead back to ORIGIN/admin/oidc/callback, with the
    /// origin of --public-url.
    #[arg(long, value_name = "URL", requires = "oidc_client_id", conflicts_with = "no_actuator", value_parser = of_setting(Oidc::ISSUER))]
    pub oidc_issuer: Option<String>,

    /// Id of the clinic at the issuer
    #[arg(long, value_name = "ID", requires = "oidc_issuer", value_parser = of_setting(Oidc::CLIENT_ID))]
    pub oidc_client_id: Option<String>,

    /// Secret of the clinic at the issuer, unless it has none there
    ///
    /// Set PETCLINIC_OIDC_CLIENT_SECRET instead where others could read it in the process list.
    #[arg(long, value_name = "SECRET", env = "PETCLINIC_OIDC_CLIENT_SECRET", hide_env_values = true, value_parser = sensitive)]
    pub oidc_client_secret: Option<Sensitive>,

    /// Claim of the issuer's tokens that names someone's groups, such as cognito:groups or /realm_access/roles
    #[arg(long, value_name = "CLAIM", default_value = Oidc::GROUPS_CLAIM.default, value_parser = of_setting(Oidc::GROUPS_CLAIM))]
    pub oidc_groups_claim: String,

    /// Origin by which operators reach the clinic, such as https://clinic.example; by default its address on this machine
    ///
    /// Notifications link to it, and an OpenID Connect issuer leads back to it.
    #[arg(long, value_name = "ORIGIN", value_parser = of_setting(Admin::PUBLIC_URL))]
    pub public_url: Option<String>,

    /// Start Prometheus and Alertmanager beside the clinic, with its rules and alerts
    ///
    /// They must be installed; Debian has the packages prometheus and prometheus-alertmanager. They listen on this machine only, end
    /// with the clinic, and keep nothing. Without them the clinic runs as usual.
    #[arg(long, conflicts_with = "no_actuator")]
    pub observe: bool,
}

/// What `petclinic` does besides running the clinic.
#[derive(Subcommand)]
pub enum Command {
    /// Print every setting of a service on AWS with its value and the layer it comes from
    Config {
        /// The service
        #[arg(value_parser = services())]
        service: Service,
        #[command(flatten)]
        place: Place,
    },
}

const EXAMPLES: &str = "\
Examples:
  The sample clinic at http://127.0.0.1:8080:
    petclinic
  An empty clinic in a file of your choice:
    petclinic --database sqlite://clinic.db --empty
  The same on MySQL, MariaDB or Aurora MySQL:
    petclinic --database mysql://me@localhost/clinic
  A model on Amazon Bedrock answers for the assistant:
    petclinic --bedrock
  A model of Ollama on this machine does:
    petclinic --assistant-url http://127.0.0.1:11434/v1 \\
        --assistant-model llama3.1
  A model of OpenAI does:
    PETCLINIC_ASSISTANT_KEY=sk-.. petclinic \\
        --assistant-url https://api.openai.com/v1 --assistant-model gpt-4o-mini
  The customers service's settings in `prod`:
    petclinic config customers --env prod

Ctrl-C stops it once it has answered the requests in progress; a second Ctrl-C
stops it at once. If it cannot start, it says why and exits with code 2.";

impl Arguments {
    /// Where to listen.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// The hosts that the clinic answers for.
    pub fn hosts(&self) -> Hosts {
        Hosts::of(self.host, self.allowed_host.clone())
    }

    /// Whether new tables get the sample data.
    pub fn seed(&self) -> Seed {
        if self.empty { Seed::Empty } else { Seed::Sample }
    }

    /// What the operators' console is told. Prometheus may be there, too.
    ///
    /// # Errors
    /// If the address of a target of notifications is none.
    pub fn console(&self, prometheus: Option<SocketAddr>) -> Result<Console, Error> {
        // Not read by clap, which quotes what it refuses.
        let notified = GivenTargets::read(self.notify_webhook.as_ref(), self.notify_slack.as_ref())?;
        let issuer = self.oidc_issuer.clone().zip(self.oidc_client_id.clone());
        let issuer = issuer.map(|(url, client_id)| ConsoleIssuer {
            url,
            client_id,
            client_secret: self.oidc_client_secret.clone().filter(|it| !it.expose().trim().is_empty()),
            groups_claim: self.oidc_groups_claim.clone(),
        });
        Ok(Console { notified, prometheus, issuer, public_url: self.public_url.clone() })
    }

    /// Where the data is: as given, or the file in the user's data folder.
    pub fn database(&self) -> Result<DatabaseUrl, Error> {
        // Not read by clap, which quotes what it refuses, and this may hold a password.
        if let Some(url) = &self.database {
            return Ok(url.parse()?);
        }
        let folders = ProjectDirs::from("", "", "petclinic").ok_or(Error::NoDataFolder)?;
        Ok(DatabaseUrl::file(folders.data_dir().join("petclinic.db")))
    }
}

/// Reads an origin (RFC 6454): a scheme, a host and perhaps a port.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            HeaderValue::from_str(text).map_err(|error| error.to_string())
        }
        _ => Err("an origin is like https://clinic.example, without a path".to_owned()),
    }
}

/// Takes what a setting of a service on AWS takes.
fn of_setting(key: &'static Key) -> impl TypedValueParser<Value = String> {
    NonEmptyStringValueParser::new().try_map(move |text| key.check(&text).map(|()| text))
}

/// Takes any text: what breaks a rule must not be quoted.
#[expect(clippy::unnecessary_wraps, reason = "the form of a parser of values")]
fn sensitive(text: &str) -> Result<Sensitive, Infallible> {
    Ok(Sensitive::new(text))
}

fn log_requests(text: &str) -> Result<LogRequests, String> {
    let found = LogRequests::WORDS.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| "must be all, failed or none".to_owned())
}

/// The services that have settings in Parameter Store.
fn services() -> impl TypedValueParser<Value = Service> {
    PossibleValuesParser::new(Service::http().map(Service::name)).try_map(|given| {
        let found = Service::http().find(|it| it.name() == given);
        found.ok_or_else(|| format!("no service is called {given}"))
    })
}

#[cfg(test)]
mod tests;
