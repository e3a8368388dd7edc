//! Who logs in to a server, and where a new login comes from when the old one is refused.

mod source;

use std::fmt;
use std::future::ready;
use std::pin::Pin;

pub(crate) use self::source::{Source, lacks_login};
use crate::error::BoxError;

/// A user and their password. `Debug` shows the user only.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The database user.
    pub username: String,
    /// Their password.
    pub password: String,
}

impl Login {
    /// A login.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self { username: username.into(), password: password.into() }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("username", &self.username).finish_non_exhaustive()
    }
}

/// A login that is being fetched.
pub type LoginFuture<'a> = Pin<Box<dyn Future<Output = Result<Login, BoxError>> + Send + 'a>>;

/// The source of logins. A task of its own asks it, one question at a time, and goes on when the requests that wait for the answer
/// are cancelled.
pub trait Credentials: Send + Sync + 'static {
    /// The current login. Every new connection asks for it, so it should come from a cache. When it differs from the one before,
    /// connections of the old login are replaced as they return to the pool.
    ///
    /// # Errors
    /// Why there is none. It must not show a password.
    fn current(&self) -> LoginFuture<'_>;

    /// Another login, since the server refused this one. The same login means that there is no other yet; the pool asks again after a
    /// short pause, for as long as requests wait for a connection.
    ///
    /// # Errors
    /// Why there is none. It must not show a password.
    fn renew<'a>(&'a self, refused: &'a Login) -> LoginFuture<'a>;
}

/// A login that never changes.
impl Credentials for Login {
    fn current(&self) -> LoginFuture<'_> {
        Box::pin(ready(Ok(self.clone())))
    }

    fn renew<'a>(&'a self, _refused: &'a Login) -> LoginFuture<'a> {
        self.current()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_does_not_show_its_password() {
        let text = format!("{:?}", Login::new("vet", "hush"));
        assert!(text.contains("vet") && !text.contains("hush"), "{text}");
    }
}
