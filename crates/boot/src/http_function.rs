//! A service as a Lambda function. The Lambda runtime delivers the requests, so there is no listener and no stop
//! signal.

use std::sync::Arc;

use contract::settings::ServiceSettings;
use settings::SecretStore;
use web::edge::{Drain, Edge};

use crate::command::Place;
use crate::database::Database;
use crate::description::Description;
use crate::error::Error;
use crate::live::Live;
use crate::process::{Process, Shared};
use crate::start;

/// A function that is ready for requests.
pub struct HttpFunction {
    /// The edge that handles the requests.
    pub edge: Edge,
    /// The settings at the start.
    pub settings: Arc<ServiceSettings>,
}

impl HttpFunction {
    /// Reads the settings, initialises telemetry and assembles the service. Nothing connects to the database or to
    /// peers before a request needs them. Background tasks run whenever Lambda has not frozen the process.
    ///
    /// # Errors
    /// Any error that keeps a service from starting. The error names all invalid settings.
    pub async fn start(description: &Description, place: &Place) -> Result<Self, Error> {
        let (settings, aws) = start::settings(description.service, place).await?;
        let (now, aws) = (settings.current(), aws.as_ref());
        let telemetry = telemetry::init_at_once(start::telemetry(description, &now, aws))?;
        settings.report();
        let secrets = aws.map(SecretStore::new);
        let peers = start::peers_of(description.service, &now, aws)?;
        let database = Database::expect(description.service, &now.database, secrets.as_ref()).await?;
        let (edge, drain) = (start::edge_settings(&now), Drain::default());
        let shared = Shared {
            database,
            peers,
            levels: telemetry.levels.clone(),
            metrics: telemetry.metrics.clone(),
            aws,
            edge: &edge,
            drain: drain.clone(),
        };
        let mut process = Process::assemble([(description.clone(), now.clone())], shared.clone());
        let live = Live::new(&process, &shared, &telemetry, &now);
        let (router, tasks) = (process.routes().all(), process.background());
        let edge = Edge::new(router, edge.clone(), drain);
        tokio::spawn(async move {
            tokio::join!(tasks, live.follow(&settings), settings.keep_fresh(), telemetry.work())
        });
        Ok(Self { edge, settings: now })
    }
}
