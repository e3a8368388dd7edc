//! Dashboards: an overview, one for each service, and for the database, business, security and cost.

mod business;
mod cost;
mod database;
mod overview;
mod security;
mod service;

use std::collections::BTreeMap;

use cdk::aws::{Resource, cloudwatch};
use cdk::constructs::{Dashboard, Widget};
use cdk::{Stack, Val, text};
use contract::service::Service;

use super::{Alarms, LogMetrics, Series};
use crate::app::Clinic;
use crate::aws_native::trace_group;

/// What dashboards show.
struct Shown<'a> {
    env: &'a str,
    region: Val<String>,
    series: &'a Series<'a>,
    logs: &'a LogMetrics,
    alarms: &'a Alarms,
}

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    series: &Series<'_>,
    logs: &LogMetrics,
    alarms: &Alarms,
) -> BTreeMap<String, Resource<cloudwatch::Dashboard>> {
    let env = clinic.env();
    let shown = Shown { env, region: stack.region(), series, logs, alarms };
    let mut all: BTreeMap<String, Dashboard> = BTreeMap::new();
    all.insert("overview".to_owned(), overview::dashboard(&shown));
    all.insert("database".to_owned(), database::dashboard(&shown));
    all.insert("business".to_owned(), business::dashboard(&shown));
    all.insert("security".to_owned(), security::dashboard(&shown));
    all.insert("cost".to_owned(), cost::dashboard(&shown, clinic));
    for service in Service::http() {
        all.insert(service.name().to_owned(), service::dashboard(&shown, service));
    }
    let add = |(name, dashboard): (String, Dashboard)| {
        let dashboard = dashboard.name(format!("petclinic-{env}-{name}"));
        let made = stack.add(format!("Dashboard-{name}"), dashboard);
        (name, made)
    };
    all.into_iter().map(add).collect()
}

/// The heading of a dashboard, with links to the other places where one looks.
fn heading(shown: &Shown<'_>, title: &str, about: &str) -> Widget {
    let console =
        text!("https://{}.console.aws.amazon.com/cloudwatch/home?region={}", &shown.region, &shown.region);
    let group = trace_group(shown.env, "all");
    // A dashboard has no widget for the map of services, so that this leads there.
    Widget::text(text!(
        "# PetClinic {}: {}\n{} · [map of services]({}#xray:service-map/map?~(query~(filter~(node~'{})))) · [traces]({}#xray:traces/query) · [queries]({}#logsV2:logs-insights)",
        shown.env, title, about, &console, &group, &console, &console
    ))
    .width(24)
}

/// The widgets two in a row.
fn in_pairs(dashboard: Dashboard, widgets: Vec<Widget>) -> Dashboard {
    let mut widgets = widgets.into_iter().peekable();
    let mut dashboard = dashboard;
    while widgets.peek().is_some() {
        dashboard = dashboard.row(widgets.by_ref().take(2));
    }
    dashboard
}
