//! Alarms, and those that speak for them: a fault sends one message, and its end one.
//!
//! Alarms on metrics are silent. Each belongs to a part of the clinic, for which one composite alarm speaks, unless a part that it stands on
//! speaks already: services and functions are silent while the database is in trouble, and the API is silent while any of them is.

mod api;
mod database;
mod security;
mod service;

use std::collections::BTreeMap;

use cdk::Stack;
use cdk::constructs::{Alarm, AlarmHandle, CompositeAlarm, CompositeAlarmHandle, TopicHandle};
use contract::service::Service;

use super::{LogMetrics, Series};
use crate::app::Clinic;

/// The alarms that speak, each with those that it speaks for.
pub struct Alarms {
    pub database: Part,
    pub services: BTreeMap<Service, Part>,
    pub api: Part,
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
        [("database", &self.database)]
            .into_iter()
            .chain(services)
            .chain([("api", &self.api), ("security", &self.security)])
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
    let api = maker.part("api", api::alarms(series, logs), Some(&behind));
    let security = maker.part("security", security::alarms(series, logs), None);
    Alarms { database, services, api, security }
}

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
        format!("petclinic-{}-{end}", self.env)
    }

    fn part(&self, part: &str, alarms: Vec<Wanted>, stands_on: Option<&CompositeAlarmHandle>) -> Part {
        let scope = self.stack.child(format!("Alarms-{part}"));
        let add = |(name, meaning, alarm): Wanted| {
            let alarm = alarm.name(self.name(&format!("{part}-{name}"))).description(&meaning);
            (scope.add(&name, alarm), meaning)
        };
        let (of, meanings): (Vec<_>, Vec<_>) = alarms.into_iter().map(add).unzip();
        let mut speaks = CompositeAlarm::any(&of)
            .name(self.name(part))
            .description(format!("Any of: {}", meanings.join("; ")).chars().take(1024).collect::<String>())
            .notify(self.topic)
            .notify_when_well(self.topic);
        if let Some(cause) = stands_on {
            speaks = speaks.silent_while(cause);
        }
        Part { speaks: scope.add("Speaks", speaks), of }
    }
}
