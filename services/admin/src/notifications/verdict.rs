//! Decides when people are told about an application.
//!
//! An application is well, restricted or down. People are told each change of that, and when more of its instances have failed than they
//! know. What has not lasted for long enough changes nothing, so redeploys and flaps tell nobody.

use super::condition::Health;

/// How an application is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// All its instances are well.
    #[default]
    Well,
    /// Some have failed.
    Restricted,
    /// All have failed, or none is left.
    Down,
}

impl Severity {
    const ALL: [Self; 3] = [Self::Well, Self::Restricted, Self::Down];

    /// Its name in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Restricted => "restricted",
            Self::Down => "down",
        }
    }

    /// The severity of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// What was said of an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) severity: Severity,
    /// How many of its instances had failed.
    pub(crate) failed: u32,
}

/// What was said of an application, and to whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    /// What people were told.
    pub(crate) told: Said,
    /// What was noted: told, or suppressed by a filter.
    pub(crate) noted: Said,
}

/// How the instances of an application are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) well: u32,
    pub(crate) recovering: u32,
    pub(crate) failing: u32,
    pub(crate) failed: u32,
    pub(crate) unknown: u32,
    /// For how many seconds the first of them has failed.
    pub(crate) longest: i64,
    /// For how many seconds it has had no instance although it should have some.
    pub(crate) gone: Option<i64>,
}

impl Tally {
    /// Counts an instance.
    pub(crate) fn add(&mut self, health: Health) {
        match health {
            Health::Unknown => self.unknown += 1,
            Health::Well => self.well += 1,
            Health::Recovering => self.recovering += 1,
            Health::Failing => self.failing += 1,
            Health::Failed(lasted) => {
                self.failed += 1;
                self.longest = self.longest.max(lasted);
            }
        }
    }

    /// What there is to say after `before`, if anything has changed for at least `after` seconds.
    fn next(&self, before: Said, after: i64) -> Option<Said> {
        let severity = self.severity(before.severity, after)?;
        let failed = self.failed;
        let is_worse = severity == Severity::Restricted && failed > before.failed;
        (severity != before.severity || is_worse).then_some(Said { severity, failed })
    }

    /// The severity, if it can be told from flaps.
    fn severity(&self, before: Severity, after: i64) -> Option<Severity> {
        if self.gone.is_some_and(|it| it >= after) {
            return Some(Severity::Down);
        }
        if self.failed == 0 {
            let is_well = self.failing == 0 && self.recovering == 0 && self.well > 0;
            return is_well.then_some(Severity::Well);
        }
        // Instances that fail together are polled one after another, and one message tells of all. One that flaps is not waited for again
        // and again.
        let may_follow = self.failing > 0 || self.unknown > 0 && self.well + self.recovering == 0;
        if may_follow && self.longest < 2 * after {
            return None;
        }
        match (self.well, self.recovering + self.failing) {
            (0, 0) => Some(Severity::Down),
            // All others flap, so nothing is better yet.
            (0, _) if before == Severity::Down => None,
            _ => Some(Severity::Restricted),
        }
    }
}

/// What to do about an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// There is nothing to say.
    Nothing,
    /// People are told.
    Tell(Said),
    /// It is noted that a filter keeps people from being told.
    Suppress(Said),
}

impl Record {
    /// Decides what to do. `heard` counts instances without those that a filter silences; `None` if a filter silences the application.
    pub(crate) fn step(&self, all: &Tally, heard: Option<&Tally>, after: i64) -> Step {
        let told = heard.and_then(|heard| {
            let next = heard.next(self.told, after)?;
            // A filter hides what fails, which makes nothing better.
            let is_better = next.severity < self.told.severity;
            let is_so =
                !is_better || all.next(self.told, after).is_some_and(|it| it.severity == next.severity);
            is_so.then_some(next)
        });
        match (told, all.next(self.noted, after)) {
            (Some(said), _) => Step::Tell(said),
            (None, Some(said)) => Step::Suppress(said),
            (None, None) => Step::Nothing,
        }
    }

    /// The record after a step.
    pub(crate) fn after(self, step: Step, all: &Tally, after: i64) -> Self {
        match step {
            Step::Nothing => self,
            Step::Tell(told) => Self { told, noted: all.next(self.noted, after).unwrap_or(self.noted) },
            Step::Suppress(noted) => Self { noted, ..self },
        }
    }
}

#[cfg(test)]
mod tests;
