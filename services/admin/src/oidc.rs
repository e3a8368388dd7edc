//! Signing in at an OpenID Connect issuer: people by the authorization code flow with PKCE, and programs by the issuer's tokens.
//!
//! OpenID Connect Core 1.0, RFC 6750 (bearer tokens), RFC 7636 (PKCE), RFC 9207 (the issuer in answers) and RFC 9700 (best practice).

mod exchange;
mod identity;
mod issuer;
mod keys;
mod provider;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use contract::endpoint::Endpoint;
use contract::routes::FinishSignIn;
use contract::settings::{Oidc as Settings, Sensitive, ServiceSettings};
use http::StatusCode;
use http::header::{HeaderValue, WWW_AUTHENTICATE};
use serde_json::Value;
use settings::{OperatorToken, SecretStore};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use web::fault::Fault;

use self::identity::Refusal;
use self::issuer::{Issuer, Problem};
use self::keys::Unverified;
use crate::Admin;

pub(crate) use identity::Identity;
pub(crate) use sign_in::{begin, finish, methods};

/// The most authorization codes that are taken to the issuer at once: anyone can send some.
const EXCHANGES: usize = 8;
/// Longest wait for one's turn.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest token that is read, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// An issuer at which people sign in, and what is asked of its tokens.
pub(crate) struct Oidc {
    settings: Settings,
    issuer: Arc<Issuer>,
    client_id: String,
    client_secret: ClientSecret,
    /// The console's origin.
    origin: String,
    redirect_uri: String,
    exchanges: Semaphore,
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
        let origin = settings.admin.public_url.clone()?;
        let kept = |name| {
            let about = "the secret of the client at the OpenID Connect issuer";
            Some(ClientSecret::Kept(OperatorToken::called(about, secrets?, name)))
        };
        let client_secret = match oidc.client_secret.clone() {
            Some(given) => ClientSecret::Given(given),
            None => oidc.client_secret_name.clone().and_then(kept).unwrap_or(ClientSecret::None),
        };
        Some(Self {
            issuer: Arc::new(Issuer::new(oidc.issuer.clone()?)),
            client_id: oidc.client_id.clone()?,
            client_secret,
            redirect_uri: format!("{origin}{}", FinishSignIn::ROUTE.path),
            origin,
            exchanges: Semaphore::new(EXCHANGES),
            settings: oidc,
        })
    }

    /// Who shows a token of the issuer.
    ///
    /// # Errors
    /// 401 if the token is not accepted, 403 if its owner has no role, 503 if the issuer's keys are not known.
    pub(crate) async fn program(&self, state: &Admin, token: &str) -> Result<Identity, Fault> {
        // RFC 6750, section 3.1.
        let refused = |why: String| {
            let header = HeaderValue::from_static("Bearer realm=\"operators\", error=\"invalid_token\"");
            Fault::refused(StatusCode::UNAUTHORIZED, why).header(WWW_AUTHENTICATE, header)
        };
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
        self.expected().validate_bearer_token(&claims, state.clock.seconds()).map_err(|refusal| match refusal
        {
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
            // The issuer may have a new key, also where keys have no names.
            Err(Unverified::UnknownKey | Unverified::Forged) => {
                Ok(self.issuer.renewed(state).await?.keys.verify(token)?)
            }
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

    /// A place for an exchange; `None` if none became free in time.
    async fn place(&self) -> Option<SemaphorePermit<'_>> {
        timeout(PATIENCE, self.exchanges.acquire()).await.ok()?.ok()
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
