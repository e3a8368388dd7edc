//! What an edge is given once.

use http::header::HeaderValue;

use crate::clock::Clock;
use crate::exchanges::Exchanges;
use crate::tuning::Tuner;

/// What an edge allows.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Requests of clients in progress at most; further ones are answered 503 at once.
    pub concurrency: usize,
    /// The origin of a site on another host whose scripts may call, as `https://clinic.example`.
    pub site_origin: Option<HeaderValue>,
    /// The time.
    pub clock: Clock,
    /// What can be changed while it serves.
    pub tuner: Tuner,
    /// Where it leaves the last requests for operators to see.
    pub exchanges: Exchanges,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 512,
            site_origin: None,
            clock: Clock::System,
            tuner: Tuner::default(),
            exchanges: Exchanges::default(),
        }
    }
}
