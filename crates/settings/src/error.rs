//! Errors in settings.

use std::fmt;

use crate::layers::Layer;

/// An invalid value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The setting's name.
    pub name: String,
    /// The layer that provides the value.
    pub layer: Layer,
    /// The value; `None` if it is a secret.
    pub value: Option<String>,
    /// The rule that the value breaks.
    pub rule: String,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, layer, value, rule } = self;
        match value {
            Some(value) => write!(f, "{name} from {layer} {rule}, but is {value:?}"),
            None => write!(f, "{name} from {layer} {rule}"),
        }
    }
}

/// Parameter Store cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the parameters below {path} at {place}: {cause}")]
pub struct StoreError {
    /// The folder of parameters.
    pub path: String,
    /// The endpoint and the region that were asked.
    pub place: String,
    /// The cause in one line.
    pub cause: String,
}

/// Why settings cannot be loaded, or why a refresh keeps the old ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// All invalid values.
    Invalid(Vec<Bad>),
    /// Parameter Store cannot be read.
    Unreachable(StoreError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(all) => {
                let all: Vec<_> = all.iter().map(Bad::to_string).collect();
                write!(f, "invalid settings: {}", all.join("; "))
            }
            Self::Unreachable(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}
