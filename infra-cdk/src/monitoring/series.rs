//! The metrics that alarms watch and dashboards draw.
//!
//! Services and functions are named rather than referred to: an export that an alarm uses would keep a service from being removed.

use std::collections::{BTreeMap, BTreeSet};

use cdk::Val;
use cdk::constructs::Metric;
use contract::objective::RequestClass;
use contract::published_metrics::{
    self, CLASS, MODEL_TOKENS_IN, MODEL_TOKENS_OUT, PEER_CALL_TIME, PEER_CALLS, PEER_CALLS_FAILED,
    PublishedMetric, ROUTE, SERVICE,
};
use contract::route::Route;
use contract::service::Service;
use observability::token_prices;

use super::Watched;
use crate::app::Clinic;
use crate::names;

/// Metrics by what they are about.
pub struct Series<'a> {
    env: String,
    namespaces: BTreeMap<Service, String>,
    cluster: Val<String>,
    pub watched: Watched<'a>,
}

/// Seconds of a data point.
const PERIOD: u32 = 60;
/// Seconds of a data point of what is published once a minute and counted over several.
const LONG_PERIOD: u32 = 300;

impl<'a> Series<'a> {
    pub(super) fn new(clinic: &Clinic<'_>, watched: Watched<'a>) -> Self {
        let settings = &clinic.environment.settings;
        let namespace = |it| (it, names::metrics(clinic.env(), settings, it));
        Self {
            env: clinic.env().to_owned(),
            namespaces: Service::http().map(namespace).collect(),
            cluster: watched.application.cluster.cluster_name().cast(),
            watched,
        }
    }

    fn published(&self, service: Service, name: &str) -> Metric {
        let namespace = self.namespaces.get(&service).cloned().unwrap_or_default();
        Metric::new(namespace, name).dimension(SERVICE, service.name()).every(PERIOD)
    }

    /// Answers of a service.
    pub fn requests(&self, service: Service) -> Metric {
        self.published(service, published_metrics::REQUESTS).statistic("Sum").label(service.name())
    }

    /// Answers of a service with a status from 500.
    pub fn errors(&self, service: Service) -> Metric {
        self.published(service, published_metrics::ERRORS).statistic("Sum").label(service.name())
    }

    /// How long a service's answers took, in milliseconds, by a percentile such as `p99`.
    pub fn latency(&self, service: Service, percentile: &str) -> Metric {
        let label = format!("{service} {percentile}");
        self.published(service, published_metrics::LATENCY).statistic(percentile).label(label)
    }

    /// The share of a service's answers that are errors, in percent, while it has at least so many requests in a period.
    pub fn error_rate(&self, service: Service, least_requests: u32) -> Metric {
        let formula = format!("IF(requests >= {least_requests}, 100 * errors / requests, 0)");
        let (errors, requests) = (self.errors(service), self.requests(service));
        Metric::formula(formula, [("errors", errors), ("requests", requests)]).label(format!("{service} %"))
    }

    /// Answers, errors and latency of a route.
    pub fn of_route(&self, service: Service, route: &Route) -> [Metric; 4] {
        let name = published_metrics::route_name(route.method, route.path);
        let of = |metric: &str, statistic: &str, label: &str| {
            let metric = self.published(service, metric).dimension(ROUTE, &name);
            metric.statistic(statistic).label(label)
        };
        [
            of(published_metrics::REQUESTS, "Sum", "requests"),
            of(published_metrics::ERRORS, "Sum", "errors").color("#d62728"),
            of(published_metrics::LATENCY, "p50", "p50 ms"),
            of(published_metrics::LATENCY, "p99", "p99 ms"),
        ]
    }

    /// A metric of a class of requests, over all services that answer them: one for each namespace that services publish in.
    pub fn of_class(&self, class: RequestClass, metric: &str) -> Vec<Metric> {
        let namespaces: BTreeSet<&String> = self.namespaces.values().collect();
        let of = |namespace: &String| {
            let metric = Metric::new(namespace, metric).dimension(CLASS, class.as_str());
            metric.statistic("Sum").every(PERIOD).label(class.as_str())
        };
        namespaces.into_iter().map(of).collect()
    }

    /// How many calls of other services failed, in percent, and how long a call took on average, in milliseconds; 0 while there are fewer
    /// than so many calls in five minutes.
    pub fn peers(&self, service: Service, least_calls: u32) -> [Metric; 2] {
        let of = |name: &str| self.published(service, name).statistic("Sum").every(LONG_PERIOD);
        let calls = || ("calls", of(PEER_CALLS));
        let formula = |part: &str| format!("IF(calls >= {least_calls}, {part} / calls, 0)");
        [
            Metric::formula(formula("100 * failed"), [calls(), ("failed", of(PEER_CALLS_FAILED))]),
            Metric::formula(formula("time"), [calls(), ("time", of(PEER_CALL_TIME))]),
        ]
    }

    /// What the tokens of a day cost at the list price, in USD.
    pub fn tokens_usd(&self, service: Service) -> Metric {
        let inputs = [("input", MODEL_TOKENS_IN), ("output", MODEL_TOKENS_OUT)];
        let inputs =
            inputs.map(|(name, of)| (name, self.published(service, of).statistic("Sum").every(24 * 3600)));
        let costs = token_prices().map(|(direction, usd)| format!("{direction} * {usd} / 1000000"));
        Metric::formula(costs.join(" + "), inputs).label("USD a day")
    }

    /// One of a service's other metrics: the sum of a counter, the greatest value of others.
    pub fn of_service(&self, service: Service, metric: &PublishedMetric) -> Metric {
        let statistic = if metric.is_counter { "Sum" } else { "Maximum" };
        self.published(service, metric.name).statistic(statistic).every(LONG_PERIOD).label(metric.name)
    }

    /// The same each minute.
    pub fn of_service_each_minute(&self, service: Service, metric: &PublishedMetric) -> Metric {
        self.of_service(service, metric).every(PERIOD)
    }

    /// A metric of ECS about a service, such as `CPUUtilization`.
    pub fn ecs(&self, service: Service, name: &str) -> Metric {
        self.of_tasks("AWS/ECS", service, name)
    }

    /// A metric of Container Insights about a service, such as `RunningTaskCount`.
    pub fn insights(&self, service: Service, name: &str) -> Metric {
        self.of_tasks("ECS/ContainerInsights", service, name)
    }

    fn of_tasks(&self, namespace: &str, service: Service, name: &str) -> Metric {
        Metric::new(namespace, name)
            .dimension("ClusterName", &self.cluster)
            .dimension("ServiceName", names::program(&self.env, service))
            .every(PERIOD)
            .label(service.name())
    }

    /// A metric of Lambda about a function, such as `Errors`.
    pub fn lambda(&self, service: Service, name: &str, statistic: &str) -> Metric {
        Metric::new("AWS/Lambda", name)
            .dimension("FunctionName", names::program(&self.env, service))
            .statistic(statistic)
            .every(PERIOD)
            .label(format!("{service} {}", name.to_lowercase()))
    }

    /// A metric of the database, such as `DatabaseConnections`.
    pub fn database(&self, name: &str, statistic: &str) -> Metric {
        self.watched.database.cluster.metric(name).statistic(statistic).every(PERIOD).label(name)
    }
}
