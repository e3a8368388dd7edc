//! What operators are shown and may do, gathered from everywhere.

use std::sync::Arc;

use contract::endpoint::Route;
use contract::routes;
use db::Db;
use peers::Peers;
use settings::{OperatorToken, SecretStore, Settings};
use telemetry::Telemetry;
use web::actuator::{Freshness, Peer, Property, Sources};
use web::edge::{self, Drain};

use crate::build;
use crate::program::Program;

/// What the actuator needs of a process.
pub(crate) struct Process<'a> {
    pub(crate) program: &'a Program,
    pub(crate) settings: &'a Settings,
    pub(crate) secrets: Option<SecretStore>,
    pub(crate) telemetry: &'a Telemetry,
    pub(crate) db: &'a Db,
    pub(crate) peers: &'a Peers,
    pub(crate) edge: &'a edge::Settings,
    pub(crate) drain: &'a Drain,
}

impl Process<'_> {
    /// The actuator's sources.
    pub(crate) fn sources(&self) -> Sources {
        Sources {
            environment: self.settings.env().to_owned(),
            info: build::info(self.program.service.program(), self.program.version),
            db: self.db.clone(),
            drain: self.drain.clone(),
            clock: self.edge.clock.clone(),
            exchanges: self.edge.exchanges.clone(),
            routes: self.routes(),
            levels: self.telemetry.levels.clone(),
            metrics: self.telemetry.metrics.clone(),
            properties: {
                let settings = self.settings.clone();
                Arc::new(move || properties(&settings))
            },
            refresh: {
                let settings = self.settings.clone();
                Arc::new(move || {
                    let settings = settings.clone();
                    Box::pin(async move {
                        let changed = settings.refresh().await?;
                        Ok(changed.into_iter().map(str::to_owned).collect())
                    })
                })
            },
            peers: {
                let peers = self.peers.clone();
                Arc::new(move || peers.health().into_iter().map(peer).collect())
            },
            token: self.token(),
            trusts_loopback: self.settings.current().actuator.loopback,
        }
    }

    fn routes(&self) -> Vec<Route> {
        routes::ALL.iter().filter(|it| it.service == self.program.service).copied().collect()
    }

    fn token(&self) -> web::actuator::TokenOf {
        let name = self.settings.current().actuator.token_secret.clone();
        let token = self.secrets.clone().map(|secrets| Arc::new(OperatorToken::new(secrets, name)));
        Arc::new(move |freshness| {
            let token = token.clone();
            Box::pin(async move {
                let token = token?;
                let token = match freshness {
                    Freshness::Cached => token.get().await?,
                    Freshness::Renewed => token.renewed().await?,
                };
                Some(token.expose().trim().to_owned())
            })
        })
    }
}

fn properties(settings: &Settings) -> Vec<Property> {
    let property = |it: settings::Effective| Property {
        name: it.name.to_owned(),
        value: it.value,
        source: it.layer.to_string(),
    };
    settings.effective().into_iter().map(property).collect()
}

fn peer(health: peers::Health) -> Peer {
    Peer {
        name: health.service.name(),
        instances: health.instances,
        set_aside: health.set_aside,
        breaker: health.breaker.to_string(),
    }
}
