//! Sessions of people: signing in and out. A session's secret is in a cookie, and its digest in the database.

pub(crate) mod store;

use contract::admin::{AuditAction, Role, Session};
use contract::routes::{ShowConsole, ShowSession, SignInToAdmin, SignOutOfAdmin};
use http::StatusCode;
use http::header::{HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE};
use sha2::{Digest, Sha256};
use web::answer::{Answer, Outcome};
use web::call::{self, Call};
use web::fault::Fault;

use crate::audit::Change;
use crate::caller::Caller;
use crate::time::rfc3339;
use crate::{Admin, audit};

/// The site's page for operators.
const CONSOLE: HeaderValue = HeaderValue::from_static("/console");
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

/// Signs in. The session is always a new one, so that nobody can plant its secret before.
pub(crate) async fn sign_in(state: Admin, call: Call<SignInToAdmin>) -> Outcome<SignInToAdmin> {
    let now = state.clock.seconds();
    let old = call.cookie(cookie_name(&state)).map(digest);
    let role = check(&state, &call.body.username, call.body.password).await?;
    let who = role.as_str();
    let secret = draw()?;
    let change = Change::new(AuditAction::SignedIn, who.to_owned());
    let begun = state.db.transaction(async |tx| {
        if let Some(old) = &old {
            store::delete(tx, old).await?;
        }
        store::insert(tx, &digest(&secret), role, now).await?;
        audit::store::add(tx, who, Some(role), &change, now).await
    });
    begun.await?;
    let session = Session { username: who.to_owned(), role, expires_at: Some(rfc3339(now + LIFETIME)) };
    Ok(Answer::json(&session)?.header(SET_COOKIE, cookie(&state, &secret, LIFETIME)?))
}

/// The role of whoever has this name and this password. Each call is an attempt.
///
/// # Errors
/// 401 if nobody has, 429 after too many attempts.
pub(crate) async fn check(state: &Admin, username: &str, password: String) -> Result<Role, Fault> {
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
    Ok(Answer::empty().header(SET_COOKIE, cookie(&state, "", 0)?))
}

/// Who has the session in these cookies; `None` if it has ended or there is none.
pub(crate) async fn caller(state: &Admin, cookies: &HeaderValue) -> Result<Option<Caller>, Fault> {
    let Some(secret) = call::cookie(cookies, cookie_name(state)) else { return Ok(None) };
    let (digest, now) = (digest(secret), state.clock.seconds());
    let Some(found) = store::find(&state.db, &digest).await? else { return Ok(None) };
    if now >= found.began_at + LIFETIME || now >= found.seen_at + IDLE {
        return Ok(None);
    }
    if now >= found.seen_at + SEEN_EVERY {
        state.db.transaction(async |tx| store::touch(tx, &digest, now).await).await?;
    }
    Ok(Some(Caller {
        who: found.role.as_str().to_owned(),
        role: found.role,
        session: Some(digest),
        expires_at: Some(found.began_at + LIFETIME),
    }))
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

fn cookie(state: &Admin, secret: &str, age: i64) -> Result<HeaderValue, Fault> {
    let name = cookie_name(state);
    let secure = if state.has_secure_cookies { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).map_err(Fault::internal)
}

/// Draws a secret of 256 bits.
pub(crate) fn draw() -> Result<String, Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Fault::internal)?;
    Ok(hexadecimal(&bytes))
}

fn digest(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
