//! The current time and date. No other file of this crate may read the wall clock.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use contract::route::Route;
use http::request::Parts;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::fault::Fault;

/// The source of the current time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's time; dates are in its time zone.
    #[default]
    System,
    /// A time that changes only when a test sets it, in seconds since 1970; dates are in UTC.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `seconds` since 1970 until [`set`](Self::set) moves it.
    pub fn fixed(seconds: i64) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(seconds)))
    }

    /// Moves a fixed clock; on the system's clock it has no effect.
    pub fn set(&self, seconds: i64) {
        if let Self::Fixed(at) = self {
            at.store(seconds, Ordering::Relaxed);
        }
    }

    /// The current time.
    #[expect(clippy::disallowed_methods, reason = "the door")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(at) => Timestamp::from_second(at.load(Ordering::Relaxed)).unwrap_or_default(),
        }
    }

    /// The current time in seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.now().as_second()
    }

    /// The current date in the clinic's time zone.
    #[expect(clippy::disallowed_methods, reason = "the door")]
    pub fn today(&self) -> Date {
        match self {
            Self::System => ZonedDateTime::now().date(),
            Self::Fixed(_) => TimeZone::UTC.to_datetime(self.now()).date(),
        }
    }
}

/// The state that handlers share, as far as serving depends on it.
pub trait HandlerState: Clone + Send + Sync + 'static {
    /// The clock.
    fn clock(&self) -> &Clock;

    /// Decides who the caller of a route with a needed role is, before anything else of the request is read. What it inserts into the
    /// request's extensions, the handler gets by [`Call::extension`](crate::call::Call::extension).
    ///
    /// # Errors
    /// The refusal. A service that does not implement this serves no such route.
    fn admit(&self, route: &'static Route, _: &mut Parts) -> impl Future<Output = Result<(), Fault>> + Send {
        std::future::ready(Err(Fault::internal(NoGate(route.name))))
    }
}

/// A service mounts a route that needs a role, and knows no callers.
#[derive(Debug)]
struct NoGate(&'static str);

impl fmt::Display for NoGate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing decides who may call {}", self.0)
    }
}

impl Error for NoGate {}
