//! Log levels by target in the notation of settings and command lines: `info,peers=debug,web::edge=off`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// The least severity that the log shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The log shows nothing.
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

    /// The name in capitals.
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

    /// Accepts any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| InvalidDirective(text.to_owned()))
    }
}

/// A text that is neither a level nor `target=level`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidDirective(pub String);

impl fmt::Display for InvalidDirective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is neither a level (off, error, warn, info, debug, trace) nor target=level", self.0)
    }
}

impl Error for InvalidDirective {}

/// Parsed directives, such as `info,peers=debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directives {
    text: String,
    /// The level of all other targets; `info` if none is given.
    pub root: Level,
    /// Levels by target, with `::` between a target's parts.
    pub targets: BTreeMap<String, Level>,
}

impl Directives {
    /// The directives as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Default for Directives {
    /// `info` for everything.
    fn default() -> Self {
        Self { text: "info".to_owned(), root: Level::Info, targets: BTreeMap::new() }
    }
}

impl FromStr for Directives {
    type Err = InvalidDirective;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut directives = Self { text: text.to_owned(), ..Self::default() };
        for piece in text.split(',').map(str::trim) {
            let invalid = || InvalidDirective(piece.to_owned());
            match piece.split_once('=') {
                None => directives.root = piece.parse()?,
                Some((target, level)) => {
                    let target = target_name(target.trim());
                    if !is_target(&target) {
                        return Err(invalid());
                    }
                    directives.targets.insert(target, level.trim().parse().map_err(|_| invalid())?);
                }
            }
        }
        Ok(directives)
    }
}

/// The canonical form of a target's name, which separates parts with `::` instead of dots.
pub fn target_name(name: &str) -> String {
    name.replace('.', "::")
}

fn is_target(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_alone_is_that_of_everything_else() {
        let directives: Directives = " warn, peers = debug ,web.edge=OFF".parse().unwrap();

        assert_eq!(directives.root, Level::Warn);
        let targets = [("peers".to_owned(), Level::Debug), ("web::edge".to_owned(), Level::Off)];
        assert_eq!(directives.targets, BTreeMap::from(targets));
        assert_eq!(directives.as_str(), " warn, peers = debug ,web.edge=OFF");
    }

    #[test]
    fn without_a_level_alone_everything_else_is_info() {
        assert_eq!("peers=debug".parse::<Directives>().unwrap().root, Level::Info);
    }

    #[test]
    fn an_unreadable_file_is_named() {
        for (text, piece) in [
            ("", ""),
            ("info,", ""),
            ("info,loud", "loud"),
            ("peers=loud", "peers=loud"),
            ("web=", "web="),
            ("=info", "=info"),
            ("a b=info", "a b=info"),
            ("peers[span]=info", "peers[span]=info"),
        ] {
            assert_eq!(text.parse::<Directives>(), Err(InvalidDirective(piece.to_owned())));
        }
        let error = "loud".parse::<Directives>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`loud` is neither a level (off, error, warn, info, debug, trace) nor target=level"
        );
    }
}
