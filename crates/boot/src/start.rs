//! The way from settings to a service that is ready to serve.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::HeaderValue;
use contract::service::Service;
use contract::settings::{LogFormat, Server, ServiceSettings};
use peers::Peers;
use settings::aws::{self, SdkConfig};
use settings::{Parameters, SecretStore, Settings};
use telemetry::Telemetry;
use tokio::net::TcpListener;
use web::edge::{self, Drain, Edge, Hosts};
use web::serve::Grace;
use web::tuning::Tuner;

use crate::command::Place;
use crate::database::Database;
use crate::description::{Description, Tasks};
use crate::error::Error;
use crate::live::{self, Live};
use crate::process::{Process, Reach, Shared};
use crate::{discovery, operators};

/// Reads the settings for a place.
pub(crate) async fn settings(
    service: Service,
    place: &Place,
) -> Result<(Settings, Option<SdkConfig>), Error> {
    let env = place.env.iter().map(|env| ("PETCLINIC_ENV".to_owned(), env.clone()));
    // The command line comes last, so it wins.
    let variables = settings::environment().into_iter().chain(env);
    let aws = if place.offline { None } else { Some(aws::config().await) };
    let parameters = aws.as_ref().map_or(Parameters::Offline, Parameters::Store);
    Ok((settings::load(service, variables, parameters).await?, aws))
}

/// The configuration of logs, metrics and traces.
pub(crate) fn telemetry(
    description: &Description,
    settings: &ServiceSettings,
    aws: Option<&SdkConfig>,
) -> telemetry::Config {
    let Description { service, version, .. } = *description;
    telemetry::Config {
        application: "petclinic".to_owned(),
        program: service.program().to_owned(),
        service: service.name().to_owned(),
        version: version.to_owned(),
        log_level: settings.log.level.clone(),
        log_format: log_format(settings.log.format),
        metrics: settings.metrics.enabled,
        emf_interval: settings.metrics.emf_interval,
        emf_namespace: settings.metrics.emf_namespace.clone(),
        traces_endpoint: settings.traces.endpoint.clone(),
        traces_sampling: settings.traces.sampling,
        region: aws.and_then(aws::region).map(str::to_owned),
    }
}

pub(crate) fn log_format(format: LogFormat) -> telemetry::Format {
    match format {
        LogFormat::Json => telemetry::Format::Json,
        LogFormat::Text => telemetry::Format::Text,
    }
}

/// A service that is ready to serve.
pub(crate) struct Ready {
    pub(crate) address: SocketAddr,
    pub(crate) listener: TcpListener,
    pub(crate) edge: Edge,
    pub(crate) drain: Drain,
    pub(crate) grace: Grace,
    pub(crate) live: Live,
    pub(crate) database: Database,
    pub(crate) tasks: Tasks,
}

/// Binds the listener, creates the peers, opens the database and assembles the service.
pub(crate) async fn start(
    description: &Description,
    settings: &Settings,
    aws: Option<&SdkConfig>,
    telemetry: &Telemetry,
) -> Result<Ready, Error> {
    let now = settings.current();
    let asked = SocketAddr::new(now.server.host, now.server.port);
    let (listener, address) =
        listen(asked).await.map_err(|source| Error::Listen { address: asked, source })?;
    let secrets = aws.map(SecretStore::new);
    let peers = peers_of(description.service, &now, aws)?;
    let database = Database::open(description.service, &now.database, secrets.as_ref()).await?;
    let (mut process, live) = assemble(description, &now, aws, telemetry, database, peers)?;
    let operators = operators::of(
        description.service,
        description.version,
        settings,
        secrets,
        telemetry.log_tail.clone(),
    );
    let edge = process.edge(process.router(Reach::Clinic, Some(operators)));
    let tasks = Box::pin(process.background());
    let Shared { drain, database, .. } = process.shared;
    Ok(Ready { address, listener, edge, drain, grace: grace(&now), live, database, tasks })
}

/// Assembles a service from its database and its peers, and applies its settings.
pub(crate) fn assemble(
    description: &Description,
    now: &Arc<ServiceSettings>,
    aws: Option<&SdkConfig>,
    telemetry: &Telemetry,
    database: Database,
    peers: Peers,
) -> Result<(Process, Live), Error> {
    let shared = Shared {
        database,
        peers,
        levels: telemetry.levels.clone(),
        metrics: telemetry.metrics.clone(),
        aws: aws.cloned(),
        edge: edge_settings(now),
        drain: Drain::default(),
    };
    let process = Process::assemble([(description.clone(), now.clone())], shared)?;
    let live = Live::new(&process, telemetry, now);
    Ok((process, live))
}

/// The peers, with the background task that looks them up.
pub(crate) fn peers_of(
    service: Service,
    now: &ServiceSettings,
    aws: Option<&SdkConfig>,
) -> Result<Peers, Error> {
    let peers = Peers::new(discovery::of(service, now, aws)?, live::peers(now))?;
    peers.refresh_every(now.discovery.refresh_interval);
    // Concurrent, so that the first look-up overlaps with opening the database.
    tokio::spawn(peers.work());
    Ok(peers)
}

fn edge_settings(settings: &ServiceSettings) -> edge::Settings {
    // Cannot fail: the setting's rule accepts only valid header values.
    let site_origin = settings.server.site_origin.as_deref().and_then(|it| HeaderValue::from_str(it).ok());
    edge::Settings {
        concurrency: settings.server.concurrency,
        site_origin,
        hosts: Hosts::of(settings.server.host, settings.server.allowed_hosts.clone()),
        tuner: Tuner::new(live::tuning(settings)),
        ..edge::Settings::default()
    }
}

fn grace(settings: &ServiceSettings) -> Grace {
    let Server { drain_linger: linger, drain_deadline: deadline, .. } = settings.server;
    Grace { linger, deadline, ..Grace::default() }
}

async fn listen(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

#[cfg(test)]
mod tests {
    use peers::Discovery;
    use web::tuning::Tuning;

    use super::*;

    fn defaults() -> ServiceSettings {
        ServiceSettings::read("dev", Service::Visits, |_| None).unwrap()
    }

    #[test]
    fn the_defaults_of_the_table_are_those_of_the_rooms() {
        let settings = defaults();
        assert_eq!(live::tuning(&settings), Tuning::default());
        assert_eq!(live::peers(&settings), peers::Settings::default());
        #[cfg(feature = "database")]
        assert_eq!(crate::database::limits(&settings.database), db::Limits::default());
        assert_eq!(edge_settings(&settings).concurrency, edge::Settings::default().concurrency);
        // On one machine no discovery has to notice the stop, so only the linger differs.
        assert_eq!(grace(&settings).deadline, Grace::default().deadline);
    }

    #[test]
    fn peers_take_every_address_that_the_settings_accept() {
        let key = contract::settings::Discovery::VISITS_URL;
        for (address, is_fine) in [
            ("http://10.0.0.7:8080", true),
            ("http://visits.local/", true),
            ("http://[fd00::7]:81", true),
            ("https://visits.local", false),
            ("http://visits.local/api", false),
            ("http://me@visits.local", false),
        ] {
            assert_eq!(key.check(address).is_ok(), is_fine, "{address}");
            let taken = Discovery::fixed([(Service::Visits, address.to_owned())]);
            assert_eq!(taken.is_ok(), is_fine, "{address}");
        }
    }

    #[test]
    fn every_origin_that_the_settings_accept_is_a_header() {
        let mut settings = defaults();
        settings.server.site_origin = Some("https://clinic.example:8443".to_owned());
        assert_eq!(edge_settings(&settings).site_origin.unwrap(), "https://clinic.example:8443");
    }
}
