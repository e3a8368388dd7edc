//! What the operators' console of a clinic on one machine is told at the start.

use std::net::SocketAddr;

use admin::GivenTargets;
use contract::settings::{Sensitive, ServiceSettings};

/// The console's part of the command line.
#[derive(Clone, Debug, Default)]
pub struct Console {
    /// Whom the clinic tells how its services are.
    pub notified: GivenTargets,
    /// Where Prometheus is, whose alerts the console shows; `None` without one.
    pub prometheus: Option<SocketAddr>,
    /// Where operators may sign in besides.
    pub issuer: Option<ConsoleIssuer>,
    /// The origin by which operators reach the clinic; `None` for its address.
    pub public_url: Option<String>,
}

/// An OpenID Connect issuer.
#[derive(Clone, Debug)]
pub struct ConsoleIssuer {
    /// Its URL, as its tokens have it.
    pub url: String,
    /// The id of the clinic there.
    pub client_id: String,
    /// The secret of the clinic there; `None` if it has none.
    pub client_secret: Option<Sensitive>,
    /// The claim of its tokens that names someone's groups.
    pub groups_claim: String,
}

impl Console {
    /// Puts it into the settings of the admin server of a clinic at this address.
    pub(crate) fn apply(&self, clinic: SocketAddr, settings: &mut ServiceSettings) {
        let (admin, oidc) = (&mut settings.admin, &mut settings.oidc);
        // The clinic speaks plain HTTP, which is all that browsers reach it by unless a proxy is before it.
        admin.secure_cookies = self.public_url.as_ref().is_some_and(|it| it.starts_with("https://"));
        admin.prometheus_url = self.prometheus.map(|it| format!("http://{it}"));
        admin.public_url = Some(self.public_url.clone().unwrap_or_else(|| format!("http://{clinic}")));
        if let Some(ConsoleIssuer { url, client_id, client_secret, groups_claim }) = self.issuer.clone() {
            (oidc.issuer, oidc.client_id, oidc.client_secret) = (Some(url), Some(client_id), client_secret);
            oidc.groups_claim = groups_claim;
        }
    }
}
