//! Which lines are logged: levels by target, changed while the service runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer};

use self::directives::{Directives, target_name};

mod directives;

/// How grave a line has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing is logged.
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Level {
    /// All of them, the quietest first.
    pub const ALL: [Self; 6] = [Self::Off, Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace];

    /// In capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Error => "ERROR",
            Self::Warn => "WARN",
            Self::Info => "INFO",
            Self::Debug => "DEBUG",
            Self::Trace => "TRACE",
        }
    }

    const fn filter(self) -> LevelFilter {
        match self {
            Self::Off => LevelFilter::OFF,
            Self::Error => LevelFilter::ERROR,
            Self::Warn => LevelFilter::WARN,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
            Self::Trace => LevelFilter::TRACE,
        }
    }

    pub(crate) fn of(level: &tracing::Level) -> Self {
        match *level {
            tracing::Level::ERROR => Self::Error,
            tracing::Level::WARN => Self::Warn,
            tracing::Level::INFO => Self::Info,
            tracing::Level::DEBUG => Self::Debug,
            tracing::Level::TRACE => Self::Trace,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = InvalidDirective;

    /// In any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| InvalidDirective(text.to_owned()))
    }
}

/// Neither a level nor `target=level`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a level (off, error, warn, info, debug, trace) nor target=level")]
pub struct InvalidDirective(pub String);

/// A logger, as an operator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logger {
    /// The level set for just this one.
    pub configured: Option<Level>,
    /// The level that applies, its own or the nearest above it.
    pub effective: Level,
}

/// The levels in force. Clones are the same levels.
#[derive(Clone, Debug)]
pub struct Levels(Arc<RwLock<State>>);

#[derive(Debug)]
struct State {
    directives: Directives,
    /// What was set beside the directives, by target or [`Levels::ROOT`].
    overrides: BTreeMap<String, Level>,
    /// The targets of which a line has been met, whether it was logged or not.
    seen: BTreeSet<String>,
}

impl Levels {
    /// The name of the logger above all others.
    pub const ROOT: &'static str = "ROOT";

    /// Whether directives such as `info,peers=debug,web::edge=off` can be read. What is not named is `info`.
    pub fn check(directives: &str) -> Result<(), InvalidDirective> {
        Directives::parse(directives).map(drop)
    }

    /// The levels of these directives.
    pub fn new(directives: &str) -> Result<Self, InvalidDirective> {
        let directives = Directives::parse(directives)?;
        Ok(Self(Arc::new(RwLock::new(State {
            directives,
            overrides: BTreeMap::new(),
            seen: BTreeSet::new(),
        }))))
    }

    /// Replaces the directives. What was given to [`Levels::set`] still wins.
    pub fn configure(&self, directives: &str) -> Result<(), InvalidDirective> {
        let directives = Directives::parse(directives)?;
        self.change(|state| state.directives = directives);
        Ok(())
    }

    /// Sets one target's level until it is set again; none gives it back to the directives. Targets are written with `::`
    /// or `.` between their parts.
    pub fn set(&self, name: &str, level: Option<Level>) {
        let name = logger_name(name);
        self.change(|state| match level {
            Some(level) => drop(state.overrides.insert(name, level)),
            None => drop(state.overrides.remove(&name)),
        });
    }

    /// The level set for just this target.
    pub fn configured(&self, name: &str) -> Option<Level> {
        self.read().configured(&logger_name(name))
    }

    /// The level that applies to this target.
    pub fn effective(&self, name: &str) -> Level {
        self.read().effective(&logger_name(name))
    }

    /// Every logger that is set or has been seen, by name, and `ROOT`.
    pub fn all(&self) -> BTreeMap<String, Logger> {
        let state = self.read();
        let names = state.overrides.keys().chain(state.directives.targets.keys()).chain(&state.seen);
        names
            .map(String::as_str)
            .chain([Self::ROOT])
            .map(|name| {
                (
                    name.to_owned(),
                    Logger { configured: state.configured(name), effective: state.effective(name) },
                )
            })
            .collect()
    }

    fn allow(&self, line: &Metadata<'_>) -> bool {
        // There is no use for spans.
        line.is_event() && Level::of(line.level()) <= self.read().effective(line.target())
    }

    /// Takes note of a place in the code that may log.
    fn see(&self, target: &str) {
        if self.read().seen.contains(target) {
            return;
        }
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let root = target.split("::").next().unwrap_or(target);
        state.seen.insert(root.to_owned());
        state.seen.insert(target.to_owned());
    }

    /// The loudest level that any target has.
    fn loudest(&self) -> Level {
        let state = self.read();
        let set = state.overrides.values().chain(state.directives.targets.values()).copied();
        set.chain([state.effective(Self::ROOT)]).max().unwrap_or(Level::Off)
    }

    fn change(&self, apply: impl FnOnce(&mut State)) {
        apply(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
        // Each place that logs keeps whether it is to; the lock is free again, as they ask anew in this call.
        tracing::callsite::rebuild_interest_cache();
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decides for all layers beside it.
impl<S: Subscriber> Layer<S> for Levels {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.is_event() {
            self.see(metadata.target());
        }
        if self.allow(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.allow(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.loudest().filter())
    }
}

impl State {
    fn configured(&self, name: &str) -> Option<Level> {
        let directive = || match name {
            Levels::ROOT => Some(&self.directives.root),
            name => self.directives.targets.get(name),
        };
        self.overrides.get(name).or_else(directive).copied()
    }

    fn effective(&self, name: &str) -> Level {
        let mut name = name;
        loop {
            if let Some(level) = self.configured(name) {
                return level;
            }
            match name.rsplit_once("::") {
                Some((above, _)) => name = above,
                None => return self.configured(Levels::ROOT).unwrap_or(self.directives.root),
            }
        }
    }
}

fn logger_name(name: &str) -> String {
    if name.eq_ignore_ascii_case(Levels::ROOT) { Levels::ROOT.to_owned() } else { target_name(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_above_decides() {
        let levels = Levels::new("warn,peers=debug,peers::breaker=off").unwrap();

        assert_eq!(levels.effective("web::edge"), Level::Warn);
        assert_eq!(levels.effective("peers.client"), Level::Debug);
        assert_eq!(levels.effective("peers::breaker::state"), Level::Off);
        assert_eq!(levels.effective("peersonal"), Level::Warn);
        assert_eq!(levels.effective("root"), Level::Warn);
        assert_eq!(levels.loudest(), Level::Debug);
    }

    #[test]
    fn what_an_operator_sets_wins_until_it_is_cleared() {
        let levels = Levels::new("info,peers=debug").unwrap();

        levels.set("peers", Some(Level::Error));
        levels.set("ROOT", Some(Level::Trace));
        levels.configure("warn,peers=info").unwrap();
        assert_eq!(levels.effective("peers"), Level::Error);
        assert_eq!(levels.effective("web"), Level::Trace);

        levels.set("peers", None);
        levels.set("ROOT", None);
        assert_eq!(levels.effective("peers"), Level::Info);
        assert_eq!(levels.effective("web"), Level::Warn);
    }

    #[test]
    fn directives_that_cannot_be_read_change_nothing() {
        let levels = Levels::new("error").unwrap();

        assert_eq!(levels.configure("debug,web=").unwrap_err(), InvalidDirective("web=".to_owned()));

        assert_eq!(levels.effective("web"), Level::Error);
    }

    #[test]
    fn loggers_that_were_set_or_seen_are_listed() {
        let levels = Levels::new("info,peers=debug").unwrap();
        levels.see("web::edge");
        levels.set("db", Some(Level::Trace));

        let all = levels.all();

        assert_eq!(all.keys().collect::<Vec<_>>(), ["ROOT", "db", "peers", "web", "web::edge"]);
        assert_eq!(all["peers"], Logger { configured: Some(Level::Debug), effective: Level::Debug });
        assert_eq!(all["web"], Logger { configured: None, effective: Level::Info });
    }
}
