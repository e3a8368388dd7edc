//! The settings of an edge at its start.

use http::header::{HeaderName, HeaderValue};

use super::Hosts;
use crate::clock::Clock;
use crate::exchanges::Exchanges;
use crate::faults::OperatorFaults;
use crate::slow::SlowRequests;
use crate::tuning::Tuner;

/// The header with the key to a listener of a process's own.
pub const KEY: HeaderName = HeaderName::from_static("x-petclinic-key");

/// The settings of an edge.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Most concurrent requests of clients; the edge answers further ones 503 at once.
    pub concurrency: usize,
    /// The origin of a site on another host whose scripts may call the API, such as `https://clinic.example`.
    pub site_origin: Option<HeaderValue>,
    /// The hosts that the server answers for.
    pub hosts: Hosts,
    /// What requests must carry in [`KEY`]; `None` for a listener that others may use.
    pub key: Option<HeaderValue>,
    /// The clock.
    pub clock: Clock,
    /// The settings that may change while it serves.
    pub tuner: Tuner,
    /// The list of the last requests, for operators.
    pub exchanges: Exchanges,
    /// The requests that were slow or failed, for operators.
    pub slow: SlowRequests,
    /// The faults that operators choose.
    pub faults: OperatorFaults,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 512,
            site_origin: None,
            hosts: Hosts::default(),
            key: None,
            clock: Clock::System,
            tuner: Tuner::default(),
            exchanges: Exchanges::default(),
            slow: SlowRequests::default(),
            faults: OperatorFaults::default(),
        }
    }
}
