//! Signing in at an OpenID Connect issuer: people by the authorization code flow with PKCE, and programs by the issuer's tokens.
//!
//! OpenID Connect Core 1.0, RFC 6750 (bearer tokens), RFC 7636 (PKCE), RFC 9207 (the issuer in answers) and RFC 9700 (best practice).

mod identity;
mod issuer;
mod keys;
mod provider;
mod sign_in;

use std::sync::{Mutex, PoisonError};

use contract::settings::{Oidc as Settings, Sensitive, ServiceSettings};
use http::StatusCode;
use serde_json::Value;
use settings::{OperatorToken, SecretStore};
use web::fault::Fault;

use self::identity::Refusal;
use self::issuer::{Issuer, Problem};
use self::keys::Unverified;
use crate::Admin;
use crate::attempts::ThisMinute;

pub(crate) use identity::Identity;
pub(crate) use sign_in::{begin, finish, methods};

/// What the issuer leads back to, below the console's origin.
const CALLBACK: &str = "/admin/oidc/callback";
/// The most authorization codes within a minute that are taken to the issuer: anyone can send some.
const CODES_A_MINUTE: u32 = 60;
/// How many characters of a token are read.
const LONGEST_TOKEN: usize = 16 * 1024;

/// An issuer at which people sign in, and what is asked of its tokens.
pub(crate) struct Oidc {
    settings: Settings,
    issuer: Issuer,
    client_id: String,
    client_secret: ClientSecret,
    redirect_uri: String,
    codes: Mutex<ThisMinute>,
}

/// The secret of the admin server's client at the issuer.
enum ClientSecret {
    /// The client is a public one.
    None,
    Given(Sensitive),
    Kept(OperatorToken),
}

impl Oidc {
    /// The issuer that the settings name.
    pub(crate) fn new(settings: &ServiceSettings, secrets: Option<SecretStore>) -> Option<Self> {
        let oidc = settings.oidc.clone();
        let origin = settings.admin.public_url.as_ref().or(settings.server.site_origin.as_ref())?;
        let kept = |name| {
            let about = "the secret of the client at the OpenID Connect issuer";
            Some(ClientSecret::Kept(OperatorToken::called(about, secrets?, name)))
        };
        let client_secret = match oidc.client_secret.clone() {
            Some(given) => ClientSecret::Given(given),
            None => oidc.client_secret_name.clone().and_then(kept).unwrap_or(ClientSecret::None),
        };
        Some(Self {
            issuer: Issuer::new(oidc.issuer.clone()?),
            client_id: oidc.client_id.clone()?,
            client_secret,
            redirect_uri: format!("{origin}{CALLBACK}"),
            codes: Mutex::default(),
            settings: oidc,
        })
    }

    /// Who shows a token of the issuer.
    ///
    /// # Errors
    /// 401 if the token is not accepted, 403 if its owner has no role, 503 if the issuer's keys are not known.
    pub(crate) async fn program(&self, state: &Admin, token: &str) -> Result<Identity, Fault> {
        let refused = |why: String| Fault::refused(StatusCode::UNAUTHORIZED, why);
        let claims = match self.claims(state, token).await {
            Ok(claims) => claims,
            Err(NoClaims::Problem(_)) => {
                let detail = "the OpenID Connect issuer does not answer, please try again later";
                return Err(Fault::refused(StatusCode::SERVICE_UNAVAILABLE, detail));
            }
            Err(NoClaims::Unverified(why)) => {
                return Err(refused(format!("the token is not accepted: {why}")));
            }
        };
        self.expected().judge_program(&claims, state.clock.seconds()).map_err(|refusal| match refusal {
            Refusal::NoRole(_) => Fault::refused(StatusCode::FORBIDDEN, refusal.to_string()),
            _ => refused(format!("the token is not accepted: {refusal}")),
        })
    }

    /// What a token says, if a key of the issuer signed it.
    async fn claims(&self, state: &Admin, token: &str) -> Result<Value, NoClaims> {
        if token.len() > LONGEST_TOKEN {
            return Err(Unverified::Malformed.into());
        }
        match self.issuer.provider(state).await?.keys.verify(token) {
            // The issuer may have a new key.
            Err(Unverified::UnknownKey) => Ok(self.issuer.renewed(state).await?.keys.verify(token)?),
            verified => Ok(verified?),
        }
    }

    fn expected(&self) -> identity::Expected<'_> {
        identity::Expected {
            issuer: self.issuer.name(),
            client_id: &self.client_id,
            settings: &self.settings,
        }
    }

    async fn client_secret(&self) -> Result<Option<Sensitive>, Problem> {
        match &self.client_secret {
            ClientSecret::None => Ok(None),
            ClientSecret::Given(given) => Ok(Some(given.clone())),
            ClientSecret::Kept(kept) => match kept.get().await {
                Some(secret) => Ok(Some(secret)),
                None => Err(Problem("the secret of the client cannot be read".into())),
            },
        }
    }

    /// Counts an authorization code; false if there were too many within this minute.
    fn takes_code(&self, now: i64) -> bool {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner).count(CODES_A_MINUTE, now).is_ok()
    }
}

/// Why it is not known what a token says.
#[derive(Debug, thiserror::Error)]
enum NoClaims {
    #[error(transparent)]
    Problem(#[from] Problem),
    #[error(transparent)]
    Unverified(#[from] Unverified),
}

/// Whether a bearer's token may be one of an issuer: three parts of base64, of which the first is that of a JSON object (RFC 7515).
pub(crate) fn is_jwt(token: &str) -> bool {
    token.starts_with("eyJ") && token.split('.').count() == 3
}
