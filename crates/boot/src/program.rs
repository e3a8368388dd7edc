//! A service, as far as starting it needs to know it.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use contract::endpoint::Service;
use contract::settings::ServiceSettings;
use db::{Db, Stream};
use peers::Peers;
use settings::aws::SdkConfig;
use web::clock::Clock;

/// A service that can be started as a process of its own.
#[derive(Clone, Copy)]
pub struct Program {
    /// The service.
    pub service: Service,
    /// Its version.
    pub version: &'static str,
    /// Its tables.
    pub stream: Stream,
    /// Puts it together.
    pub assemble: fn(Parts) -> Assembled,
}

/// What a service is put together from.
pub struct Parts {
    /// Its database, ready for use.
    pub db: Db,
    /// The services it calls.
    pub peers: Peers,
    /// The time.
    pub clock: Clock,
    /// Its settings now; [`Assembled::tune`] gets those that come later.
    pub settings: Arc<ServiceSettings>,
    /// Region and credentials for calls to AWS of its own; none without AWS.
    pub aws: Option<SdkConfig>,
}

pub(crate) type Work = Pin<Box<dyn Future<Output = ()> + Send>>;
type Tune = Arc<dyn Fn(&ServiceSettings) + Send + Sync>;
type Gauges = Arc<dyn Fn() + Send + Sync>;

/// A service that was put together.
pub struct Assembled {
    pub(crate) router: Router,
    pub(crate) work: Work,
    pub(crate) tune: Tune,
    pub(crate) gauges: Gauges,
}

impl Assembled {
    /// A service that only answers requests.
    pub fn new(router: Router) -> Self {
        let work = Box::pin(std::future::pending());
        Self { router, work, tune: Arc::new(|_| {}), gauges: Arc::new(|| {}) }
    }

    /// Adds its work between requests, which never ends.
    #[must_use]
    pub fn work(mut self, work: impl Future<Output = ()> + Send + 'static) -> Self {
        self.work = Box::pin(work);
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
