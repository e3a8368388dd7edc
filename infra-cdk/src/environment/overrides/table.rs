//! The table of context values.

use cdk::constructs::{Architecture, Nat, TaskSize};
use contract::settings::{Database, Discovery, is_environment_name};

use super::super::{Environment, Error, Release, SignIn, Topology};
use super::given::{certificate, digits, domain, flag, given, number};

/// A context value that changes an environment.
pub struct Override {
    /// Its name.
    pub key: &'static str,
    /// The values that it takes, in words.
    pub rule: &'static str,
    /// Its effect.
    pub about: &'static str,
    change: fn(&mut Environment, &str) -> Option<()>,
}

impl Override {
    pub(super) fn apply(&self, environment: &mut Environment, value: &str) -> Result<(), Error> {
        (self.change)(environment, value).ok_or_else(|| Error::Value {
            key: self.key,
            value: value.to_owned(),
            rule: self.rule.to_owned(),
        })
    }
}

macro_rules! overrides {
    ($($key:literal $rule:literal $about:literal, |$environment:ident, $value:ident| $change:expr;)+) => {
        /// All context values, in the order of their names.
        pub const fn overrides() -> &'static [Override] {
            ALL
        }

        const ALL: &[Override] = &[$(Override {
            key: $key,
            rule: $rule,
            about: $about,
            change: |$environment, $value| Some($change),
        }),+];
    };
}

overrides! {
    "account" "an account's id of 12 digits" "the account, if not that of the credentials",
        |it, value| it.account = Some(digits(value, 12)?);
    "architecture" "one of arm64, x86_64" "the processor of tasks and functions; images for arm64 are made on a machine with one",
        |it, value| it.topology.architecture = match value {
            "arm64" => Architecture::Arm64,
            "x86_64" => Architecture::X86_64,
            _ => return None,
        };
    "audit-days" "a number of days that CloudWatch Logs knows, such as 90 or 365" "how long the audit trail is kept",
        |it, value| it.retention.audit_days = log_days(value)?;
    "backup-days" "a whole number from 1 to 35" "how long backups of the database are kept",
        |it, value| it.retention.backup_days = number(value, 1, 35)?;
    "block-countries" "codes of two letters, separated by commas" "countries whose requests are refused",
        |it, value| it.blocked_countries = countries(value)?;
    "budget-usd" "a whole number from 1 to 1000000" "the monthly budget",
        |it, value| it.notices.budget_usd = number(value, 1, 1_000_000)?;
    "certificate" "the ARN of a certificate of ACM" "the certificate of the domain and of api. before it, in the environment's region",
        |it, value| domain(it).certificate = certificate(value)?;
    "database-least" "a multiple of 0.5 from 0 to 256" "the least capacity of a database instance, in ACU",
        |it, value| it.database.least = capacity(value)?;
    "database-most" "a multiple of 0.5 from 1 to 256" "the greatest capacity of a database instance, in ACU",
        |it, value| it.database.most = capacity(value).filter(|it| *it >= 1.0)?;
    "database-readers" "a whole number from 0 to 15" "database instances beside the writer",
        |it, value| it.database.readers = number(value, 0, 15)?;
    "domain" "a domain's name, such as clinic.example" "the clinic's name on the internet",
        |it, value| domain(it).name = given(value, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c))
            .filter(|it| it.contains('.'))?;
    "edge-certificate" "the ARN of a certificate of ACM in us-east-1" "the certificate of the domain for CloudFront",
        |it, value| domain(it).edge_certificate = certificate(value).filter(|it| it.contains(":us-east-1:"))?;
    "email" "an e-mail address" "who gets alarms beside Slack",
        |it, value| it.notices.email = Some(given(value, |c| c.is_ascii_graphic()).filter(|it| it.contains('@'))?);
    "endpoints" "true or false" "whether calls of AWS stay in the network, by interface endpoints",
        |it, value| it.topology.endpoints = flag(value)?;
    "grafana" "one of none, saml, identity-center" "whether there is an Amazon Managed Grafana, and how people sign in to it",
        |it, value| it.managed.grafana = match value {
            "none" => None,
            "saml" => Some(SignIn::Saml),
            "identity-center" => Some(SignIn::IdentityCenter),
            _ => return None,
        };
    "hosted-zone" "the id of a hosted zone of Route 53" "where records of the domain are made",
        |it, value| domain(it).hosted_zone = Some(given(value, |c| c.is_ascii_alphanumeric())?);
    "log-days" "a number of days that CloudWatch Logs knows, such as 14 or 30" "how long logs are kept",
        |it, value| it.retention.log_days = log_days(value)?;
    "namespace" "a namespace's name, such as petclinic.local" "the Cloud Map namespace; a further environment of an account and region needs its own",
        |it, value| {
            Discovery::NAMESPACE.check(value).ok()?;
            it.settings.set(None, Discovery::NAMESPACE, value);
        };
    "nat" "one of single, per-zone" "one NAT gateway for all zones, or one in each",
        |it, value| it.topology.nat = match value {
            "single" => Nat::Single,
            "per-zone" => Nat::PerZone,
            _ => return None,
        };
    "password-days" "a whole number from 1 to 1000" "how often passwords of the database change",
        |it, value| it.retention.password_days = number(value, 1, 1000)?;
    "prometheus" "true or false" "whether there is an Amazon Managed Service for Prometheus, which collectors write to and whose alerts people get",
        |it, value| it.managed.prometheus = flag(value)?;
    "protected" "true or false" "whether stacks and data refuse to be deleted",
        |it, value| it.is_protected = flag(value)?;
    "record-account" "true or false" "whether AWS Config with its rules, GuardDuty and Access Analyzer are set up, of which an account has one each in a region",
        |it, value| it.records_account = flag(value)?;
    "region" "a region of AWS, such as us-west-2" "where it is deployed",
        |it, value| it.region = given(value, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            .filter(|it| is_environment_name(it) && it.matches('-').count() >= 2)?;
    "release" "a tag of images, or none" "the images that tasks run, by their tag in the services' repositories; no tasks for none",
        |it, value| it.release = match value {
            "none" => Release::None,
            _ => Release::Tag(given(value, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))?),
        };
    "sample-data" "true or false" "whether new tables get the sample data",
        |it, value| {
            let flag = flag(value)?;
            it.settings.set(None, Database::SAMPLE_DATA, flag.to_string());
        };
    "spot" "true or false" "whether all tasks but the first of each service run on spare capacity",
        |it, value| it.tasks.spot = flag(value)?;
    "task-size" "a pair of CPU and memory that Fargate offers, such as 256/512" "the size of each task",
        |it, value| {
            let (cpu, memory) = value.split_once('/')?;
            it.tasks.size = TaskSize::find(cpu.parse().ok()?, memory.parse().ok()?)?;
        };
    "tasks-least" "a whole number from 1 to 1000" "the least number of tasks of each service",
        |it, value| it.tasks.least = number(value, 1, 1000)?;
    "tasks-most" "a whole number from 1 to 1000" "the greatest number of tasks of each service",
        |it, value| it.tasks.most = number(value, 1, 1000)?;
    "topology" "one of two-zones, observability" "the network, with the numbers that belong to it",
        |it, value| it.take(Topology::ALL.into_iter().find(|known| known.name == value)?);
}

/// A capacity in ACU.
fn capacity(value: &str) -> Option<f64> {
    value.parse::<f64>().ok().filter(|it| (0.0..=256.0).contains(it) && (it * 2.0).fract() == 0.0)
}

/// The numbers of days that CloudWatch Logs knows.
const LOG_DAYS: [u16; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

fn log_days(value: &str) -> Option<u16> {
    value.parse().ok().filter(|it| LOG_DAYS.contains(it))
}

fn countries(value: &str) -> Option<Vec<String>> {
    let codes: Vec<String> =
        value.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    codes.iter().all(|it| it.len() == 2 && it.bytes().all(|it| it.is_ascii_uppercase())).then_some(codes)
}
