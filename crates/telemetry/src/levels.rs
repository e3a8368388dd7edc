//! Log levels by target, which may change while the service runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use contract::directives::{Directives, target_name};
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Layer};

pub use contract::directives::Level;

/// A logger, as an operator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logger {
    /// The level set for just this one.
    pub configured: Option<Level>,
    /// The level that applies: its own, or that of the nearest logger above it.
    pub effective: Level,
}

/// The levels in force. Clones are the same levels.
#[derive(Clone, Debug)]
pub struct Levels(Arc<RwLock<State>>);

#[derive(Debug)]
struct State {
    directives: Directives,
    /// Levels that override the directives, by target or [`Levels::ROOT`].
    overrides: BTreeMap<String, Level>,
    /// The targets of all log statements met so far, whether their lines are logged or not.
    seen: BTreeSet<String>,
}

impl Levels {
    /// The name of the logger above all others.
    pub const ROOT: &'static str = "ROOT";

    /// Creates levels from directives.
    pub fn new(directives: Directives) -> Self {
        let state = State { directives, overrides: BTreeMap::new(), seen: BTreeSet::new() };
        Self(Arc::new(RwLock::new(state)))
    }

    /// Replaces the directives. Levels from [`Levels::set`] still win.
    pub fn configure(&self, directives: &Directives) {
        self.change(|state| state.directives = directives.clone());
    }

    /// Overrides one target's level. `None` removes the override, so the directives apply again. `name` separates its parts with
    /// `::` or `.`.
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

    /// Every logger that has a level or was met, by name, and `ROOT`.
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
        // The log does not use spans.
        line.is_event()
            && of(line.level()) <= self.read().effective(line.target())
            && !(*line.level() == tracing::Level::TRACE && shows_bodies(line.target()))
    }

    /// Records the target of a log statement.
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
        // Each call site caches its decision. This call makes all of them ask again, so the lock must be free by now.
        tracing::callsite::rebuild_interest_cache();
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Levels {
    /// `info` for everything.
    fn default() -> Self {
        Self::new(Directives::default())
    }
}

/// Filters for all layers of the subscriber.
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
        Some(filter(self.loudest()))
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

/// Whether a target logs whole requests and answers at `trace`, as the AWS SDK does. They contain people's words and secrets.
fn shows_bodies(target: &str) -> bool {
    target.starts_with("aws_") || target.starts_with("lambda_runtime")
}

fn filter(level: Level) -> LevelFilter {
    match level {
        Level::Off => LevelFilter::OFF,
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    }
}

/// The level of a line.
pub(crate) fn of(level: &tracing::Level) -> Level {
    match *level {
        tracing::Level::ERROR => Level::Error,
        tracing::Level::WARN => Level::Warn,
        tracing::Level::INFO => Level::Info,
        tracing::Level::DEBUG => Level::Debug,
        tracing::Level::TRACE => Level::Trace,
    }
}

fn logger_name(name: &str) -> String {
    if name.eq_ignore_ascii_case(Levels::ROOT) { Levels::ROOT.to_owned() } else { target_name(name) }
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    fn levels(directives: &str) -> Levels {
        Levels::new(directives.parse().unwrap())
    }

    #[test]
    fn the_nearest_name_above_decides() {
        let levels = levels("warn,peers=debug,peers::breaker=off");

        assert_eq!(levels.effective("web::edge"), Level::Warn);
        assert_eq!(levels.effective("peers.client"), Level::Debug);
        assert_eq!(levels.effective("peers::breaker::state"), Level::Off);
        assert_eq!(levels.effective("peersonal"), Level::Warn);
        assert_eq!(levels.effective("root"), Level::Warn);
        assert_eq!(levels.loudest(), Level::Debug);
    }

    #[test]
    fn the_sdk_of_aws_never_logs_what_is_sent_whole() {
        assert!(shows_bodies("aws_smithy_http::event_stream::receiver") && shows_bodies("aws_runtime"));
        assert!(shows_bodies("lambda_runtime::layers::api_response"));
        assert!(!shows_bodies("peers") && !shows_bodies("genai::bedrock"));
        let lines = std::sync::Arc::new(std::sync::Mutex::new(0));
        let count = lines.clone();
        let counting = tracing_subscriber::fmt::layer().with_writer(move || {
            *count.lock().unwrap() += 1;
            std::io::sink()
        });
        let subscriber =
            tracing_subscriber::registry::Registry::default().with(levels("trace")).with(counting);
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!(target: "aws_smithy_http", "a whole answer");
            tracing::debug!(target: "aws_smithy_http", "an attempt");
            tracing::trace!(target: "peers", "a detail");
        });
        assert_eq!(*lines.lock().unwrap(), 2);
    }

    #[test]
    fn a_level_set_by_an_operator_wins_until_it_is_cleared() {
        let levels = levels("info,peers=debug");

        levels.set("peers", Some(Level::Error));
        levels.set("ROOT", Some(Level::Trace));
        levels.configure(&"warn,peers=info".parse().unwrap());
        assert_eq!(levels.effective("peers"), Level::Error);
        assert_eq!(levels.effective("web"), Level::Trace);

        levels.set("peers", None);
        levels.set("ROOT", None);
        assert_eq!(levels.effective("peers"), Level::Info);
        assert_eq!(levels.effective("web"), Level::Warn);
    }

    #[test]
    fn loggers_that_were_set_or_seen_are_listed() {
        let levels = levels("info,peers=debug");
        levels.see("web::edge");
        levels.set("db", Some(Level::Trace));

        let all = levels.all();

        assert_eq!(all.keys().collect::<Vec<_>>(), ["ROOT", "db", "peers", "web", "web::edge"]);
        assert_eq!(all["peers"], Logger { configured: Some(Level::Debug), effective: Level::Debug });
        assert_eq!(all["web"], Logger { configured: None, effective: Level::Info });
    }
}
