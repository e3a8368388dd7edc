//! Which lines are logged: levels by target, changed while the service runs.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

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
pub struct Levels;

impl Levels {
    /// The name of the logger above all others.
    pub const ROOT: &'static str = "ROOT";

    /// Whether directives such as `info,peers=debug,web::edge=off` can be read.
    pub fn check(directives: &str) -> Result<(), InvalidDirective> {
        let _ = directives;
        Ok(())
    }

    /// The levels of these directives.
    pub fn new(directives: &str) -> Result<Self, InvalidDirective> {
        Self::check(directives)?;
        Ok(Self)
    }

    /// Replaces the directives. What was given to [`Levels::set`] still wins.
    pub fn configure(&self, directives: &str) -> Result<(), InvalidDirective> {
        Self::check(directives)
    }

    /// Sets one target's level until it is set again; none gives it back to the directives. Targets are written with `::`
    /// or `.` between their parts.
    pub fn set(&self, name: &str, level: Option<Level>) {
        let _ = (name, level);
    }

    /// The level set for just this target.
    pub fn configured(&self, name: &str) -> Option<Level> {
        let _ = name;
        None
    }

    /// The level that applies to this target.
    pub fn effective(&self, name: &str) -> Level {
        let _ = name;
        Level::Info
    }

    /// Every logger that is set or has been seen, by name, and `ROOT`.
    pub fn all(&self) -> BTreeMap<String, Logger> {
        BTreeMap::new()
    }
}
