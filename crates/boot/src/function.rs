//! A service as a Lambda function: whoever runs it brings the requests, so there is no listener, and nobody says when to stop.

use std::sync::Arc;

use contract::settings::ServiceSettings;
use settings::SecretStore;
use web::edge::{Drain, Edge};

use crate::command::Place;
use crate::database;
use crate::error::Error;
use crate::program::Program;
use crate::start::{self, Together};

/// A function that is ready for requests.
pub struct Function {
    /// What answers them.
    pub edge: Edge,
    /// Its settings at the start.
    pub settings: Arc<ServiceSettings>,
}

impl Function {
    /// Reads the settings, begins to log and to count, and puts the service together. Its database and its peers are first asked
    /// by the request that needs them. What it does between requests goes on whenever it is not frozen.
    ///
    /// # Errors
    /// As a service that does not start; all wrong settings are told together.
    pub async fn start(program: &Program, place: &Place) -> Result<Self, Error> {
        let (settings, aws) = start::settings(program.service, place).await?;
        let now = settings.current();
        let telemetry = telemetry::init_at_once(start::telemetry(program, &now, aws.as_ref()))?;
        settings.report();
        let secrets = aws.as_ref().map(SecretStore::new);
        let peers = start::peers_of(program, &now, aws.as_ref())?;
        let db = database::expect(program.stream, &now.database, secrets.as_ref()).await?;
        let edge = start::edge_settings(&now);
        let Together { router, work, live } =
            start::put_together(program, &now, aws.as_ref(), &telemetry, &db, peers, &edge);
        tokio::spawn(async move {
            let mut changes = settings.subscribe();
            let follow = async {
                while changes.changed().await.is_ok() {
                    let now = changes.borrow_and_update().clone();
                    live.apply(&now);
                }
            };
            tokio::join!(work, follow, settings.keep_fresh(), telemetry.work())
        });
        Ok(Self { edge: Edge::new(router, edge, Drain::default()), settings: now })
    }
}
