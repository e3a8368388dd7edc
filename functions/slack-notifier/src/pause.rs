//! Pauses between attempts.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use backoff::Backoff;
use http::HeaderMap;
use http::header::RETRY_AFTER;

/// The pauses before jitter.
const PAUSES: Backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(4));

/// The pause that Slack requests.
pub(crate) fn asked(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The pause after an attempt, counted from 1: 0.5 s, 1 s, 2 s and 4 s, plus jitter of up to half of that.
///
/// The jitter spreads retries that failed together. It derives from the message instead of a random source: different messages
/// still spread, and tests are deterministic.
pub(crate) fn after(attempt: u32, message: &str) -> Duration {
    let pause = PAUSES.pause(attempt.saturating_sub(1));
    let mut hasher = DefaultHasher::new();
    (attempt, message).hash(&mut hasher);
    let thousandths = u32::try_from(hasher.finish() % 500).unwrap_or_default();
    pause + pause / 1000 * thousandths
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn pauses_double_and_are_half_as_long_again_at_most() {
        for (attempt, millis) in [(1, 500), (2, 1000), (3, 2000), (4, 4000)] {
            let pauses: BTreeSet<_> =
                (0..100).map(|it| after(attempt, &it.to_string()).as_millis()).collect();
            assert!(pauses.iter().all(|it| (millis..millis * 3 / 2).contains(it)), "{pauses:?}");
            assert!(pauses.len() > 50, "{pauses:?}");
        }
        assert_eq!(after(1, "a"), after(1, "a"));
    }

    #[test]
    fn slack_asks_in_seconds() {
        let asked = |text: &str| asked(&[(RETRY_AFTER, text.parse().unwrap())].into_iter().collect());
        assert_eq!(asked("30"), Some(Duration::from_secs(30)));
        assert_eq!(asked("Wed, 25 Nov 2026 10:15:30 GMT"), None);
        assert_eq!(asked("-1"), None);
    }
}
