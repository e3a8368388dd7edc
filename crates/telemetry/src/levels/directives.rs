//! Levels by target, as text.

use std::collections::BTreeMap;

use super::{InvalidDirective, Level};

/// What `info,peers=debug` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directives {
    /// The level of everything else.
    pub(super) root: Level,
    /// By target, with `::` between its parts.
    pub(super) targets: BTreeMap<String, Level>,
}

impl Directives {
    pub(super) fn parse(text: &str) -> Result<Self, InvalidDirective> {
        let mut parsed = Self { root: Level::Info, targets: BTreeMap::new() };
        for piece in text.split(',').map(str::trim).filter(|piece| !piece.is_empty()) {
            let invalid = || InvalidDirective(piece.to_owned());
            match piece.split_once('=') {
                None => parsed.root = piece.parse()?,
                Some((target, level)) => {
                    let target = target_name(target.trim());
                    if !is_target(&target) {
                        return Err(invalid());
                    }
                    parsed.targets.insert(target, level.trim().parse().map_err(|_| invalid())?);
                }
            }
        }
        Ok(parsed)
    }
}

/// The one form of a target's name.
pub(super) fn target_name(name: &str) -> String {
    if name.contains('.') { name.replace('.', "::") } else { name.to_owned() }
}

fn is_target(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_alone_is_that_of_everything_else() {
        let parsed = Directives::parse(" warn, peers=debug ,web.edge=OFF,").unwrap();

        assert_eq!(parsed.root, Level::Warn);
        let targets = [("peers".to_owned(), Level::Debug), ("web::edge".to_owned(), Level::Off)];
        assert_eq!(parsed.targets, BTreeMap::from(targets));
    }

    #[test]
    fn without_a_level_alone_everything_else_is_info() {
        assert_eq!(Directives::parse("peers=debug").unwrap().root, Level::Info);
        assert_eq!(Directives::parse("").unwrap().root, Level::Info);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, piece) in [
            ("info,loud", "loud"),
            ("peers=loud", "peers=loud"),
            ("=info", "=info"),
            ("a b=info", "a b=info"),
            ("peers[span]=info", "peers[span]=info"),
        ] {
            assert_eq!(Directives::parse(text).unwrap_err(), InvalidDirective(piece.to_owned()));
        }
    }
}
