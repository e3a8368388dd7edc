//! Metrics of a cache: hits, misses and size.

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
    /// The statistics of the cache of this name. As in the original, two labels carry the name.
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

    /// Counts a look-up as a hit or a miss, and returns its result.
    pub fn note<T>(&self, found: Option<T>) -> Option<T> {
        if found.is_some() {
            self.hits.increment(1)
        } else {
            self.misses.increment(1)
        }
        found
    }

    /// Records the number of entries.
    pub fn set_size(&self, entries: u64) {
        self.size.set(entries as f64);
    }
}
