//! A service as a Lambda function. The Lambda runtime delivers the requests, so there is no listener and no stop
//! signal.

use std::sync::Arc;

use contract::settings::ServiceSettings;
use settings::SecretStore;
use web::edge::Edge;

use crate::command::Place;
use crate::database::Database;
use crate::description::Description;
use crate::error::Error;
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
        let (mut process, live) = start::assemble(description, &now, aws, &telemetry, database, peers)?;
        let (edge, tasks) = (process.edge(process.routes().all()), process.background());
        tokio::spawn(async move {
            tokio::join!(tasks, live.follow(&settings), settings.keep_fresh(), telemetry.work())
        });
        Ok(Self { edge, settings: now })
    }
}
