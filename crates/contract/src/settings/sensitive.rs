//! A text that must not reach logs.

use std::fmt;
use std::sync::Arc;

/// A text that no log and no error may show: `Debug` and `Display` mask it, and only [`Sensitive::expose`] hands it out.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive(Arc<str>);

impl Sensitive {
    /// The replacement for a secret in output.
    pub const MASK: &'static str = "******";

    /// Wraps a secret.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The secret itself. Call this only where the secret is used.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MASK)
    }
}

impl fmt::Display for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MASK)
    }
}
