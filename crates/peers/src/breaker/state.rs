//! What callers feel, and why, for people.

use std::fmt;

/// What callers of a service feel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Calls go through.
    Passing,
    /// Calls are refused at once.
    Refusing {
        /// The last failure.
        because: Failure,
    },
    /// One call is on its way to find out whether the service is back; others are refused at once.
    Probing {
        /// The last failure.
        because: Failure,
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

/// How a service failed a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It could not be connected to, or the connection broke.
    NoConnection,
    /// It did not answer in time.
    TimedOut,
    /// It answered this status, from 500 up.
    Answered(u16),
}

impl fmt::Display for Failure {
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
        let because = Failure::Answered(503);
        assert_eq!(State::Passing.to_string(), "passing");
        assert_eq!(State::Refusing { because }.to_string(), "refusing: answered 503");
        assert_eq!(State::Probing { because: Failure::TimedOut }.to_string(), "probing: no answer in time");
    }
}
