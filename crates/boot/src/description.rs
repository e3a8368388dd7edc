//! The description of a service. Its `main`, the clinic on one machine, the tests and the benchmarks all start from it.

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
use crate::error::Error;

type Assemble = dyn Fn(&Database, Parts) -> Option<Assembled> + Send + Sync;

/// A service and the way to assemble it. Clones are equivalent.
#[derive(Clone)]
pub struct Description {
    /// Its row in the table of services.
    pub service: Service,
    /// Its version.
    pub version: &'static str,
    assemble: Arc<Assemble>,
}

impl Description {
    /// A service without a database.
    pub fn new(
        service: Service,
        version: &'static str,
        assemble: impl Fn(Parts) -> Assembled + Send + Sync + 'static,
    ) -> Self {
        Self { service, version, assemble: Arc::new(move |_, parts| Some(assemble(parts))) }
    }

    /// A service with a database.
    #[cfg(feature = "database")]
    pub fn with_database(
        service: Service,
        version: &'static str,
        assemble: impl Fn(Db, Parts) -> Assembled + Send + Sync + 'static,
    ) -> Self {
        let assemble = move |database: &Database, parts| Some(assemble(database.opened()?, parts));
        Self { service, version, assemble: Arc::new(assemble) }
    }

    /// Assembles the service.
    ///
    /// # Errors
    /// [`Error::NoDatabase`] if the service needs a database and its row in the table of services declares none.
    pub(crate) fn assemble(&self, database: &Database, parts: Parts) -> Result<Assembled, Error> {
        (self.assemble)(database, parts).ok_or(Error::NoDatabase { service: self.service })
    }
}

impl std::fmt::Debug for Description {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.service, self.version)
    }
}

/// The parts that a service is assembled from, besides its database.
#[derive(Clone)]
pub struct Parts {
    /// The services it calls.
    pub peers: Peers,
    /// The clock.
    pub clock: Clock,
    /// The settings at the start; [`Assembled::tune`] receives later ones.
    pub settings: Arc<ServiceSettings>,
    /// Region and credentials for the service's own calls to AWS; `None` without AWS.
    pub aws: Option<SdkConfig>,
}

pub(crate) type Tasks = Pin<Box<dyn Future<Output = ()> + Send>>;
/// Applies live settings.
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
    /// A service without background tasks.
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

    /// Adds the function that applies live settings, at the start and after each change.
    #[must_use]
    pub fn tune(mut self, tune: impl Fn(&ServiceSettings) + Send + Sync + 'static) -> Self {
        self.tune = Arc::new(tune);
        self
    }

    /// Adds the function that updates the gauges before each reading of the metrics.
    #[must_use]
    pub fn gauges(mut self, record: impl Fn() + Send + Sync + 'static) -> Self {
        self.gauges = Arc::new(record);
        self
    }
}
