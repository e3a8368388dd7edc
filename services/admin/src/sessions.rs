//! Sessions of people: signing in and out. A session's secret is in a cookie, and its digest in the database.

pub(crate) mod store;

use contract::admin::{AuditAction, Role, Session};
use contract::endpoint::Endpoint;
use contract::routes::{ShowConsole, ShowSession, SignInToAdmin, SignOutOfAdmin};
use db::Tx;
use http::StatusCode;
use http::header::{HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE};
use sha2::{Digest, Sha256};
use web::answer::{Answer, Outcome};
use web::call::{self, Call};
use web::fault::Fault;

use self::store::Stored;
use crate::audit::Change;
use crate::caller::Caller;
use crate::time::rfc3339;
use crate::{Admin, audit};

/// The site's page for operators.
pub(crate) const CONSOLE: HeaderValue = HeaderValue::from_static("/console");
/// A session without requests ends after this time, in seconds.
const IDLE: i64 = 30 * 60;
/// Every session ends after this time, in seconds.
const LIFETIME: i64 = 12 * 60 * 60;
/// How exactly the last request of a session is remembered, in seconds.
const SEEN_EVERY: i64 = 60;

/// Leads to the console.
pub(crate) async fn console(_: Admin, _: Call<ShowConsole>) -> Outcome<ShowConsole> {
    Ok(Answer::empty().header(LOCATION, CONSOLE))
}

/// Signs in with a password.
pub(crate) async fn sign_in(state: Admin, call: Call<SignInToAdmin>) -> Outcome<SignInToAdmin> {
    let now = state.clock.seconds();
    let role = check(&state, &call.body.username, call.body.password.clone()).await?;
    let cookie = begin(&state, &call, (role, None), now).await?;
    let session =
        Session { username: role.as_str().to_owned(), role, expires_at: Some(rfc3339(now + LIFETIME)) };
    Ok(Answer::json(&session)?.header(SET_COOKIE, cookie))
}

/// Begins the session of an account, or of a person who has a role, and returns its cookie. The session is always a new one, so that nobody
/// can plant its secret before, and it takes the place of the one that the request has.
pub(crate) async fn begin<E: Endpoint>(
    state: &Admin,
    call: &Call<E>,
    (role, person): (Role, Option<&str>),
    now: i64,
) -> Result<HeaderValue, Fault> {
    let old = call.cookie(cookie_name(state)).map(digest);
    let (who, secret) = (person.unwrap_or(role.as_str()), draw()?);
    let proof = if person.is_none() { state.accounts.proof(role, &secret).await } else { None };
    let session = Stored { role, person: person.map(str::to_owned), proof, began_at: now, seen_at: now };
    let change = Change::new(AuditAction::SignedIn, who.to_owned());
    let begun = state.db.transaction(async |tx| {
        if let Some(old) = &old {
            store::delete(tx, old).await?;
        }
        store::insert(tx, &digest(&secret), &session).await?;
        audit::store::add(tx, who, Some(role), &change, now).await
    });
    begun.await?;
    cookie(state, cookie_name(state), &secret, LIFETIME, "Strict")
}

/// The role of whoever has this name and this password. Each call is an attempt.
///
/// # Errors
/// 401 if nobody has, 403 if nobody signs in with a password, 429 after too many attempts.
pub(crate) async fn check(state: &Admin, username: &str, password: String) -> Result<Role, Fault> {
    if !state.has_password_sign_in {
        let detail = "nobody signs in with a password here, but at the OpenID Connect issuer";
        return Err(Fault::refused(StatusCode::FORBIDDEN, detail));
    }
    let (account, now) = (Role::named(username), state.clock.seconds());
    // A name that nobody has may be a password that was typed in the wrong place.
    let who = account.map_or("unknown", Role::as_str);
    if let Err(wait) = state.attempts.begin(account, now) {
        let wait = HeaderValue::from(wait);
        let detail = "too many attempts to sign in, please try again later";
        return Err(Fault::refused(StatusCode::TOO_MANY_REQUESTS, detail).header(RETRY_AFTER, wait));
    }
    let Some(role) = state.accounts.verify(username, password).await? else {
        let change = Change::new(AuditAction::SignInRefused, who.to_owned());
        state.db.transaction(async |tx| audit::store::add(tx, who, None, &change, now).await).await?;
        return Err(Fault::refused(
            StatusCode::UNAUTHORIZED,
            "there is no account with this name and password",
        ));
    };
    state.attempts.succeeded(role);
    Ok(role)
}

/// Says who is signed in.
pub(crate) async fn show(_: Admin, call: Call<ShowSession>) -> Outcome<ShowSession> {
    let caller = Caller::of(&call)?;
    let expires_at = caller.expires_at.map(rfc3339);
    Answer::json(&Session { username: caller.who.clone(), role: caller.role, expires_at })
}

/// Signs out.
pub(crate) async fn sign_out(state: Admin, call: Call<SignOutOfAdmin>) -> Outcome<SignOutOfAdmin> {
    let caller = Caller::of(&call)?;
    if let Some(session) = &caller.session {
        let now = state.clock.seconds();
        let change = Change::new(AuditAction::SignedOut, caller.who.clone());
        let ended = state.db.transaction(async |tx| {
            store::delete(tx, session).await?;
            audit::store::add(tx, &caller.who, Some(caller.role), &change, now).await
        });
        ended.await?;
    }
    Ok(Answer::empty().header(SET_COOKIE, cookie(&state, cookie_name(&state), "", 0, "Strict")?))
}

/// Who has the session in these cookies; `None` if it has ended or there is none.
pub(crate) async fn caller(state: &Admin, cookies: &HeaderValue) -> Result<Option<Caller>, Fault> {
    let Some(secret) = call::cookie(cookies, cookie_name(state)) else { return Ok(None) };
    let (digest, now) = (digest(secret), state.clock.seconds());
    let Some(found) = store::find(&state.db, &digest).await? else { return Ok(None) };
    if now >= found.began_at + LIFETIME || now >= found.seen_at + IDLE {
        return Ok(None);
    }
    // The way in that it came by may have been closed since.
    let is_open = match &found.person {
        None => state.has_password_sign_in,
        Some(_) => state.oidc.is_some(),
    };
    if !is_open {
        return Ok(None);
    }
    // Whoever replaces a password, because others know it, ends their sessions.
    if found.proof.is_some() && found.proof != state.accounts.proof(found.role, secret).await {
        return Ok(None);
    }
    if now >= found.seen_at + SEEN_EVERY {
        state.db.transaction(async |tx| store::touch(tx, &digest, now).await).await?;
    }
    Ok(Some(Caller {
        who: found.person.unwrap_or_else(|| found.role.as_str().to_owned()),
        role: found.role,
        session: Some(digest),
        expires_at: Some(found.began_at + LIFETIME),
    }))
}

/// Ends the session that a request has, if any.
pub(crate) async fn end<E: Endpoint>(state: &Admin, call: &Call<E>) -> Result<(), db::Error> {
    let Some(session) = call.cookie(cookie_name(state)).map(digest) else { return Ok(()) };
    state.db.transaction(async |tx| store::delete(tx, &session).await).await
}

/// Ends every session.
pub(crate) async fn end_all(tx: &mut Tx) -> Result<(), db::Error> {
    store::delete_ended(tx, i64::MAX, i64::MAX).await
}

/// Deletes the sessions that have ended.
pub(crate) async fn forget(state: &Admin) -> Result<(), db::Error> {
    let now = state.clock.seconds();
    state.db.transaction(async |tx| store::delete_ended(tx, now - LIFETIME, now - IDLE).await).await
}

/// A browser takes a cookie of the first name only by TLS, and only from this very host.
fn cookie_name(state: &Admin) -> &'static str {
    if state.has_secure_cookies { "__Host-petclinic-admin" } else { "petclinic-admin" }
}

/// A cookie of this host alone. A browser sends a `Strict` one only with requests from the clinic's own pages, and a `Lax` one also when it
/// is led here from elsewhere.
pub(crate) fn cookie(
    state: &Admin,
    name: &str,
    secret: &str,
    age: i64,
    same_site: &str,
) -> Result<HeaderValue, Fault> {
    let secure = if state.has_secure_cookies { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite={same_site}{secure}");
    HeaderValue::from_str(&text).map_err(Fault::internal)
}

/// Draws a secret of 256 bits.
pub(crate) fn draw() -> Result<String, Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Fault::internal)?;
    Ok(hexadecimal(&bytes))
}

/// The digest of a secret, in hexadecimal digits.
pub(crate) fn digest(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
