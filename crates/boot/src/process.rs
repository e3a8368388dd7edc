//! The assembled services of a process. This is the only place that wires their telemetry, health and actuator.

use std::sync::Arc;

use axum::Router;
use contract::route::{Audience, Route};
use contract::routes;
use contract::service::Service;
use contract::settings::ServiceSettings;
use futures_util::future::join_all;
use peers::Peers;
use settings::aws::SdkConfig;
use telemetry::{Levels, LogTail, Metrics};
use web::actuator::{self, Info, Peer, PropertiesOf, Refresh, Sources, TokenOf};
use web::edge::{self, Drain, Edge};
use web::mount::Routes;
use web::slow::SlowRequests;

use crate::database::Database;
use crate::description::{Assembled, Description, Parts, Tasks, Tune};
use crate::error::Error;

/// The parts that the services of a process share.
#[derive(Clone)]
pub struct Shared {
    /// Their database.
    pub database: Database,
    /// The services that they call.
    pub peers: Peers,
    /// The log levels.
    pub levels: Levels,
    /// The metrics; `None` if the process keeps none.
    pub metrics: Option<Metrics>,
    /// Region and credentials for calls to AWS; `None` without AWS.
    pub aws: Option<SdkConfig>,
    /// The settings of the edge in front of the services.
    pub edge: edge::Settings,
    /// Whether the process is draining.
    pub drain: Drain,
}

/// The part of the actuator that depends on where a process runs.
pub struct Operators {
    /// The name of the environment, such as `dev`.
    pub environment: String,
    /// The identity of the program.
    pub info: Info,
    /// The effective settings.
    pub properties: PropertiesOf,
    /// Re-reads the settings.
    pub refresh: Refresh,
    /// The last lines of the log.
    pub log_tail: LogTail,
    /// The operator token.
    pub token: TokenOf,
    /// Whether requests made on this machine need no token.
    pub trusts_loopback: bool,
}

/// The audience of a listener. It decides which routes the listener serves, and how much its actuator shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everyone: public routes only.
    Anyone,
    /// The clinic itself: all routes, and the state of the peers.
    Clinic,
}

/// The assembled services of a process.
pub struct Process {
    pub(crate) shared: Shared,
    services: Vec<Service>,
    routes: Routes,
    tasks: Vec<Tasks>,
    tunes: Vec<Tune>,
}

impl Process {
    /// Assembles services from their settings and the shared parts. Every reading of the metrics updates the gauges
    /// first.
    ///
    /// # Errors
    /// If a service needs a database that its row in the table of services does not declare.
    pub fn assemble(
        services: impl IntoIterator<Item = (Description, Arc<ServiceSettings>)>,
        shared: Shared,
    ) -> Result<Self, Error> {
        let mut process = Self {
            shared,
            services: Vec::new(),
            routes: Routes::default(),
            tasks: Vec::new(),
            tunes: Vec::new(),
        };
        let mut all_gauges = Vec::new();
        for (description, settings) in services {
            let shared = &process.shared;
            let parts = Parts {
                peers: shared.peers.clone(),
                clock: shared.edge.clock.clone(),
                settings,
                aws: shared.aws.clone(),
            };
            let Assembled { routes, tasks, tune, gauges } = description.assemble(&shared.database, parts)?;
            process.services.push(description.service);
            process.routes = process.routes.merge(routes);
            process.tasks.push(tasks);
            process.tunes.push(tune);
            all_gauges.push(gauges);
        }
        if let Some(metrics) = &process.shared.metrics {
            let (database, peers) = (process.shared.database.clone(), process.shared.peers.clone());
            metrics.before_reading(move || {
                database.record_gauges();
                peers.record_gauges();
                all_gauges.iter().for_each(|record| record());
            });
        }
        Ok(process)
    }

    /// The routes of all services.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }

    /// The router of a listener: the services' routes, health and, if `operators` is given, the actuator.
    pub fn router(&self, reach: Reach, operators: Option<Operators>) -> Router {
        let routes = match reach {
            Reach::Anyone => self.routes.public(),
            Reach::Clinic => self.routes.all(),
        };
        let dependencies = self.shared.database.dependencies();
        let router = routes.merge(web::health::router(dependencies, self.shared.drain.clone()));
        match operators {
            Some(operators) => router.merge(actuator::router(self.sources(reach, operators))),
            None => router,
        }
    }

    /// The edge in front of a router of this process.
    pub fn edge(&self, router: Router) -> Edge {
        Edge::new(router, self.shared.edge.clone(), self.shared.drain.clone())
    }

    /// The list of requests that were slow or failed.
    pub fn slow_requests(&self) -> SlowRequests {
        self.shared.edge.slow.clone()
    }

    /// The background tasks of all services, which never end.
    pub fn background(&mut self) -> impl Future<Output = ()> + Send + use<> {
        let tasks = std::mem::take(&mut self.tasks);
        async { drop(join_all(tasks).await) }
    }

    /// A function that applies live settings to all services.
    pub fn tuner(&self) -> Tune {
        let tunes = self.tunes.clone();
        Arc::new(move |settings| tunes.iter().for_each(|tune| tune(settings)))
    }

    fn sources(&self, reach: Reach, operators: Operators) -> Sources {
        let Operators { environment, info, properties, refresh, log_tail, token, trusts_loopback } =
            operators;
        let Shared { levels, metrics, edge, drain, .. } = &self.shared;
        Sources {
            environment,
            info,
            dependencies: self.shared.database.dependencies(),
            drain: drain.clone(),
            clock: edge.clock.clone(),
            exchanges: edge.exchanges.clone(),
            slow: edge.slow.clone(),
            faults: edge.faults.clone(),
            routes: self.served(reach).copied().collect(),
            levels: levels.clone(),
            log_tail,
            metrics: metrics.clone(),
            properties,
            refresh,
            peers: self.peers(reach),
            token,
            trusts_loopback,
        }
    }

    fn served(&self, reach: Reach) -> impl Iterator<Item = &'static Route> {
        let is_served = move |it: &&Route| reach == Reach::Clinic || it.audience == Audience::Public;
        let of_services = |it: &&'static Route| it.service.is_some_and(|it| self.services.contains(&it));
        routes::ALL.iter().filter(of_services).filter(is_served)
    }

    fn peers(&self, reach: Reach) -> actuator::PeersOf {
        match reach {
            Reach::Anyone => Arc::new(Vec::new),
            Reach::Clinic => {
                let peers = self.shared.peers.clone();
                Arc::new(move || peers.health().into_iter().map(peer).collect())
            }
        }
    }
}

fn peer(health: peers::Health) -> Peer {
    Peer {
        name: health.service.name(),
        instances: health.instances,
        set_aside: health.set_aside,
        breaker: health.breaker.to_string(),
    }
}
