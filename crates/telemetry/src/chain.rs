//! Errors with their causes.

use std::error::Error;
use std::fmt::{self, Display};

/// An error followed by its causes, with colons between: `cannot open the database: connection refused`.
pub fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Display + 'a {
    fmt::from_fn(move |f| {
        write!(f, "{error}")?;
        let mut cause = error.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    })
}
