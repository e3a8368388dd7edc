//! A service, described once: its `main`, the clinic on one machine, the tests and the benchmarks start from the same value.

use std::pin::Pin;
use std::sync::Arc;

use contract::service::Service;
use contract::settings::ServiceSettings;
#[cfg(feature = "database")]
use db::Db;
use peers::Peers;
use settings::aws::SdkConfig;
use web::clock::Clock;
use web::mount::Routes;

use crate::database::Database;

/// A service and how it is assembled. Clones are the same.
#[derive(Clone)]
pub struct Description {
    /// Its row in the table of services.
    pub service: Service,
    /// Its version.
    pub version: &'static str,
    assemble: Arc<dyn Fn(&Database, Parts) -> Assembled + Send + Sync>,
    /// Whether it is assembled from a database.
    has_database: bool,
}

impl Description {
    /// A service that has no database.
    pub fn new(
        service: Service,
        version: &'static str,
        assemble: impl Fn(Parts) -> Assembled + Send + Sync + 'static,
    ) -> Self {
        Self { service, version, assemble: Arc::new(move |_, parts| assemble(parts)), has_database: false }
    }

    /// A service that has a database.
    #[cfg(feature = "database")]
    pub fn with_database(
        service: Service,
        version: &'static str,
        assemble: impl Fn(Db, Parts) -> Assembled + Send + Sync + 'static,
    ) -> Self {
        let assemble = move |database: &Database, parts| assemble(database.opened(), parts);
        Self { service, version, assemble: Arc::new(assemble), has_database: true }
    }

    /// Whether it is assembled from a database.
    pub fn has_database(&self) -> bool {
        self.has_database
    }

    pub(crate) fn assemble(&self, database: &Database, parts: Parts) -> Assembled {
        (self.assemble)(database, parts)
    }
}

impl std::fmt::Debug for Description {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.service, self.version)
    }
}

/// The parts that a service is assembled from, beside its database.
#[derive(Clone)]
pub struct Parts {
    /// The services it calls.
    pub peers: Peers,
    /// The time.
    pub clock: Clock,
    /// Its settings now; [`Assembled::tune`] gets those that come later.
    pub settings: Arc<ServiceSettings>,
    /// Region and credentials for calls to AWS of its own; none without AWS.
    pub aws: Option<SdkConfig>,
}

pub(crate) type Tasks = Pin<Box<dyn Future<Output = ()> + Send>>;
/// Puts live settings into effect.
pub type Tune = Arc<dyn Fn(&ServiceSettings) + Send + Sync>;
pub(crate) type Gauges = Arc<dyn Fn() + Send + Sync>;

/// An assembled service.
pub struct Assembled {
    pub(crate) routes: Routes,
    pub(crate) tasks: Tasks,
    pub(crate) tune: Tune,
    pub(crate) gauges: Gauges,
}

impl Assembled {
    /// A service that only answers requests.
    pub fn new(routes: Routes) -> Self {
        let tasks = Box::pin(std::future::pending());
        Self { routes, tasks, tune: Arc::new(|_| {}), gauges: Arc::new(|| {}) }
    }

    /// Adds its background tasks, which never end.
    #[must_use]
    pub fn background(mut self, tasks: impl Future<Output = ()> + Send + 'static) -> Self {
        self.tasks = Box::pin(tasks);
        self
    }

    /// Adds what it does with its live settings, at start and after each change of them.
    #[must_use]
    pub fn tune(mut self, tune: impl Fn(&ServiceSettings) + Send + Sync + 'static) -> Self {
        self.tune = Arc::new(tune);
        self
    }

    /// Adds how it records its gauges before somebody looks at them.
    #[must_use]
    pub fn gauges(mut self, record: impl Fn() + Send + Sync + 'static) -> Self {
        self.gauges = Arc::new(record);
        self
    }
}
