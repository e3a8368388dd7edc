//! The secrets that services read. Infrastructure provides exactly these. The table of services, [`crate::service`], says which
//! service reads which secret.

use super::key::Key;
use super::table::{Actuator, Admin, Assistant, Database, Oidc};
use crate::service::Service;

/// The name of [`DATABASE`].
pub(super) const DATABASE_NAME: &str = "petclinic/{env}/{service}/database";
/// The name of [`OPERATOR_TOKEN`].
pub(super) const OPERATOR_TOKEN_NAME: &str = "petclinic/{env}/operator-token";

/// The name of [`ASSISTANT_KEY`].
pub(super) const ASSISTANT_KEY_NAME: &str = "petclinic/{env}/assistant-key";

/// The name of [`ADMIN_PASSWORDS`].
pub(super) const ADMIN_PASSWORDS_NAME: &str = "petclinic/{env}/admin-passwords";

/// The name of [`ADMIN_NOTIFICATIONS`].
pub(super) const ADMIN_NOTIFICATIONS_NAME: &str = "petclinic/{env}/admin-notifications";

/// The name of [`OIDC_CLIENT`].
pub(super) const OIDC_CLIENT_NAME: &str = "petclinic/{env}/admin-oidc-client";

/// A secret in Secrets Manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Its name, with `{env}` and, where each service has its own, `{service}` to be filled in; the default of [`Secret::key`].
    pub name: &'static str,
    /// The setting that can name a different secret.
    pub key: Option<&'static Key>,
    /// Its content.
    pub doc: &'static str,
}

impl Secret {
    /// Its name in an environment, for a service.
    pub fn name_for(&self, env: &str, service: Service) -> String {
        super::name::fill(self.name, env, service)
    }

    /// Its name in an environment, for a secret that all services share.
    pub fn shared_name(&self, env: &str) -> String {
        self.name.replace("{env}", env)
    }

    /// Whether each service has one of its own.
    pub fn is_each_services_own(&self) -> bool {
        self.name.contains("{service}")
    }
}

/// The login of a service to its database.
pub const DATABASE: Secret = Secret {
    name: DATABASE_NAME,
    key: Some(Database::SECRET),
    doc: "the database's user, in the JSON form of RDS: username, password, host, port, dbname",
};

/// The login of the database's administrator, who may create schemas and users.
pub const DATABASE_ADMIN: Secret = Secret {
    name: "petclinic/{env}/database-admin",
    key: None,
    doc: "the database's administrator, in the JSON form of RDS: username, password, host, port",
};

/// The token that lets operators in to the actuator.
pub const OPERATOR_TOKEN: Secret = Secret {
    name: OPERATOR_TOKEN_NAME,
    key: Some(Actuator::TOKEN_SECRET),
    doc: "the bearer token that opens /actuator to operators, as plain text",
};

/// The address that receives notices.
pub const SLACK_WEBHOOK: Secret = Secret {
    name: "petclinic/{env}/slack-webhook",
    key: None,
    doc: "the URL of the incoming webhook of a Slack channel, as plain text or as {\"url\": \"..\"}",
};

/// The key for the endpoint of the assistant's models.
pub const ASSISTANT_KEY: Secret = Secret {
    name: ASSISTANT_KEY_NAME,
    key: Some(Assistant::KEY_SECRET),
    doc: "the key for the endpoint of the assistant's models, as plain text; for the provider openai",
};

/// The passwords of the admin server's accounts.
pub const ADMIN_PASSWORDS: Secret = Secret {
    name: ADMIN_PASSWORDS_NAME,
    key: Some(Admin::PASSWORDS_SECRET),
    doc: "the passwords of the admin server's accounts as {\"viewer\": \"..\", \"operator\": \"..\"}, or that of operator as plain text",
};

/// The addresses that the admin server's notifications go to.
pub const ADMIN_NOTIFICATIONS: Secret = Secret {
    name: ADMIN_NOTIFICATIONS_NAME,
    key: Some(Admin::NOTIFICATIONS_SECRET),
    doc: "where the admin server's notifications go: {\"webhook\": \"https://..\", \"slack\": \"https://hooks.slack.com/..\"}, both optional",
};

/// The secret of the admin server's client at an OpenID Connect issuer.
pub const OIDC_CLIENT: Secret = Secret {
    name: OIDC_CLIENT_NAME,
    key: Some(Oidc::CLIENT_SECRET_NAME),
    doc: "the secret of the admin server's client at the OpenID Connect issuer, as plain text; for oidc.issuer",
};

/// All of them.
pub const ALL: [Secret; 8] = [
    DATABASE,
    DATABASE_ADMIN,
    OPERATOR_TOKEN,
    SLACK_WEBHOOK,
    ASSISTANT_KEY,
    ADMIN_PASSWORDS,
    ADMIN_NOTIFICATIONS,
    OIDC_CLIENT,
];
