//! From settings to a service that is ready to serve.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::HeaderValue;
use contract::endpoint::Service;
use contract::settings::{LogFormat, ServiceSettings};
use db::Db;
use peers::Peers;
use settings::aws::{self, SdkConfig};
use settings::{Parameters, SecretStore, Settings};
use telemetry::Telemetry;
use tokio::net::TcpListener;
use web::edge::{self, Drain, Edge};
use web::serve::Grace;
use web::tuning::Tuner;

use crate::command::Place;
use crate::error::Error;
use crate::live::{self, Live};
use crate::operators::Process;
use crate::program::{Assembled, Parts, Program};
use crate::{database, discovery};

/// Reads the settings of a place.
pub(crate) async fn settings(
    service: Service,
    place: &Place,
) -> Result<(Settings, Option<SdkConfig>), Error> {
    let env = place.env.iter().map(|env| ("PETCLINIC_ENV".to_owned(), env.clone()));
    // What the command line says comes last and wins.
    let variables = settings::environment().into_iter().chain(env);
    let aws = if place.offline { None } else { Some(aws::config().await) };
    let parameters = aws.as_ref().map_or(Parameters::Offline, Parameters::Store);
    Ok((settings::load(service, variables, parameters).await?, aws))
}

/// Begins to log, count and trace.
pub(crate) fn telemetry(
    program: &Program,
    settings: &ServiceSettings,
    aws: Option<&SdkConfig>,
) -> Result<Telemetry, Error> {
    let format = match settings.log.format {
        LogFormat::Json => telemetry::Format::Json,
        LogFormat::Text => telemetry::Format::Text,
    };
    Ok(telemetry::init(telemetry::Config {
        application: "petclinic".to_owned(),
        program: program.name.to_owned(),
        service: program.service.name().to_owned(),
        version: program.version.to_owned(),
        log_level: settings.log.level.clone(),
        log_format: format,
        metrics: settings.metrics.enabled,
        emf_interval: settings.metrics.emf_interval,
        emf_namespace: settings.metrics.emf_namespace.clone(),
        traces_endpoint: settings.traces.endpoint.clone(),
        traces_sampling: settings.traces.sampling,
        region: aws.and_then(aws::region).map(str::to_owned),
    })?)
}

/// A service that is ready to serve.
pub(crate) struct Ready {
    pub(crate) address: SocketAddr,
    pub(crate) listener: TcpListener,
    pub(crate) edge: Edge,
    pub(crate) drain: Drain,
    pub(crate) grace: Grace,
    pub(crate) live: Live,
    pub(crate) db: Db,
    pub(crate) record_gauges: Arc<dyn Fn() + Send + Sync>,
    pub(crate) work: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// Listens, finds the peers, opens the database, and puts the service together.
pub(crate) async fn start(
    program: &Program,
    settings: &Settings,
    aws: Option<&SdkConfig>,
    telemetry: &Telemetry,
) -> Result<Ready, Error> {
    let now = settings.current();
    let asked = SocketAddr::new(now.server.host, now.server.port);
    let (listener, address) =
        listen(asked).await.map_err(|source| Error::Listen { address: asked, source })?;
    let secrets = aws.map(SecretStore::new);
    let peers = Peers::new(discovery::of(program, &now, aws)?, live::peers(&now))?;
    peers.refresh_every(now.discovery.refresh_interval);
    // The first look-up goes on while the database is opened.
    tokio::spawn(peers.work());
    let db = database::open(&now.database, secrets.as_ref()).await?;
    if now.database.migrate || aws.is_none() {
        db::prepare(&db, program.stream, database::seed(&now.database)).await?;
    }
    let edge = edge_settings(&now)?;
    let parts = Parts { db: db.clone(), peers: peers.clone(), clock: edge.clock.clone() };
    let Assembled { router, work, tune, gauges } = (program.assemble)(parts);
    let record_gauges: Arc<dyn Fn() + Send + Sync> = {
        let (db, peers) = (db.clone(), peers.clone());
        Arc::new(move || {
            db.record_gauges();
            peers.record_gauges();
            gauges();
        })
    };
    let drain = Drain::default();
    let process = Process {
        program,
        settings,
        secrets,
        telemetry,
        db: &db,
        peers: &peers,
        edge: &edge,
        drain: &drain,
        record_gauges: record_gauges.clone(),
    };
    let router = router
        .merge(web::health::router(vec![db.clone()], drain.clone()))
        .merge(web::actuator::router(process.sources()));
    let live = Live { telemetry: telemetry.clone(), peers, tuner: edge.tuner.clone(), service: tune };
    live.apply(&now);
    let grace =
        Grace { linger: now.server.drain_linger, deadline: now.server.drain_deadline, ..Grace::default() };
    let edge = Edge::new(router, edge, drain.clone());
    Ok(Ready { address, listener, edge, drain, grace, live, db, record_gauges, work })
}

fn edge_settings(settings: &ServiceSettings) -> Result<edge::Settings, Error> {
    let site_origin = settings.server.site_origin.as_deref().map(HeaderValue::from_str).transpose();
    Ok(edge::Settings {
        concurrency: settings.server.concurrency,
        site_origin: site_origin.map_err(|_| Error::SiteOrigin)?,
        tuner: Tuner::new(live::tuning(settings)),
        ..edge::Settings::default()
    })
}

async fn listen(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}
