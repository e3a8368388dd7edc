//! The way of a person to the issuer and back. What belongs to one sign-in is drawn from a secret in a cookie, so nothing is kept here,
//! and any process of the admin server can finish what another began.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::admin::{AuditAction, SignInMethods};
use contract::endpoint::Endpoint;
use contract::routes::{FinishSignIn, ShowSignInMethods, SignInAtIssuer};
use http::StatusCode;
use http::header::{HeaderValue, LOCATION, SET_COOKIE};
use reqwest::Url;
use sha2::{Digest, Sha256};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;
use web::secret::is_same;

use super::exchange::Code;
use super::identity::{Identity, Refusal};
use super::issuer::Problem;
use super::{NoClaims, Oidc};
use crate::audit::Change;
use crate::sessions::{self, CONSOLE};
use crate::{Admin, audit};

/// How long someone may take at the issuer, in seconds.
const LASTS: i64 = 10 * 60;

/// Why nobody was signed in. The page of the console says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotSignedIn {
    /// The sign-in took too long, or another began meanwhile.
    Expired,
    /// The person, or the issuer, said no.
    Denied,
    /// What the issuer said is not accepted.
    Refused,
    /// The issuer knows the person, who is in none of the groups.
    NoRole,
    /// The issuer does not answer, or is not set up for this clinic.
    Unavailable,
}

impl NotSignedIn {
    const fn page(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Expired => "/console/sign-in?refused=expired",
            Self::Denied => "/console/sign-in?refused=denied",
            Self::Refused => "/console/sign-in?refused=refused",
            Self::NoRole => "/console/sign-in?refused=no-role",
            Self::Unavailable => "/console/sign-in?refused=unavailable",
        })
    }
}

/// Says how people can sign in.
pub(crate) async fn methods(state: Admin, _: Call<ShowSignInMethods>) -> Outcome<ShowSignInMethods> {
    let host = |it: &Oidc| Url::parse(it.issuer.name()).ok()?.host_str().map(str::to_owned);
    Answer::json(&SignInMethods {
        password: state.has_password_sign_in,
        issuer: state.oidc.as_ref().and_then(host),
        issuer_sign_in: state.oidc.as_ref().map(|it| format!("{}{}", it.origin, SignInAtIssuer::ROUTE.path)),
    })
}

/// Leads to the issuer.
pub(crate) async fn begin(state: Admin, call: Call<SignInAtIssuer>) -> Outcome<SignInAtIssuer> {
    let oidc = oidc(&state)?;
    let Ok(provider) = oidc.issuer.provider(&state).await else {
        return Ok(Answer::empty().header(LOCATION, NotSignedIn::Unavailable.page()));
    };
    // The way back comes from another site, so a browser leaves out the cookie of this session then.
    sessions::end(&state, &call).await?;
    let pending = PendingSignIn::of(sessions::draw()?);
    let mut url = provider.authorization_endpoint.clone();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(pending.verifier().as_bytes()));
    let scopes: Vec<_> =
        std::iter::once("openid").chain(oidc.settings.scopes.iter().map(String::as_str)).collect();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &oidc.client_id)
        .append_pair("redirect_uri", &oidc.redirect_uri)
        .append_pair("scope", &scopes.join(" "))
        .append_pair("state", &pending.state())
        .append_pair("nonce", &pending.nonce())
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let location = HeaderValue::try_from(url.as_str()).map_err(Fault::internal)?;
    let cookie = sessions::cookie(&state, cookie_name(&state), &pending.secret, LASTS, "Lax")?;
    Ok(Answer::empty().header(LOCATION, location).header(SET_COOKIE, cookie))
}

/// Begins the session of whoever comes back from the issuer.
pub(crate) async fn finish(state: Admin, call: Call<FinishSignIn>) -> Outcome<FinishSignIn> {
    let oidc = oidc(&state)?;
    let now = state.clock.seconds();
    let identity = match identity(&state, oidc, &call, now).await {
        Ok(identity) => identity,
        Err(not) => return Ok(Answer::empty().header(LOCATION, not.page())),
    };
    let cookie = sessions::begin(&state, &call, (identity.role, Some(&identity.who)), now).await?;
    Ok(Answer::empty().header(LOCATION, CONSOLE).header(SET_COOKIE, cookie))
}

async fn identity(
    state: &Admin,
    oidc: &Oidc,
    call: &Call<FinishSignIn>,
    now: i64,
) -> Result<Identity, NotSignedIn> {
    let answer = &call.query;
    let pending = call.cookie(cookie_name(state)).map(|it| PendingSignIn::of(it.to_owned()));
    let pending = pending.ok_or(NotSignedIn::Expired)?;
    if !answer.state.as_ref().is_some_and(|it| is_same(it.as_bytes(), pending.state().as_bytes())) {
        return Err(NotSignedIn::Expired);
    }
    let refused = |cause: &str| {
        // Anyone can cause these.
        tracing::debug!(cause, "a sign-in at the OpenID Connect issuer failed");
        NotSignedIn::Refused
    };
    if answer.iss.as_ref().is_some_and(|it| it != oidc.issuer.name()) {
        return Err(refused("the answer is of another issuer"));
    }
    match answer.error.as_deref() {
        None => {}
        Some("access_denied") => return Err(NotSignedIn::Denied),
        Some(_) => return Err(refused("the issuer answered an error in place of a code")),
    }
    let code = answer.code.as_deref().ok_or_else(|| refused("the answer has no code"))?;
    let refused = |cause: &str| {
        tracing::warn!(cause, "a sign-in at the OpenID Connect issuer failed");
        NotSignedIn::Refused
    };
    let _place = oidc.place().await.ok_or(NotSignedIn::Unavailable)?;
    let token = token(state, oidc, code, &pending).await.map_err(NoClaims::from);
    let claims = match token {
        Ok(Some(token)) => oidc.claims(state, &token).await,
        Ok(None) => return Err(NotSignedIn::Expired),
        Err(problem) => Err(problem),
    };
    let claims = claims.map_err(|error| match error {
        NoClaims::Problem(problem) => {
            tracing::warn!(cause = %problem, "a sign-in at the OpenID Connect issuer failed");
            NotSignedIn::Unavailable
        }
        NoClaims::Unverified(why) => refused(&why.to_string()),
    })?;
    match oidc.expected().validate_id_token(&claims, now, &pending.nonce()) {
        Ok(identity) => Ok(identity),
        Err(Refusal::NoRole(who)) => {
            note_refused(state, &who, now).await;
            Err(NotSignedIn::NoRole)
        }
        Err(refusal) => Err(refused(&refusal.to_string())),
    }
}

/// Exchanges an authorization code. `None` if it is invalid, or was used before.
async fn token(
    state: &Admin,
    oidc: &Oidc,
    code: &str,
    pending: &PendingSignIn,
) -> Result<Option<String>, Problem> {
    let provider = oidc.issuer.provider(state).await?;
    let code = Code {
        code,
        verifier: &pending.verifier(),
        redirect_uri: &oidc.redirect_uri,
        client_id: &oidc.client_id,
        client_secret: oidc.client_secret().await?,
    };
    code.exchange(state, &provider).await
}

async fn note_refused(state: &Admin, who: &str, now: i64) {
    let change = Change::new(AuditAction::SignInRefused, who.to_owned());
    let noting = state.db.transaction(async |tx| audit::store::add(tx, who, None, &change, now).await);
    if let Err(error) = noting.await {
        tracing::error!(%error, "a refused sign-in is not in the audit journal");
    }
}

fn oidc(state: &Admin) -> Result<&Oidc, Fault> {
    let none =
        || Fault::refused(StatusCode::NOT_FOUND, "nobody can sign in at an OpenID Connect issuer here");
    state.oidc.as_ref().ok_or_else(none)
}

/// The issuer leads back from its own site, so a browser must send the cookie from there.
fn cookie_name(state: &Admin) -> &'static str {
    if state.has_secure_cookies { "__Host-petclinic-oidc" } else { "petclinic-oidc" }
}

/// One sign-in, from its beginning to its end.
struct PendingSignIn {
    /// Only the browser that began it has it.
    secret: String,
}

impl PendingSignIn {
    fn of(secret: String) -> Self {
        Self { secret }
    }

    /// Says that the answer belongs to this browser.
    fn state(&self) -> String {
        self.derived("state")
    }

    /// Says that the token belongs to this sign-in.
    fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// Proves that whoever exchanges the code is the one who asked for it.
    fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, what: &str) -> String {
        sessions::digest(&format!("{what}:{}", self.secret))
    }
}
