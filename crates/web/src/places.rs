//! Places: how many answers of a kind are in progress, and their limit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::fault::Fault;
use http::StatusCode;

/// Counts the answers in progress. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Places(Arc<AtomicU32>);

/// The place of an answer, until it is dropped.
#[derive(Debug)]
pub struct Place(Arc<AtomicU32>);

impl Places {
    /// A place among at most `limit`.
    ///
    /// # Errors
    /// 503 with this detail if there is none.
    pub fn take(&self, limit: u32, detail: &'static str) -> Result<Place, Fault> {
        let taken = self.0.fetch_add(1, Ordering::Relaxed);
        // Counted first, so that the place is given back if it is one too many.
        let place = Place(self.0.clone());
        if taken < limit {
            return Ok(place);
        }
        Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, detail))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_given_back_is_free_for_the_next_answer() {
        let places = Places::default();
        let first = places.take(1, "full").unwrap();
        for _ in 0..3 {
            assert_eq!(places.take(1, "full").unwrap_err().status(), 503);
        }
        let second = places.take(2, "full").unwrap();
        drop((first, second));
        places.take(1, "full").unwrap();
    }
}
