//! The incoming webhook of a Slack channel. Its address is a secret.

use std::time::Duration;

use contract::settings::Sensitive;
use contract::settings::secrets::SLACK_WEBHOOK;
use http::Method;
use outbound::{Address, Client, Response};
use serde_json::Value;
use settings::SecretStore;
use settings::aws::SdkConfig;
use tokio::sync::OnceCell;

use crate::slack::{NoAddress, Slack, Wanted};

/// The webhook of an environment. The first message fetches its address, which is then cached.
pub struct Webhook {
    secrets: SecretStore,
    name: String,
    client: OnceCell<Client>,
}

impl Webhook {
    /// Creates the webhook of the environment's secret.
    #[must_use]
    pub fn new(aws: &SdkConfig, env: &str) -> Self {
        let name = SLACK_WEBHOOK.shared_name(env);
        Self { secrets: SecretStore::new(aws), name, client: OnceCell::new() }
    }

    fn read(&self, secret: &Sensitive) -> Result<Address, NoAddress> {
        address(secret).map_err(|rule| NoAddress::Malformed { name: self.name.clone(), rule })
    }
}

impl Slack for Webhook {
    async fn address(&self, wanted: Wanted) -> Result<Address, NoAddress> {
        if wanted == Wanted::Kept
            && let Ok(address) = self.read(&self.secrets.get(&self.name).await?)
        {
            return Ok(address);
        }
        // A malformed secret may have been corrected since it was cached.
        self.read(&self.secrets.fresh(&self.name).await?)
    }

    async fn post(
        &self,
        address: &Address,
        message: &str,
        within: Duration,
    ) -> Result<Response, outbound::Error> {
        let client = self.client.get_or_try_init(async || Client::new()).await?;
        client.send(Method::POST, address, Some("application/json"), message.to_owned(), within).await
    }
}

/// The address in a secret: its whole text, or the `url` in its JSON.
fn address(secret: &Sensitive) -> Result<Address, String> {
    let text = secret.expose().trim();
    let told = |error: outbound::BadAddress| format!("the address {error}");
    if !text.starts_with('{') {
        return Address::try_from(secret).map_err(told);
    }
    let json: Value = serde_json::from_str(text).map_err(|_| "it is no JSON".to_owned())?;
    let url = json.get("url").and_then(Value::as_str).ok_or("its JSON has no `url`")?;
    Address::parse(url).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://hooks.slack.com/services/T0/B0/hush";

    #[test]
    fn an_address_is_plain_or_in_json() {
        let expected = Address::parse(URL).unwrap();
        for secret in [URL.to_owned(), format!(" {URL}\n"), format!(r#"{{"url": "{URL}"}}"#)] {
            assert_eq!(address(&Sensitive::new(secret)).unwrap(), expected);
        }
    }

    #[test]
    fn a_bad_address_is_reported_without_its_text() {
        for (secret, told) in [
            ("", "the address is no URL"),
            ("http://hooks.slack.com/hush", "the address must begin with https://"),
            (r#"{"url": "hush hush"}"#, "the address is no URL"),
            (r#"{"webhook": "hush"}"#, "its JSON has no `url`"),
            (r#"{"url": "hush""#, "it is no JSON"),
        ] {
            assert_eq!(address(&Sensitive::new(secret)).unwrap_err(), told);
        }
    }
}
