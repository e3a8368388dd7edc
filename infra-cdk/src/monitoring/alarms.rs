//! Alarms, and those that speak for them: a fault sends one message, and its end one.
//!
//! Alarms on metrics are silent. Each belongs to a part of the clinic, for which one composite alarm speaks, unless a part that it stands on
//! speaks already: services and functions are silent while the database is in trouble, and the API is silent while any of them is.

mod api;
mod database;
mod objectives;
mod security;
mod service;

use std::collections::BTreeMap;

use cdk::aws::cloudwatch::alarm::TreatMissingData;
use cdk::aws::kinds::certificatemanager::CertificateArn;
use cdk::constructs::{Alarm, AlarmHandle, CompositeAlarm, CompositeAlarmHandle, Metric, TopicHandle};
use cdk::{IntoVal, Stack};
use contract::service::Service;
use observability::alerts::CERTIFICATE_DAYS;

use super::{LogMetrics, Series};
use crate::app::Clinic;
use crate::names;

/// The alarms that speak, each with those that it speaks for.
pub struct Alarms {
    pub database: Part,
    pub services: BTreeMap<Service, Part>,
    pub api: Part,
    /// The promises to those who use the clinic, where they break within days.
    pub objectives: Part,
    /// The same over days and weeks.
    pub budgets: Part,
    pub security: Part,
}

/// A part of the clinic.
pub struct Part {
    pub speaks: CompositeAlarmHandle,
    pub of: Vec<AlarmHandle>,
}

impl Alarms {
    /// All parts, each with its name.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &Part)> {
        let services = self.services.iter().map(|(service, part)| (service.name(), part));
        [("database", &self.database)].into_iter().chain(services).chain([
            ("api", &self.api),
            ("objectives", &self.objectives),
            ("budgets", &self.budgets),
            ("security", &self.security),
        ])
    }
}

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>, series: &Series<'_>, logs: &LogMetrics) -> Alarms {
    let maker = Maker { stack, env: clinic.env(), topic: &series.watched.native.alarms };
    let database = maker.part("database", database::alarms(clinic, series), None);
    let mut services = BTreeMap::new();
    for service in Service::http().chain([Service::Migrate]) {
        let alarms = service::alarms(stack, clinic, series, logs, service);
        let stands_on = service.row().has_database.then_some(&database.speaks);
        services.insert(service, maker.part(service.name(), alarms, stands_on));
    }
    // What the API stands on. It says nothing itself.
    let behind =
        services.values().fold(CompositeAlarm::any([&database.speaks]), |it, part| it.or(&part.speaks));
    let behind =
        behind.name(maker.name("behind-the-api")).description("The database, a service or a function");
    let behind = stack.add("BehindTheApi", behind);
    let api = maker.part("api", api::alarms(stack, clinic, series, logs), Some(&behind));
    let objectives = maker.part_of_pairs("objectives", objectives::burning_fast(series), Some(&behind));
    let budgets = maker.part_of_pairs("budgets", objectives::burning_slowly(series), Some(&behind));
    let security = maker.part("security", security::alarms(series, logs), None);
    Alarms { database, services, api, objectives, budgets, security }
}

/// Where an alarm that speaks for others leads to.
pub const RUNBOOKS: &str = "Runbooks by alarm: docs/observability.md.";
/// The most characters that CloudWatch takes.
const LONGEST_DESCRIPTION: usize = 1024;

/// An alarm that is to be made: its name within its part, and what it means.
type Wanted = (String, String, Alarm);

fn wanted(name: impl Into<String>, meaning: impl Into<String>, alarm: Alarm) -> Wanted {
    (name.into(), meaning.into(), alarm)
}

struct Maker<'a> {
    stack: &'a Stack,
    env: &'a str,
    topic: &'a TopicHandle,
}

impl Maker<'_> {
    fn name(&self, end: &str) -> String {
        names::alarm(self.env, end)
    }

    /// A part that is in trouble when any of its alarms goes off.
    fn part(&self, part: &str, alarms: Vec<Wanted>, stands_on: Option<&CompositeAlarmHandle>) -> Part {
        self.part_of_pairs(part, alarms.into_iter().map(|it| vec![it]).collect(), stands_on)
    }

    /// A part that is in trouble when all alarms of one of these groups go off at once.
    fn part_of_pairs(
        &self,
        part: &str,
        groups: Vec<Vec<Wanted>>,
        stands_on: Option<&CompositeAlarmHandle>,
    ) -> Part {
        let scope = self.stack.child(format!("Alarms-{part}"));
        let (mut all, mut meanings, mut speaks) =
            (Vec::new(), Vec::new(), CompositeAlarm::any::<AlarmHandle>([]));
        for group in groups {
            meanings.extend(group.first().map(|(_, meaning, _)| meaning.clone()));
            let add = |(name, meaning, alarm): Wanted| {
                let end = format!("{part}-{name}");
                let about = names::about_alarm(&end, &meaning);
                scope.add(&name, alarm.name(self.name(&end)).description(about))
            };
            let of: Vec<AlarmHandle> = group.into_iter().map(add).collect();
            speaks = speaks.or_all(&of);
            all.extend(of);
        }
        let about = format!("{RUNBOOKS} Any of: {}", meanings.join("; "));
        let mut speaks = speaks
            .name(self.name(part))
            .description(about.chars().take(LONGEST_DESCRIPTION).collect::<String>())
            .notify(self.topic)
            .notify_when_well(self.topic);
        if let Some(cause) = stands_on {
            speaks = speaks.silent_while(cause);
        }
        Part { speaks: scope.add("Speaks", speaks), of: all }
    }
}

/// The alarm about a certificate of ACM that nobody, or not even ACM, has renewed. ACM publishes once a day how long each is valid.
pub fn certificate_expires(certificate: impl IntoVal<CertificateArn>) -> Alarm {
    let days = Metric::new("AWS/CertificateManager", "DaysToExpiry")
        .dimension("CertificateArn", certificate.into_val().cast::<String>())
        .statistic("Minimum")
        .every(24 * 3600);
    Alarm::below(days, CERTIFICATE_DAYS).missing_data(TreatMissingData::Ignore)
}
