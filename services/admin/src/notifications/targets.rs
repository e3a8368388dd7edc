//! The addresses that notifications go to. They are secrets.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract::admin::NotificationTarget;
use http::Method;
use outbound::{Address, BadAddress, Client};
use serde_json::Value;
use settings::{OperatorToken, Sensitive};

/// How long a target may take for a message.
const WITHIN: Duration = Duration::from_secs(10);

/// The addresses that a process is given, where no secret holds them.
#[derive(Clone, Debug, Default)]
pub struct GivenTargets(Addresses);

type Addresses = BTreeMap<NotificationTarget, Address>;

/// A text is not the address of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address that notifications go to ({}) {rule}", target.as_str())]
pub struct BadTarget {
    /// The target.
    pub target: NotificationTarget,
    /// The rule that the text breaks.
    pub rule: BadAddress,
}

impl GivenTargets {
    /// Reads the addresses of a webhook and of a Slack channel's webhook; blank ones count as none.
    ///
    /// # Errors
    /// Names the rule that an address breaks, without quoting the address.
    pub fn read(webhook: Option<&Sensitive>, slack: Option<&Sensitive>) -> Result<Self, BadTarget> {
        let mut addresses = Addresses::new();
        for (target, text) in [(NotificationTarget::Webhook, webhook), (NotificationTarget::Slack, slack)] {
            if let Some(text) = text.map(Sensitive::expose).filter(|it| !it.trim().is_empty()) {
                let address = Address::parse(text).map_err(|rule| BadTarget { target, rule })?;
                addresses.insert(target, address);
            }
        }
        Ok(Self(addresses))
    }
}

/// The targets.
pub(crate) struct Targets {
    source: Source,
    /// None if this machine trusts no certificate authority.
    client: OnceLock<Option<Client>>,
    /// Whether the log says already that an address is bad.
    is_logged: AtomicBool,
}

enum Source {
    Given(GivenTargets),
    Secret(OperatorToken),
}

impl Targets {
    pub(crate) fn given(targets: GivenTargets) -> Self {
        Self::of(Source::Given(targets))
    }

    pub(crate) fn of_secret(secret: OperatorToken) -> Self {
        Self::of(Source::Secret(secret))
    }

    fn of(source: Source) -> Self {
        Self { source, client: OnceLock::new(), is_logged: AtomicBool::default() }
    }

    /// Those that are configured.
    pub(crate) async fn configured(&self) -> Vec<NotificationTarget> {
        self.addresses().await.into_keys().collect()
    }

    /// Sends a message to a target, once.
    ///
    /// # Errors
    /// Why the target did not take it, without its address.
    pub(crate) async fn send(&self, target: NotificationTarget, message: String) -> Result<(), String> {
        let Some(address) = self.addresses().await.remove(&target) else {
            return Err("no address is configured".to_owned());
        };
        let make = || Client::new().inspect_err(|error| tracing::warn!(%error, "nobody can be told")).ok();
        let Some(client) = self.client.get_or_init(make) else {
            return Err("this machine trusts no certificate authority".to_owned());
        };
        let sent = client.send(Method::POST, &address, Some("application/json"), message, WITHIN).await;
        match sent.map(|it| it.status) {
            Ok(200..300) => Ok(()),
            Ok(status) => {
                // It was perhaps revoked, and the secret has another one.
                if let (401 | 403 | 404 | 410, Source::Secret(secret)) = (status, &self.source) {
                    secret.renewed().await;
                }
                Err(format!("status {status}"))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    async fn addresses(&self) -> Addresses {
        let secret = match &self.source {
            Source::Given(GivenTargets(addresses)) => return addresses.clone(),
            Source::Secret(secret) => secret.get().await,
        };
        let (addresses, broken) = secret.map(|it| read(it.expose())).unwrap_or_default();
        if broken.is_empty() {
            self.is_logged.store(false, Ordering::Relaxed);
        } else if !self.is_logged.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                broken = broken.join("; "),
                "the secret with the targets of notifications is unfit"
            );
        }
        addresses
    }
}

/// Reads the secret: JSON with an address for each target, all optional. AWS fills a new secret with a random text, which holds none.
/// Returns also the rules that it breaks.
fn read(text: &str) -> (Addresses, Vec<String>) {
    let (mut addresses, mut broken) = (Addresses::new(), Vec::new());
    let text = text.trim();
    if !text.starts_with(['{', 'h']) {
        return (addresses, broken);
    }
    let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
        // A random text may begin so, too. An address does not end there.
        if text.starts_with('{') || text.starts_with("http") {
            broken.push("it is no JSON object".to_owned());
        }
        return (addresses, broken);
    };
    for target in NotificationTarget::ALL {
        let address = match fields.remove(target.as_str()) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) if text.trim().is_empty() => continue,
            Some(Value::String(text)) => Address::parse(&text).map_err(|it| it.to_string()),
            Some(_) => Err("must be a text".to_owned()),
        };
        match address {
            Ok(address) => drop(addresses.insert(target, address)),
            Err(rule) => broken.push(format!("{} {rule}", target.as_str())),
        }
    }
    (addresses, broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_an_address_for_each_target_or_for_some() {
        let both =
            r#"{"webhook": "https://a.example/hush", "slack": "https://hooks.slack.com/hush", "x": 1}"#;
        assert_eq!(read(both).0.into_keys().collect::<Vec<_>>(), NotificationTarget::ALL);
        for none in ["", "{}", "hO3x(random", "{\"slack\": \"\", \"webhook\": null}"] {
            let (addresses, broken) = read(none);
            assert!(addresses.is_empty() && broken.is_empty(), "{none}: {broken:?}");
        }
    }

    #[test]
    fn a_bad_address_is_named_by_its_rule_and_keeps_no_other_from_working() {
        for (text, rule) in [
            ("https://hooks.slack.com/hush", "it is no JSON object"),
            ("{\"slack\": \"https://hush\"", "it is no JSON object"),
            (r#"{"webhook": "http://hush.example/"}"#, "webhook must begin with https://"),
            (r#"{"webhook": 7}"#, "webhook must be a text"),
        ] {
            assert_eq!(read(text).1, [rule]);
        }
        let (addresses, broken) = read(r#"{"webhook": "hush hush", "slack": "https://hooks.slack.com/x"}"#);
        assert_eq!((addresses.len(), broken), (1, vec!["webhook is no URL".to_owned()]));
        let told = GivenTargets::read(None, Some(&Sensitive::new("http://10.0.0.1/hush"))).unwrap_err();
        assert_eq!(told.to_string(), "the address that notifications go to (slack) must begin with https://");
        assert!(GivenTargets::read(Some(&Sensitive::new(" ")), None).unwrap().0.is_empty());
    }
}
