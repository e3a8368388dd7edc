//! Where the actuator gets what it reports.

use std::error::Error;
use std::sync::Arc;

use contract::route::Route;
use telemetry::{Levels, Metrics};

use crate::actuator::info::Info;
use crate::clock::Clock;
use crate::edge::Drain;
use crate::exchanges::Exchanges;
use crate::health::Dependencies;

pub use futures_util::future::BoxFuture;

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;
/// Gives the settings in effect.
pub type PropertiesOf = Arc<dyn Fn() -> Vec<Property> + Send + Sync>;
/// Gives what is known of peers.
pub type PeersOf = Arc<dyn Fn() -> Vec<Peer> + Send + Sync>;
/// Re-reads the settings and gives the names of those that have changed.
pub type Refresh = Arc<dyn Fn() -> BoxFuture<'static, Result<Vec<String>, BoxError>> + Send + Sync>;
/// Gives the operator token; `None` where there is none, or none is to be had.
pub type TokenOf = Arc<dyn Fn(Freshness) -> BoxFuture<'static, Option<String>> + Send + Sync>;

/// What the actuator is made of.
pub struct Sources {
    /// The environment that the process is part of, such as `dev`.
    pub environment: String,
    /// Which program this is.
    pub info: Info,
    /// What it cannot do without.
    pub dependencies: Dependencies,
    /// Whether it is on its way out.
    pub drain: Drain,
    /// The time.
    pub clock: Clock,
    /// The last requests: the same as in the edge's settings.
    pub exchanges: Exchanges,
    /// The routes that are mounted.
    pub routes: Vec<Route>,
    /// The levels of the log.
    pub levels: Levels,
    /// The metrics; `None` where none are kept.
    pub metrics: Option<Metrics>,
    /// The settings in effect.
    pub properties: PropertiesOf,
    /// Re-reads the settings.
    pub refresh: Refresh,
    /// The services that this one calls.
    pub peers: PeersOf,
    /// The operator token.
    pub token: TokenOf,
    /// Whether requests that were made on this machine need no token. Not where a reverse proxy runs beside the process: what it
    /// passes on may look as if it was made here.
    pub trusts_loopback: bool,
}

/// A setting in effect.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Its value; masked where it is a secret.
    pub value: String,
    /// The layer that it comes from.
    pub source: String,
}

/// A service that this one calls.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    /// Its instances that are known.
    pub instances: usize,
    /// How many of these have failed lately and are not asked.
    pub set_aside: usize,
    /// The state of the circuit breaker.
    pub breaker: String,
}

/// How old a token may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// As it was last seen.
    Cached,
    /// As it is now: another one was presented, and it may have been rotated.
    Renewed,
}
