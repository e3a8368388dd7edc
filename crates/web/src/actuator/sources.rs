//! The inputs of the actuator.

use std::error::Error;
use std::sync::Arc;

use contract::route::Route;
use telemetry::{Levels, LogTail, Metrics};

use crate::actuator::info::Info;
use crate::clock::Clock;
use crate::edge::Drain;
use crate::exchanges::Exchanges;
use crate::faults::OperatorFaults;
use crate::health::Dependencies;
use crate::slow::SlowRequests;

pub use futures_util::future::BoxFuture;

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;
/// Returns the effective settings.
pub type PropertiesOf = Arc<dyn Fn() -> Vec<Property> + Send + Sync>;
/// Returns the state of the peers.
pub type PeersOf = Arc<dyn Fn() -> Vec<Peer> + Send + Sync>;
/// Re-reads the settings and returns the names of those that changed.
pub type Refresh = Arc<dyn Fn() -> BoxFuture<'static, Result<Vec<String>, BoxError>> + Send + Sync>;
/// Returns the operator token; `None` if there is none, or if it is unavailable.
pub type TokenOf = Arc<dyn Fn(Freshness) -> BoxFuture<'static, Option<String>> + Send + Sync>;

/// The inputs of the actuator.
pub struct Sources {
    /// The environment that the process is part of, such as `dev`.
    pub environment: String,
    /// The identity of the program.
    pub info: Info,
    /// The dependencies of the process.
    pub dependencies: Dependencies,
    /// Whether the process is draining.
    pub drain: Drain,
    /// The clock.
    pub clock: Clock,
    /// The last requests; the same value as in the edge's settings.
    pub exchanges: Exchanges,
    /// The requests that were slow or failed; the same value as in the edge's settings.
    pub slow: SlowRequests,
    /// The faults that operators choose; the same value as in the edge's settings.
    pub faults: OperatorFaults,
    /// The mounted routes.
    pub routes: Vec<Route>,
    /// The log levels.
    pub levels: Levels,
    /// The last lines of the log.
    pub log_tail: LogTail,
    /// The metrics; `None` if the process keeps none.
    pub metrics: Option<Metrics>,
    /// The effective settings.
    pub properties: PropertiesOf,
    /// Re-reads the settings.
    pub refresh: Refresh,
    /// The services that this process calls.
    pub peers: PeersOf,
    /// The operator token.
    pub token: TokenOf,
    /// Whether requests made on this machine need no token. It must be off beside a reverse proxy: relayed requests may
    /// look local.
    pub trusts_loopback: bool,
}

/// An effective setting.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its value; masked where it is a secret.
    pub value: String,
    /// The layer that provides the value.
    pub source: String,
}

/// A service that this one calls.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    /// The number of known instances.
    pub instances: usize,
    /// How many of them are set aside after failing.
    pub set_aside: usize,
    /// The state of the circuit breaker.
    pub breaker: String,
}

/// How fresh a token has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The cached token is enough.
    Cached,
    /// The current token: the client presented another one, and the cached one may have been rotated.
    Renewed,
}
