//! Recently delivered messages, for deduplication: SNS delivers at least once, and Lambda retries failed events.

use std::collections::{HashSet, VecDeque};

/// Maximum keys to remember, more than a day's alarms.
const CAPACITY: usize = 1000;

/// The keys of the last messages that this process delivered.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    keys: HashSet<String>,
    /// The oldest first.
    order: VecDeque<String>,
}

impl Recent {
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    pub(crate) fn remember(&mut self, key: String) {
        if self.keys.insert(key.clone()) {
            self.order.push_back(key);
        }
        if self.order.len() > CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.keys.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_thousand_are_remembered() {
        let mut recent = Recent::default();
        for number in 0..=CAPACITY {
            recent.remember(number.to_string());
            recent.remember(number.to_string());
        }
        assert!(!recent.contains("0"));
        assert!((1..=CAPACITY).all(|it| recent.contains(&it.to_string())));
        assert_eq!((recent.keys.len(), recent.order.len()), (CAPACITY, CAPACITY));
    }
}
