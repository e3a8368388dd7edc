//! The secrets that services and functions read, named once: infrastructure provides exactly these, and each task and function is
//! granted exactly its own.

use crate::endpoint::Service;
use crate::worker::Worker;

/// A secret in Secrets Manager.
#[derive(Clone, Copy, Debug)]
pub struct Secret {
    /// Its name, with `{env}` and, where each service has its own, `{service}` to be filled in; the default of [`Secret::key`].
    pub name: &'static str,
    /// The setting that may name another one.
    pub key: Option<&'static str>,
    /// What it holds.
    pub doc: &'static str,
    /// The services that read it.
    pub services: &'static [Service],
    /// The functions that read it, of all services where each has its own.
    pub workers: &'static [Worker],
}

impl Secret {
    /// Its name in an environment, for a service.
    pub fn name_for(&self, env: &str, service: Service) -> String {
        super::name::fill(self.name, env, service)
    }

    /// Its name in an environment, where there is one for all.
    pub fn shared_name(&self, env: &str) -> String {
        self.name.replace("{env}", env)
    }
}

/// Who a service is to its database.
pub const DATABASE: Secret = Secret {
    name: "petclinic/{env}/{service}/database",
    key: Some("database.secret"),
    doc: "the database's user, in the JSON form of RDS: username, password, host, port, dbname",
    services: &Service::ALL,
    workers: &[Worker::Migrate],
};

/// Who may create schemas and users.
pub const DATABASE_ADMIN: Secret = Secret {
    name: "petclinic/{env}/database-admin",
    key: None,
    doc: "the database's administrator, in the JSON form of RDS: username, password, host, port",
    services: &[],
    workers: &[Worker::Migrate],
};

/// What an operator shows to be let in to the actuator.
pub const OPERATOR_TOKEN: Secret = Secret {
    name: "petclinic/{env}/operator-token",
    key: Some("actuator.token-secret"),
    doc: "the bearer token that opens /actuator to operators, as plain text",
    services: &Service::TASKS,
    workers: &[],
};

/// Where notices are posted.
pub const SLACK_WEBHOOK: Secret = Secret {
    name: "petclinic/{env}/slack-webhook",
    key: None,
    doc: "the URL of the incoming webhook of a Slack channel, as plain text or as {\"url\": \"..\"}",
    services: &[],
    workers: &[Worker::SlackNotifier],
};

/// All of them.
pub const ALL: [Secret; 4] = [DATABASE, DATABASE_ADMIN, OPERATOR_TOKEN, SLACK_WEBHOOK];
