//! Environments: how large the clinic is, how it is kept and where it is reached, as plain values.
//!
//! `dev`, `staging` and `prod` are presets; context values (`--context key=value`) change single ones, each checked.

mod error;
mod overrides;
mod presets;
mod settings;
mod topology;

use cdk::Context;
use cdk::constructs::{Architecture, TaskSize};
use contract::service::Service;
use contract::settings::{Admin, Assistant};

pub use self::error::Error;
pub use self::overrides::{Override, overrides};
pub use self::settings::Settings;
pub use self::topology::{Subnets, Topology};

/// One deployment of the clinic.
#[derive(Clone, Debug, PartialEq)]
pub struct Environment {
    /// Its name in names and paths: `PETCLINIC_ENV` of its services.
    pub name: String,
    /// The account, 12 digits; that of the deployer's credentials unless given.
    pub account: Option<String>,
    pub region: String,
    pub topology: Topology,
    pub tasks: Tasks,
    pub database: DatabaseCapacity,
    pub retention: Retention,
    /// Whether stacks, database and load balancer refuse to be deleted, and data stay when their stack goes.
    pub is_protected: bool,
    /// Whether AWS Config with its rules, `GuardDuty` and Access Analyzer are set up, of which an account has one each in a region.
    pub records_account: bool,
    /// The images that tasks run.
    pub release: Release,
    pub domain: Option<Domain>,
    pub notices: Notices,
    pub managed: Managed,
    /// Countries whose requests are refused, by their codes of two letters.
    pub blocked_countries: Vec<String>,
    /// Settings of services that differ from the defaults of `contract`.
    pub settings: Settings,
}

/// The images that tasks run, by their tag in the services' repositories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Release {
    /// That of the sources.
    Own,
    Tag(String),
    /// None yet: there are no tasks, as in a first deployment, which makes the repositories.
    None,
}

/// The tasks of each service on Fargate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tasks {
    pub size: TaskSize,
    pub least: u32,
    pub most: u32,
    /// The average use of the CPU, in percent, that scaling keeps.
    pub cpu_percent: u32,
    /// The interval of health checks.
    pub health_check_seconds: u32,
    /// Whether all tasks but the first of each service run on spare capacity, which AWS may take back within two minutes.
    pub spot: bool,
}

/// The capacity of each database instance, in ACU (about 2 GiB of memory each), and the number of instances beside the writer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatabaseCapacity {
    pub least: f64,
    pub most: f64,
    pub readers: usize,
}

/// For how many days things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Logs of programs, requests and traffic.
    pub log_days: u16,
    /// The record of what was done in the account.
    pub audit_days: u16,
    /// Backups, within which the database goes back to any point in time: 1 to 35.
    pub backup_days: u32,
    /// How often passwords change: 1 to 1,000.
    pub password_days: u16,
}

/// The clinic's own name on the internet. Without it, the clinic answers under the names of CloudFront and API Gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Such as `clinic.example`.
    pub name: String,
    /// The certificate for it and for `api.` before it, in the environment's region: for the load balancer and for the API.
    pub certificate: String,
    /// The certificate for it in us-east-1, for CloudFront.
    pub edge_certificate: String,
    /// The hosted zone of Route 53 in which records are made; none where DNS is elsewhere.
    pub hosted_zone: Option<String>,
}

/// Who is told what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices {
    /// An address for alarms beside Slack, for the alarm about Slack itself.
    pub email: Option<String>,
    /// The monthly budget in USD; its notices come at 80 and 100 percent, and at a forecast of 100.
    pub budget_usd: u32,
}

/// What AWS runs beside CloudWatch for those who watch the clinic with Prometheus and Grafana.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Managed {
    /// Whether the collectors beside tasks write to Amazon Managed Service for Prometheus, with the clinic's rules and alerts.
    pub prometheus: bool,
    /// How people sign in to Amazon Managed Grafana; `None` for no Grafana.
    pub grafana: Option<SignIn>,
}

/// How people sign in to Grafana.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// By an identity provider that speaks SAML, whose address somebody enters after the deployment.
    Saml,
    /// By IAM Identity Center, which the account must have.
    IdentityCenter,
}

impl Environment {
    /// The environment that an app's context describes.
    ///
    /// # Errors
    /// Names the context value that is wrong, and the rule that it breaks.
    pub fn of(context: &Context) -> Result<Self, Error> {
        overrides::apply(context)
    }

    /// The settings that its parameters hold: those that it gives, and what the admin server must know of tasks and of the assistant's
    /// function to estimate their cost. `memory` is that of a function, in MiB.
    pub fn parameters(&self, memory: impl Fn(Service) -> u32) -> Settings {
        let mut settings = self.settings.clone();
        let processor = match self.topology.architecture {
            Architecture::Arm64 => "arm64",
            Architecture::X86_64 => "x86_64",
        };
        let mut known = vec![
            (Admin::TASK_CPU, self.tasks.size.cpu().to_string()),
            (Admin::TASK_MEMORY, self.tasks.size.memory().to_string()),
            (Admin::TASK_PROCESSOR, processor.to_owned()),
        ];
        if let Some(assistant) = Service::http().find(|it| Assistant::PROVIDER.is_for(*it)) {
            let of = |key| self.settings.value(&self.name, assistant, key);
            let provider = of(Assistant::PROVIDER);
            let model = if provider == "openai" { Assistant::MODEL } else { Assistant::MODEL_ID };
            known.push((Admin::ASSISTANT_MEMORY, memory(assistant).to_string()));
            known.push((Admin::ASSISTANT_MODEL, of(model)));
            known.push((Admin::ASSISTANT_PROVIDER, provider));
        }
        // What is empty is wrong where it was given, and is said there.
        for (key, value) in known.into_iter().filter(|(_, value)| !value.is_empty()) {
            for service in Service::http().filter(|it| key.is_for(*it)) {
                if settings.given(service, key).is_none() {
                    settings.set(Some(service), key, value.clone());
                }
            }
        }
        settings
    }

    /// A preset by its name.
    pub fn preset(name: &str) -> Option<Self> {
        presets::ALL.iter().find(|(known, _)| *known == name).map(|(_, preset)| preset())
    }

    /// The names of all presets.
    pub fn preset_names() -> impl Iterator<Item = &'static str> {
        presets::ALL.iter().map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests;
