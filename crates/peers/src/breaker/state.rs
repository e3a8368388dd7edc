//! The states of a breaker as callers see them, with a reason that people can read.

use std::fmt;

/// The state of a breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Closed: calls go through.
    Passing,
    /// Open: calls are refused at once.
    Refusing {
        /// The last failure.
        because: PeerFailure,
    },
    /// Half-open: one call probes the service, and others are refused at once.
    Probing {
        /// The last failure.
        because: PeerFailure,
    },
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passing => f.write_str("passing"),
            Self::Refusing { because } => write!(f, "refusing: {because}"),
            Self::Probing { because } => write!(f, "probing: {because}"),
        }
    }
}

/// The way in which a service failed a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerFailure {
    /// The connection could not be opened, or it broke.
    NoConnection,
    /// The service did not answer in time.
    TimedOut,
    /// The service answered with this status, 500 or higher.
    Answered(u16),
}

impl fmt::Display for PeerFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConnection => f.write_str("no connection"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Answered(status) => write!(f, "answered {status}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_as_what_callers_feel_and_why() {
        let because = PeerFailure::Answered(503);
        assert_eq!(State::Passing.to_string(), "passing");
        assert_eq!(State::Refusing { because }.to_string(), "refusing: answered 503");
        assert_eq!(
            State::Probing { because: PeerFailure::TimedOut }.to_string(),
            "probing: no answer in time"
        );
    }
}
