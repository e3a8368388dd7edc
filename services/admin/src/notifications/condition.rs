//! How long an instance has failed, or has been well, by its polls alone.

/// The statuses of an instance that has failed. An instance that drains says `OUT_OF_SERVICE`.
const FAILING: [&str; 3] = ["DOWN", "OFFLINE", "OUT_OF_SERVICE"];

/// What the polls of an instance have found so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Condition(Option<Phase>);

/// The polls in a row that agree on whether the instance fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Phase {
    is_failing: bool,
    /// The times of the first and of the latest of them, in seconds since 1970.
    since: i64,
    latest: i64,
    /// Whether no poll before found otherwise.
    is_first: bool,
}

/// How an instance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// No poll has ended yet.
    Unknown,
    /// It is well, and it has been for long enough.
    Well,
    /// It is well, but failed a moment ago: this may be a flap.
    Recovering,
    /// It fails, but was well a moment ago: this may be a flap or a redeploy.
    Failing,
    /// It has failed for long enough, for so many seconds.
    Failed(i64),
}

impl Health {
    /// Whether the latest poll found that it fails.
    pub(crate) fn is_failing(self) -> bool {
        matches!(self, Self::Failing | Self::Failed(_))
    }
}

impl Condition {
    /// Notes what a poll found.
    pub(crate) fn note(&mut self, status: &str, now: i64) {
        let is_failing = FAILING.contains(&status);
        match &mut self.0 {
            Some(phase) if phase.is_failing == is_failing => {
                phase.latest = now;
                // The clock may have been put back.
                phase.since = phase.since.min(now);
            }
            before => {
                *before = Some(Phase { is_failing, since: now, latest: now, is_first: before.is_none() });
            }
        }
    }

    /// How the instance is, if what its polls agree on must last for `after` seconds.
    ///
    /// What counts is the time between polls, and not the time since: an instance that fails is asked less often, and may be well by now.
    pub(crate) fn health(self, after: i64) -> Health {
        let Some(Phase { is_failing, since, latest, is_first }) = self.0 else { return Health::Unknown };
        let lasted = latest - since;
        match is_failing {
            true if lasted >= after => Health::Failed(lasted),
            true => Health::Failing,
            // One that was always well is no flap.
            false if is_first || lasted >= after => Health::Well,
            false => Health::Recovering,
        }
    }

    /// Since when it has failed; `None` if it is well or not known.
    pub(crate) fn failing_since(self) -> Option<i64> {
        self.0.filter(|it| it.is_failing).map(|it| it.since)
    }

    /// Since when it is well again; `None` if it fails, was always well, or is not known.
    pub(crate) fn well_again_since(self) -> Option<i64> {
        self.0.filter(|it| !it.is_failing && !it.is_first).map(|it| it.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(polls: &[(&str, i64)]) -> Health {
        let mut condition = Condition::default();
        for (status, now) in polls {
            condition.note(status, *now);
        }
        condition.health(60)
    }

    #[test]
    fn an_instance_has_failed_once_its_polls_say_so_for_long_enough() {
        assert_eq!(after(&[]), Health::Unknown);
        assert_eq!(after(&[("UP", 0)]), Health::Well);
        assert_eq!(after(&[("UP", 0), ("DOWN", 10), ("OFFLINE", 69)]), Health::Failing);
        assert_eq!(after(&[("UP", 0), ("OUT_OF_SERVICE", 10), ("OFFLINE", 70)]), Health::Failed(60));
        assert_eq!(after(&[("DOWN", 0), ("DOWN", 80)]), Health::Failed(80));
    }

    #[test]
    fn an_instance_that_is_well_again_may_flap_for_a_while() {
        let failed = [("DOWN", 0), ("DOWN", 60)];
        let then = |polls: &[(&'static str, i64)]| after(&[&failed[..], polls].concat());
        assert_eq!(then(&[("UP", 70)]), Health::Recovering);
        assert_eq!(then(&[("UP", 70), ("DOWN", 80), ("UP", 90), ("UP", 149)]), Health::Recovering);
        assert_eq!(then(&[("UP", 70), ("UP", 130)]), Health::Well);
    }

    #[test]
    fn a_clock_that_is_put_back_delays_nothing_for_longer_than_it_must_last() {
        assert_eq!(after(&[("DOWN", 10_000), ("DOWN", 100), ("DOWN", 160)]), Health::Failed(60));
    }
}
