//! Rate limit for logged failures.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use http::StatusCode;

use crate::fault::Fault;

/// How often a path template is in the log with a failure, in seconds.
const SPACING: i64 = 60;

/// Logs server errors. Errors 500 have unknown causes, so all are logged. In an outage, all requests fail alike with
/// other errors, so the log gets one of them a minute for each path template.
#[derive(Default)]
pub(super) struct Failures(Mutex<HashMap<&'static str, Logged>>);

/// The second of the last logged failure, and the number omitted since.
struct Logged {
    second: i64,
    omitted: u64,
}

impl Failures {
    /// Logs a fault with the path template if it is a server error.
    pub(super) fn log(&self, fault: &Fault, method: &'static str, template: &'static str, second: i64) {
        match fault.status() {
            StatusCode::INTERNAL_SERVER_ERROR => fault.log(method, template, 0),
            status if status.is_server_error() => {
                if let Some(omitted) = self.admit(template, second) {
                    fault.log(method, template, omitted);
                }
            }
            _ => {}
        }
    }

    /// Whether to log now; if so, the number of failures omitted since the last one.
    fn admit(&self, template: &'static str, second: i64) -> Option<u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(template) {
            Some(logged) if (0..SPACING).contains(&(second - logged.second)) => {
                logged.omitted += 1;
                None
            }
            Some(logged) => {
                let omitted = logged.omitted;
                *logged = Logged { second, omitted: 0 };
                Some(omitted)
            }
            None => {
                all.insert(template, Logged { second, omitted: 0 });
                Some(0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_logged_once_a_minute_and_path_with_the_number_of_those_left_out() {
        let failures = Failures::default();
        assert_eq!(failures.admit("/a", 7), Some(0));
        assert_eq!(failures.admit("/a", 8), None);
        assert_eq!(failures.admit("/a", 66), None);
        assert_eq!(failures.admit("/b", 66), Some(0));
        assert_eq!(failures.admit("/a", 67), Some(2));
        assert_eq!(failures.admit("/a", 127), Some(0));
        assert_eq!(failures.admit("/a", 3), Some(0), "the clock was put back");
    }
}
