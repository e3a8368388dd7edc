//! What an issuer says of itself: OpenID Connect Discovery 1.0, section 4.

use reqwest::Url;
use serde::Deserialize;

use super::issuer::Problem;
use super::keys::Keys;

/// Where an issuer's endpoints are, and its keys.
pub(super) struct Provider {
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    /// Whether a client shows its secret in the header `Authorization`, and not in the form.
    pub(super) takes_basic: bool,
    pub(super) keys: Keys,
}

/// The part of an issuer's configuration that matters here.
#[derive(Deserialize)]
pub(super) struct Configuration {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Configuration {
    /// Where the configuration of an issuer is.
    pub(super) fn url(issuer: &str) -> Result<Url, Problem> {
        let base = issuer.trim_end_matches('/');
        parse(&format!("{base}/.well-known/openid-configuration"), issuer)
    }

    /// Reads the configuration of an issuer.
    ///
    /// # Errors
    /// If it is another's, or lacks something.
    pub(super) fn read(text: &[u8], issuer: &str) -> Result<Self, Problem> {
        let configuration: Self = serde_json::from_slice(text)
            .map_err(|error| Problem(format!("its configuration cannot be read: {error}").into()))?;
        if configuration.issuer != issuer {
            return Err(Problem("its configuration is that of another issuer".into()));
        }
        Ok(configuration)
    }

    /// Where the keys are.
    pub(super) fn keys_url(&self) -> Result<Url, Problem> {
        parse(&self.jwks_uri, &self.issuer)
    }

    /// What it says, with the keys.
    pub(super) fn with_keys(self, keys: Keys) -> Result<Provider, Problem> {
        // The default of the specification.
        const BASIC: &str = "client_secret_basic";
        let methods = self.token_endpoint_auth_methods_supported.as_ref();
        Ok(Provider {
            authorization_endpoint: parse(&self.authorization_endpoint, &self.issuer)?,
            token_endpoint: parse(&self.token_endpoint, &self.issuer)?,
            takes_basic: methods.is_none_or(|it| it.iter().any(|method| method == BASIC)),
            keys,
        })
    }
}

/// A URL of an issuer, by TLS unless the issuer is on this machine without it.
fn parse(url: &str, issuer: &str) -> Result<Url, Problem> {
    let parsed = Url::parse(url).ok().filter(|it| it.has_host());
    let is_safe =
        |it: &Url| it.scheme() == "https" || (it.scheme() == "http" && issuer.starts_with("http://"));
    parsed
        .filter(is_safe)
        .ok_or_else(|| Problem("an address in its configuration is none, or is without TLS".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://login.example/realms/clinic";

    fn read(change: impl FnOnce(&mut serde_json::Value)) -> Result<Provider, Problem> {
        let mut configuration = serde_json::json!({
            "issuer": ISSUER,
            "authorization_endpoint": "https://login.example/authorize?tenant=7",
            "token_endpoint": "https://login.example/token",
            "jwks_uri": "https://keys.example/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"]
        });
        change(&mut configuration);
        let configuration = Configuration::read(configuration.to_string().as_bytes(), ISSUER)?;
        configuration.keys_url()?;
        configuration.with_keys(Keys::read(br#"{"keys": []}"#).unwrap())
    }

    #[test]
    fn the_configuration_says_where_everything_is() {
        assert_eq!(
            Configuration::url("https://login.example/").unwrap().as_str(),
            "https://login.example/.well-known/openid-configuration"
        );
        assert!(!read(|_| ()).unwrap().takes_basic);
        let silent = |it: &mut serde_json::Value| {
            it.as_object_mut().unwrap().remove("token_endpoint_auth_methods_supported");
        };
        assert!(read(silent).unwrap().takes_basic);
    }

    #[test]
    fn a_configuration_of_another_issuer_or_without_tls_is_refused() {
        assert!(read(|it| it["issuer"] = "https://login.example/realms/clinic/".into()).is_err());
        for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            for bad in ["http://login.example/x", "ftp://x/", "javascript:alert(1)", "", "//x/"] {
                assert!(read(|it| it[endpoint] = bad.into()).is_err(), "{endpoint} {bad}");
            }
        }
    }
}
