//! The faults that operators choose while the process runs, in the terms of Chaos Monkey for Spring Boot.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use jiff::Timestamp;
use tokio::time::Instant;

use super::Faults;

/// How long faults are injected at most: an operator who forgets them, or loses the way back, harms nobody for longer.
pub(crate) const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The faults that operators choose while the process runs. They end by themselves. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct OperatorFaults(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    is_allowed: AtomicBool,
    chosen: Mutex<Chosen>,
    /// What requests suffer from, and until when.
    now: ArcSwapOption<(Faults, Instant)>,
}

/// What operators have chosen.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) is_enabled: bool,
    pub(crate) assaults: Assaults,
    pub(crate) watchers: Watchers,
    /// Since when it is enabled or disabled; `None` if that was never changed.
    pub(crate) toggled: Option<Timestamp>,
    /// When the faults end; `None` while there are none.
    pub(crate) ends_at: Option<Timestamp>,
}

/// The kinds of faults, and which requests suffer from them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Assaults {
    /// Every Nth request.
    pub(crate) level: u32,
    pub(crate) latency_active: bool,
    pub(crate) latency_min: Duration,
    pub(crate) latency_max: Duration,
    pub(crate) exceptions_active: bool,
    /// How long they last.
    pub(crate) lasting: Duration,
}

/// The layers of a Spring application that faults may strike. Here a request passes all of them at once, so any of them means requests.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Watchers {
    pub(crate) controller: bool,
    pub(crate) rest_controller: bool,
    pub(crate) service: bool,
    pub(crate) repository: bool,
    pub(crate) component: bool,
}

impl Default for Chosen {
    /// As Chaos Monkey starts in the original: enabled, without anything that it strikes.
    fn default() -> Self {
        Self {
            is_enabled: true,
            assaults: Assaults {
                level: 1,
                latency_active: false,
                latency_min: Duration::from_millis(1000),
                latency_max: Duration::from_millis(3000),
                exceptions_active: false,
                lasting: LONGEST,
            },
            watchers: Watchers::default(),
            toggled: None,
            ends_at: None,
        }
    }
}

impl Watchers {
    pub(crate) fn any(self) -> bool {
        let Self { controller, rest_controller, service, repository, component } = self;
        controller || rest_controller || service || repository || component
    }
}

impl Chosen {
    /// The faults that follow.
    fn faults(&self) -> Option<Faults> {
        let Assaults { level, latency_active, latency_min, latency_max, exceptions_active, .. } =
            self.assaults;
        let is_on = self.is_enabled && self.watchers.any() && (latency_active || exceptions_active);
        let latency = |it| if latency_active { it } else { Duration::ZERO };
        is_on.then(|| Faults {
            every: level,
            latency_min: latency(latency_min),
            latency_max: latency(latency_max),
            error: exceptions_active,
        })
    }
}

impl OperatorFaults {
    /// Whether operators may choose faults at all. Those that they have chosen end if they may not.
    pub fn allow(&self, is_allowed: bool) {
        self.0.is_allowed.store(is_allowed, Ordering::Relaxed);
        if !is_allowed {
            *self.0.chosen.lock().unwrap_or_else(PoisonError::into_inner) = Chosen::default();
            self.0.now.store(None);
        }
    }

    /// Whether operators may choose faults.
    pub(crate) fn is_allowed(&self) -> bool {
        self.0.is_allowed.load(Ordering::Relaxed)
    }

    /// What requests suffer from now; `None` if operators have chosen nothing.
    pub(crate) fn now(&self) -> Option<Faults> {
        let now = self.0.now.load();
        let (faults, until) = now.as_deref()?;
        (Instant::now() < *until).then_some(*faults)
    }

    /// What is chosen. What has ended is not chosen any more.
    pub(crate) fn chosen(&self) -> Chosen {
        self.chosen_now().clone()
    }

    /// Changes what is chosen; `now` is the time. Returns what it is then, and whether requests suffer.
    pub(crate) fn change(&self, now: Timestamp, change: impl FnOnce(&mut Chosen)) -> (Chosen, bool) {
        let mut chosen = self.chosen_now();
        change(&mut chosen);
        let faults = chosen.faults();
        let lasting = chosen.assaults.lasting.min(LONGEST);
        chosen.ends_at = faults.map(|_| now.saturating_add(lasting).unwrap_or(Timestamp::MAX));
        self.0.now.store(faults.map(|faults| Arc::new((faults, Instant::now() + lasting))));
        (chosen.clone(), faults.is_some())
    }

    fn chosen_now(&self) -> std::sync::MutexGuard<'_, Chosen> {
        let mut chosen = self.0.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        let has_ended = self.0.now.load().as_deref().is_some_and(|(_, until)| *until <= Instant::now());
        if has_ended {
            *chosen = Chosen::default();
            self.0.now.store(None);
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(chosen: &mut Chosen) {
        chosen.watchers.controller = true;
        chosen.assaults.exceptions_active = true;
        chosen.assaults.level = 3;
        chosen.assaults.lasting = Duration::from_secs(600);
    }

    #[tokio::test(start_paused = true)]
    async fn faults_end_by_themselves() {
        let faults = OperatorFaults::default();
        faults.allow(true);
        assert!(faults.now().is_none());
        let (chosen, is_on) = faults.change(Timestamp::UNIX_EPOCH, on);
        assert!(is_on);
        assert_eq!(chosen.ends_at.map(Timestamp::as_second), Some(600));
        assert_eq!(faults.now(), Some(Faults { every: 3, error: true, ..Faults::default() }));
        tokio::time::advance(Duration::from_secs(600)).await;
        assert!(faults.now().is_none());
        assert!(!faults.chosen().watchers.any() && faults.chosen().ends_at.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_lasts_longer_than_an_hour() {
        let faults = OperatorFaults::default();
        faults.change(Timestamp::UNIX_EPOCH, |it| {
            on(it);
            it.assaults.lasting = 100 * LONGEST;
        });
        tokio::time::advance(LONGEST).await;
        assert!(faults.now().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_no_longer_allowed_ends() {
        let faults = OperatorFaults::default();
        faults.allow(true);
        faults.change(Timestamp::UNIX_EPOCH, on);
        faults.allow(false);
        assert!(faults.now().is_none() && !faults.chosen().watchers.any());
    }

    #[tokio::test(start_paused = true)]
    async fn requests_suffer_only_if_it_is_enabled_watched_and_active() {
        let faults = OperatorFaults::default();
        let on_with = |change: fn(&mut Chosen)| {
            let all = |it: &mut Chosen| {
                on(it);
                change(it);
            };
            faults.change(Timestamp::UNIX_EPOCH, all).1
        };
        assert!(on_with(|_| {}));
        assert!(!on_with(|it| it.is_enabled = false));
        assert!(!on_with(|it| it.watchers = Watchers::default()));
        assert!(!on_with(|it| it.assaults.exceptions_active = false));
        assert!(on_with(|it| {
            it.is_enabled = true;
            it.assaults.latency_active = true;
        }));
        assert_eq!(faults.now().unwrap().latency_max, Duration::from_secs(3));
    }
}
