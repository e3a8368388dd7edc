//! Values that are fine each and wrong together.

use std::time::Duration;

use super::choice::Provider;
use super::key::Key;
use super::read::Broken;
use super::table::{Admin, Assistant, Faults, Oidc, Server, ServiceSettings};

impl ServiceSettings {
    /// What contradicts something else.
    pub(super) fn contradictions(&self) -> Vec<Broken> {
        let mut broken = Vec::new();
        let mut above = |key, value: Duration, limit: &Key, most: Duration| {
            if value > most {
                broken.push(Broken { key, rule: format!("must not be above {}", limit.name) });
            }
        };
        above(Faults::LATENCY_MIN, self.faults.latency_min, Faults::LATENCY_MAX, self.faults.latency_max);
        let Server { drain_linger, drain_deadline, .. } = self.server;
        above(Server::DRAIN_LINGER, drain_linger, Server::DRAIN_DEADLINE, drain_deadline);
        let mut needs = |key, value: &Option<String>| {
            if self.assistant.provider == Provider::OpenAi && value.is_none() {
                broken.push(Broken { key, rule: "must be set for assistant.provider openai".to_owned() });
            }
        };
        needs(Assistant::URL, &self.assistant.url);
        needs(Assistant::MODEL, &self.assistant.model);
        broken.extend(self.oidc_contradictions());
        broken
    }

    fn oidc_contradictions(&self) -> Vec<Broken> {
        let (admin, oidc) = (&self.admin, &self.oidc);
        let mut broken = Vec::new();
        let mut must = |key, holds: bool, rule: &str| {
            if !holds {
                broken.push(Broken { key, rule: rule.to_owned() });
            }
        };
        if oidc.issuer.is_some() {
            must(Oidc::CLIENT_ID, oidc.client_id.is_some(), "must be set for oidc.issuer");
            must(Admin::PUBLIC_URL, admin.public_url.is_some(), "must be set for oidc.issuer");
        } else {
            must(Admin::PASSWORD_SIGN_IN, admin.password_sign_in, "must be true without oidc.issuer");
        }
        broken
    }
}
