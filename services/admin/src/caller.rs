//! Who calls, and whether they may.

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use contract::admin::{CHANGE_HEADER, Role};
use contract::route::{Method, Route};
use http::header::{AUTHORIZATION, COOKIE, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use settings::OperatorToken;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use tokio::time::Instant;
use web::fault::Fault;
use web::secret::is_same;

use crate::oidc::Identity;
use crate::{Admin, oidc, sessions};

/// The name of programs that show the operators' token.
pub(crate) const PROGRAM: &str = "operator-token";

/// How long a password that was right is trusted.
const TRUSTED_FOR: Duration = Duration::from_secs(5 * 60);
/// The most passwords that are trusted at once.
const VERIFIED: usize = 8;

/// Shortest time between two readings of the token that wrong ones cause.
const BETWEEN_RENEWALS: Duration = Duration::from_secs(1);

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The account, or whom an issuer knows.
    pub(crate) who: String,
    /// What it may do.
    pub(crate) role: Role,
    /// The digest of the session's secret; `None` for a program.
    pub(crate) session: Option<String>,
    /// When the session ends in any case, in seconds since 1970.
    pub(crate) expires_at: Option<i64>,
}

impl Caller {
    /// Someone without a session.
    fn program(who: String, role: Role) -> Self {
        Self { who, role, session: None, expires_at: None }
    }
}

/// Knows the operators' token, which programs show.
pub(crate) struct Gate {
    token: Option<Arc<OperatorToken>>,
    renewed: Mutex<Option<Instant>>,
}

impl Gate {
    pub(crate) fn new(token: Option<Arc<OperatorToken>>) -> Self {
        Self { token, renewed: Mutex::default() }
    }

    async fn is_token(&self, presented: &[u8]) -> bool {
        let Some(token) = &self.token else { return false };
        let fits = |it: settings::Sensitive| {
            let token = it.expose().trim();
            !token.is_empty() && is_same(token.as_bytes(), presented)
        };
        if token.get().await.is_some_and(fits) {
            return true;
        }
        // It may have been replaced. Anyone may show wrong tokens, so few of them are worth a look.
        let Ok(mut renewed) = self.renewed.try_lock() else { return false };
        if renewed.is_some_and(|it| it.elapsed() < BETWEEN_RENEWALS) {
            return false;
        }
        *renewed = Some(Instant::now());
        token.renewed().await.is_some_and(fits)
    }
}

/// Finds out who calls a route.
///
/// # Errors
/// 401 if nobody is known, 403 if they may not.
pub(crate) async fn admit(state: &Admin, route: &Route, headers: &HeaderMap) -> Result<Caller, Fault> {
    let is_change = route.method != Method::Get;
    let caller = match headers.get(AUTHORIZATION) {
        Some(shown) => match Shown::read(shown) {
            Some(Shown::Token(token)) => match (&state.oidc, str::from_utf8(&token)) {
                (Some(oidc), Ok(token)) if oidc::is_jwt(token) => {
                    let Identity { who, role } = oidc.program(state, token).await?;
                    Caller::program(who, role)
                }
                _ if state.gate.is_token(&token).await => Caller::program(PROGRAM.to_owned(), Role::Operator),
                _ => return Err(unknown()),
            },
            Some(Shown::Password(account, password)) => {
                let role = verified(state, account, password).await?;
                Caller::program(role.as_str().to_owned(), role)
            }
            None => return Err(unknown()),
        },
        None => {
            let cookies = headers.get(COOKIE).ok_or_else(unknown)?;
            let caller = sessions::caller(state, cookies).await?.ok_or_else(unknown)?;
            if is_change && headers.get(CHANGE_HEADER).is_none_or(HeaderValue::is_empty) {
                let detail = format!(
                    "a change needs the header {CHANGE_HEADER}, which pages of other sites cannot send"
                );
                return Err(Fault::refused(StatusCode::FORBIDDEN, detail));
            }
            caller
        }
    };
    match route.needs {
        Some(needed) if caller.role < needed => {
            let detail = format!("{} may not do this, {} may", caller.role.as_str(), needed.as_str());
            Err(Fault::refused(StatusCode::FORBIDDEN, detail))
        }
        _ => Ok(caller),
    }
}

fn unknown() -> Fault {
    Fault::refused(StatusCode::UNAUTHORIZED, "sign in first, or send the operators' token")
        .header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"operators\""))
}

/// What a program shows in the header `Authorization`. Browsers never do: they are not asked for a password in this way.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    /// The operators' token: as a bearer's, or as the password of `operator-token`, since clients of Spring Boot Admin know no other way.
    Token(Vec<u8>),
    /// The password of an account.
    Password(Role, String),
}

impl Shown {
    fn read(shown: &HeaderValue) -> Option<Self> {
        let (scheme, rest) = shown.to_str().ok()?.split_once(' ')?;
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self::Token(rest.as_bytes().to_vec()));
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = String::from_utf8(BASE64_STANDARD.decode(rest).ok()?).ok()?;
        let (name, password) = pair.split_once(':')?;
        if name == PROGRAM {
            return Some(Self::Token(password.as_bytes().to_vec()));
        }
        Role::named(name).map(|role| Self::Password(role, password.to_owned()))
    }
}

/// The passwords that were right lately, by their digests. A program shows its own with each request, and a look at it takes a while.
#[derive(Default)]
pub(crate) struct Verified(std::sync::Mutex<BTreeMap<[u8; 32], Instant>>);

impl Verified {
    fn has(&self, digest: &[u8; 32]) -> bool {
        self.all().get(digest).is_some_and(|until| Instant::now() < *until)
    }

    fn add(&self, digest: [u8; 32]) {
        let (mut all, now) = (self.all(), Instant::now());
        all.retain(|_, until| now < *until);
        // There are two accounts. Each password that was changed meanwhile is one more.
        if all.len() < VERIFIED {
            all.insert(digest, now + TRUSTED_FOR);
        }
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<[u8; 32], Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The role of an account whose password a program shows.
///
/// # Errors
/// 401 if the password is wrong, 429 after too many wrong ones.
async fn verified(state: &Admin, account: Role, password: String) -> Result<Role, Fault> {
    let digest = Sha256::new().chain_update(account.as_str()).chain_update(":").chain_update(&password);
    let digest: [u8; 32] = digest.finalize().into();
    if state.verified.has(&digest) {
        return Ok(account);
    }
    let role = sessions::check(state, account.as_str(), password).await?;
    state.verified.add(digest);
    Ok(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_shown_as_a_bearers_or_as_a_password() {
        let shown = |text: &str| Shown::read(&HeaderValue::from_str(text).unwrap());
        let token = Some(Shown::Token(b"abc".to_vec()));
        assert_eq!(shown("Bearer abc "), token);
        assert_eq!(shown("basic b3BlcmF0b3ItdG9rZW46YWJj"), token);
        let password = Shown::Password(Role::Operator, "abc".to_owned());
        assert_eq!(shown("Basic b3BlcmF0b3I6YWJj"), Some(password));
        for bad in ["abc", "Basic abc", "Digest abc", "Basic b3BlcmF0b3I=", "Basic bm9ib2R5OmFiYw=="] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_password_that_was_right_is_trusted_for_a_while() {
        let verified = Verified::default();
        verified.add([1; 32]);
        assert!(verified.has(&[1; 32]) && !verified.has(&[2; 32]));
        (2..100).for_each(|it| verified.add([it; 32]));
        assert!(!verified.has(&[99; 32]), "it does not grow");
        tokio::time::advance(TRUSTED_FOR).await;
        assert!(!verified.has(&[1; 32]));
        verified.add([2; 32]);
        assert!(verified.has(&[2; 32]));
    }
}
