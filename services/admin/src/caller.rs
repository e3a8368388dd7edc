//! Who calls, and whether they may.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use contract::admin::{CHANGE_HEADER, Role};
use contract::route::{Method, Route};
use http::header::{AUTHORIZATION, COOKIE, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use settings::OperatorToken;
use tokio::sync::Mutex;
use tokio::time::Instant;
use web::fault::Fault;
use web::secret::is_same;

use crate::{Admin, sessions};

/// The name of programs that show the operators' token.
pub(crate) const PROGRAM: &str = "operator-token";

/// Shortest time between two readings of the token that wrong ones cause.
const BETWEEN_RENEWALS: Duration = Duration::from_secs(1);

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The account.
    pub(crate) who: String,
    /// What it may do.
    pub(crate) role: Role,
    /// The digest of the session's secret; `None` for a program.
    pub(crate) session: Option<String>,
    /// When the session ends in any case, in seconds since 1970.
    pub(crate) expires_at: Option<i64>,
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
        Some(shown) => match token(shown) {
            Some(token) if state.gate.is_token(&token).await => {
                Caller { who: PROGRAM.to_owned(), role: Role::Operator, session: None, expires_at: None }
            }
            _ => return Err(unknown()),
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

/// The token that a program shows: as a bearer's, or as the password of `operator-token`, since clients of Spring Boot Admin know no
/// other way.
fn token(shown: &HeaderValue) -> Option<Vec<u8>> {
    let (scheme, rest) = shown.to_str().ok()?.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.as_bytes().to_vec());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = BASE64_STANDARD.decode(rest).ok()?;
    pair.strip_prefix(PROGRAM.as_bytes())?.strip_prefix(b":").map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_shown_as_a_bearers_or_as_a_password() {
        let shown = |text: &str| token(&HeaderValue::from_str(text).unwrap());
        assert_eq!(shown("Bearer abc ").unwrap(), b"abc");
        assert_eq!(shown("basic b3BlcmF0b3ItdG9rZW46YWJj").unwrap(), b"abc");
        for bad in ["abc", "Basic abc", "Digest abc", "Basic b3BlcmF0b3I6YWJj"] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }
}
