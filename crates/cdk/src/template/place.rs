//! Where a value of a template is written.

use std::collections::BTreeMap;
use std::fmt;

/// A line and a column of a file, both from 1 on. Columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

/// The places of values by dotted path.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(BTreeMap<String, Place>);

impl Places {
    /// Of several places of a path the first counts.
    pub(super) fn put(&mut self, path: &[String], place: Place) {
        self.0.entry(path.join(".")).or_insert(place);
    }

    pub(super) fn nearest(&self, mut path: &str) -> Option<Place> {
        loop {
            if let Some(place) = self.0.get(path) {
                return Some(*place);
            }
            path = path.rsplit_once('.')?.0;
        }
    }
}
