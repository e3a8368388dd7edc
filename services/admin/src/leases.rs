//! What only one of the admin server's processes does at a time: each such thing has a lease, which the process that does it renews.

pub(crate) mod store;

use crate::sessions;

/// A name for this process, by which the others know what it holds; empty on a machine without randomness.
pub(crate) fn holder() -> String {
    sessions::draw().unwrap_or_else(|fault| {
        tracing::warn!(cause = fault.cause(), "this process has no name of its own");
        String::new()
    })
}
