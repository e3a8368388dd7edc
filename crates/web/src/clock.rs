//! The one door through which the time comes in.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Tells the time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's time, and its days in its own time zone.
    #[default]
    System,
    /// A time that only changes when a test says so, in seconds since 1970; days in UTC.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `seconds` since 1970 until it is [set](Self::set).
    pub fn fixed(seconds: i64) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(seconds)))
    }

    /// Moves a fixed clock; the system's cannot be moved.
    pub fn set(&self, seconds: i64) {
        if let Self::Fixed(at) = self {
            at.store(seconds, Ordering::Relaxed);
        }
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the door")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(at) => Timestamp::from_second(at.load(Ordering::Relaxed)).unwrap_or_default(),
        }
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.now().as_second()
    }

    /// The day it is where the clinic is.
    #[expect(clippy::disallowed_methods, reason = "the door")]
    pub fn today(&self) -> Date {
        match self {
            Self::System => ZonedDateTime::now().date(),
            Self::Fixed(_) => TimeZone::UTC.to_datetime(self.now()).date(),
        }
    }
}

/// What handlers share, as far as serving needs to know it.
pub trait Context: Clone + Send + Sync + 'static {
    /// The time.
    fn clock(&self) -> &Clock;
}
