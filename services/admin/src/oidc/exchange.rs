//! The exchange of an authorization code for an identity token (OpenID Connect Core 1.0, section 3.1.3).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use contract::settings::Sensitive;
use form_urlencoded::{Serializer, byte_serialize};
use http::Method;
use http::header::HeaderValue;
use serde::Deserialize;

use super::issuer::{LONGEST, Problem, WITHIN, answered};
use super::provider::Provider;
use crate::Admin;
use crate::reach::{Body, Question};

/// An authorization code, and what proves that it belongs to who shows it.
pub(super) struct Code<'a> {
    pub(super) code: &'a str,
    pub(super) verifier: &'a str,
    pub(super) redirect_uri: &'a str,
    pub(super) client_id: &'a str,
    pub(super) client_secret: Option<Sensitive>,
}

impl Code<'_> {
    /// Exchanges it. `None` if the issuer says that it is invalid, or was used before.
    pub(super) async fn exchange(
        self,
        state: &Admin,
        provider: &Provider,
    ) -> Result<Option<String>, Problem> {
        #[derive(Deserialize)]
        struct Tokens {
            id_token: String,
        }
        let (form, authorization) = self.form(provider.takes_basic)?;
        let question = Question {
            method: Method::POST,
            body: Some(Body::form(form)),
            authorization,
            ..Question::get(provider.token_endpoint.clone(), WITHIN, LONGEST)
        };
        let answer = answered(state, question, "the exchange of a code").await?;
        if answer.status != 200 {
            let error = error_code(&answer.body);
            if error.as_deref() == Some("invalid_grant") {
                return Ok(None);
            }
            let why = error.as_deref().unwrap_or("without a reason");
            return Err(Problem(format!("it answered {} to a code: {why}", answer.status).into()));
        }
        let tokens: Result<Tokens, _> = serde_json::from_slice(&answer.body);
        let none = |_| Problem("it gave no identity token for a code".into());
        tokens.map(|it| Some(it.id_token)).map_err(none)
    }

    /// The form that is sent, and the header `Authorization` that goes with it.
    fn form(self, takes_basic: bool) -> Result<(String, Option<HeaderValue>), Problem> {
        let Self { code, verifier, redirect_uri, client_id, client_secret } = self;
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code").append_pair("code", code);
        form.append_pair("redirect_uri", redirect_uri).append_pair("code_verifier", verifier);
        let Some(secret) = client_secret else {
            return Ok((form.append_pair("client_id", client_id).finish(), None));
        };
        let secret = secret.expose().trim();
        if !takes_basic {
            form.append_pair("client_id", client_id).append_pair("client_secret", secret);
            return Ok((form.finish(), None));
        }
        // Both parts are encoded as in a form (RFC 6749, section 2.3.1).
        let encoded = |it: &str| byte_serialize(it.as_bytes()).collect::<String>();
        let pair = BASE64_STANDARD.encode(format!("{}:{}", encoded(client_id), encoded(secret)));
        let mut header = HeaderValue::try_from(format!("Basic {pair}"))
            .map_err(|_| Problem("the secret of the client is no text of a header".into()))?;
        header.set_sensitive(true);
        Ok((form.finish(), Some(header)))
    }
}

/// The code of an error (RFC 6749, section 5.2).
fn error_code(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    let Refusal { error } = serde_json::from_slice(body).ok()?;
    let is_code = error.len() <= 64 && error.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    is_code.then_some(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_shows_its_secret_as_the_issuer_takes_it() {
        let code = |secret: Option<&str>| Code {
            code: "a b",
            verifier: "v",
            redirect_uri: "https://clinic.example/admin/oidc/callback",
            client_id: "clinic:console",
            client_secret: secret.map(Sensitive::new),
        };
        let (form, header) = code(Some("s+/ecret\n")).form(true).unwrap();
        assert!(
            form.starts_with("grant_type=authorization_code&code=a+b&redirect_uri=https%3A%2F%2F"),
            "{form}"
        );
        assert!(!form.contains("client"), "{form}");
        let header = header.unwrap();
        assert!(header.is_sensitive());
        let pair = BASE64_STANDARD.decode(header.to_str().unwrap().strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(pair, b"clinic%3Aconsole:s%2B%2Fecret");
        let (form, header) = code(Some("s")).form(false).unwrap();
        assert!(
            form.ends_with("&code_verifier=v&client_id=clinic%3Aconsole&client_secret=s") && header.is_none()
        );
        let (form, header) = code(None).form(true).unwrap();
        assert!(form.ends_with("&client_id=clinic%3Aconsole") && header.is_none(), "{form}");
    }
}
