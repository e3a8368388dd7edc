//! The metrics of a cache: how often it had what was looked up, and how much it holds.

use metrics::{Counter, Gauge, Unit};

const GETS: &str = "cache_gets_total";
const SIZE: &str = "cache_size";

/// The statistics of a cache.
#[derive(Debug)]
pub struct CacheStatistics {
    hits: Counter,
    misses: Counter,
    size: Gauge,
}

impl CacheStatistics {
    /// Those of the cache of this name, which two labels carry, as the original's do.
    pub fn new(cache: &'static str) -> Self {
        metrics::describe_counter!(
            GETS,
            Unit::Count,
            "Look-ups in a cache, by whether it had what was looked up."
        );
        metrics::describe_gauge!(SIZE, Unit::Count, "Entries in a cache, about.");
        let gets = |result: &'static str| metrics::counter!(GETS, "cache" => cache, "name" => cache, "result" => result);
        let (hits, misses) = (gets("hit"), gets("miss"));
        Self { hits, misses, size: metrics::gauge!(SIZE, "cache" => cache, "name" => cache) }
    }

    /// Notes a look-up, and hands on what it found.
    pub fn note<T>(&self, found: Option<T>) -> Option<T> {
        if found.is_some() {
            self.hits.increment(1)
        } else {
            self.misses.increment(1)
        }
        found
    }

    /// Notes how much it holds.
    pub fn set_size(&self, entries: u64) {
        self.size.set(entries as f64);
    }
}
