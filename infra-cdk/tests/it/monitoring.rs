//! Dashboards and alarms follow the tables of `contract`.

use std::collections::BTreeSet;

use contract::published_metrics::{PublishedMetric, ROUTE, SERVICE, route_name};
use contract::routes;
use contract::service::Service;
use contract::settings::{Metrics, parameter_name};
use serde_json::{Value, json};

use crate::harness::{Clinic, plain};

const LAYER: &str = "10-monitoring";

/// The body of a dashboard by the end of its name, as JSON.
fn body(clinic: &Clinic, end: &str) -> Value {
    let name = format!("petclinic-{}-{end}", clinic.environment.name);
    let dashboards = clinic.all_of(LAYER, "AWS::CloudWatch::Dashboard");
    let dashboard = dashboards.iter().find(|it| it["DashboardName"] == name.as_str());
    // References stand within texts, so that their quotes must not end these.
    let body = &dashboard.unwrap_or_else(|| panic!("there is no dashboard {name}"))["DashboardBody"];
    let parts = body["Fn::Join"][1].as_array().cloned().unwrap_or_else(|| vec![body.clone()]);
    let text: String = parts.iter().map(|it| it.as_str().unwrap_or("referred-to")).collect();
    serde_json::from_str(&text).unwrap()
}

/// The metrics that a dashboard draws, each as its namespace, its name and its dimensions.
fn drawn(body: &Value) -> Vec<Vec<String>> {
    let widgets = body["widgets"].as_array().unwrap().iter();
    let lines = widgets.flat_map(|it| it["properties"]["metrics"].as_array().cloned().unwrap_or_default());
    lines
        .map(|line| line.as_array().unwrap().iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
        .collect()
}

#[test]
fn every_route_is_in_the_dashboard_of_its_service() {
    for clinic in Clinic::all() {
        let namespace = format!("PetClinic/{}", clinic.environment.name);
        for service in Service::http() {
            let drawn = drawn(&body(&clinic, service.name()));
            for route in routes::ALL.iter().filter(|it| it.service == Some(service)) {
                for metric in ["Requests", "Errors", "Latency"] {
                    let name = route_name(route.method, route.path);
                    let line = [&namespace, metric, SERVICE, service.name(), ROUTE, &name];
                    assert!(drawn.iter().any(|it| *it == line), "{service}: {metric} of {name}");
                }
            }
        }
    }
    let of_service = |it: &contract::route::Route| it.service.is_some_and(Service::answers_http);
    assert!(routes::ALL.iter().all(of_service));
}

#[test]
fn every_published_metric_is_drawn_and_watched_if_it_has_a_limit() {
    let clinic = Clinic::of("prod");
    let alarms = clinic.all_of(LAYER, "AWS::CloudWatch::Alarm");
    for service in Service::http() {
        let drawn = drawn(&body(&clinic, service.name()));
        for metric in PublishedMetric::of_service(service) {
            let line = ["PetClinic/prod", metric.name, SERVICE, service.name()];
            assert!(drawn.iter().any(|it| *it == line), "{service}: {}", metric.name);
            let watches = |alarm: &&Value| {
                alarm["MetricName"] == metric.name
                    && alarm["Dimensions"] == json!([{"Name": SERVICE, "Value": service.name()}])
            };
            let limits: Vec<f64> =
                alarms.iter().filter(watches).map(|it| it["Threshold"].as_f64().unwrap()).collect();
            assert_eq!(
                limits,
                metric.trouble_from.into_iter().collect::<Vec<_>>(),
                "{service}: {}",
                metric.name
            );
        }
    }
}

#[test]
fn services_publish_where_dashboards_look() {
    let mut environment = Clinic::of("dev").environment;
    environment.settings.set(Some(Service::Vets), Metrics::EMF_NAMESPACE, "Other");
    let clinic = Clinic::with(environment);
    let parameters = clinic.all_of("04-parameter-store", "AWS::SSM::Parameter");
    for service in Service::http() {
        let value = parameters.iter().find(|it| {
            let name = plain(&it["Name"]);
            [None, Some(service)].iter().any(|of| name == parameter_name("dev", *of, Metrics::EMF_NAMESPACE))
        });
        let namespace = plain(&value.unwrap()["Value"]);
        assert_eq!(namespace, if service == Service::Vets { "Other" } else { "PetClinic/dev" });
        let own = drawn(&body(&clinic, service.name()));
        assert!(
            own.iter().filter(|it| it.get(2).is_some_and(|it| it == SERVICE)).all(|it| it[0] == namespace)
        );
    }
}

#[test]
fn there_is_a_dashboard_for_each_service_and_for_each_view_of_the_whole() {
    let clinic = Clinic::of("dev");
    let mut expected: BTreeSet<String> = Service::http().map(|it| format!("petclinic-dev-{it}")).collect();
    expected.extend(
        ["overview", "database", "business", "security", "cost"].map(|it| format!("petclinic-dev-{it}")),
    );
    let dashboards = clinic.all_of(LAYER, "AWS::CloudWatch::Dashboard");
    let names: BTreeSet<String> = dashboards.iter().map(|it| plain(&it["DashboardName"])).collect();
    assert_eq!(names, expected);
    for name in names {
        let end = name.trim_start_matches("petclinic-dev-");
        let widgets = body(&clinic, end)["widgets"].as_array().unwrap().clone();
        // CloudWatch's limit.
        assert!((3..=500).contains(&widgets.len()), "{name}: {}", widgets.len());
        for widget in widgets {
            let (x, width) = (widget["x"].as_u64().unwrap(), widget["width"].as_u64().unwrap());
            assert!(width > 0 && x + width <= 24, "{name}: {widget}");
        }
    }
    let links = body(&clinic, "overview").to_string();
    assert!(links.contains("#xray:service-map/map") && links.contains("petclinic-dev-all"), "{links}");
}

#[test]
fn what_people_do_is_in_the_business_dashboard() {
    use contract::route::{Audience, Method};
    let drawn = drawn(&body(&Clinic::of("dev"), "business"));
    let doings = routes::ALL.iter().filter(|it| it.audience == Audience::Public && it.method != Method::Get);
    for route in doings {
        let name = route_name(route.method, route.path);
        assert!(drawn.iter().any(|it| it.last() == Some(&name)), "{name}");
    }
}

/// The composite alarms by their names.
fn speaking(clinic: &Clinic) -> Vec<(String, Value)> {
    let all = clinic.everywhere("AWS::CloudWatch::CompositeAlarm");
    all.into_iter().map(|it| (plain(&it["AlarmName"]), it)).collect()
}

#[test]
fn alarms_on_metrics_are_silent_and_one_speaks_for_each_part() {
    for clinic in Clinic::all() {
        let env = &clinic.environment.name;
        // Those of earlier layers roll deployments back.
        let layers = [LAYER, "11-frontend", "12-notification"];
        let mut alarms: Vec<Value> =
            layers.iter().flat_map(|it| clinic.all_of(it, "AWS::CloudWatch::Alarm")).collect();
        let mut earlier = clinic.all_of("07-application", "AWS::CloudWatch::Alarm");
        earlier.retain(|it| plain(&it["AlarmName"]).contains("-prometheus-"));
        alarms.extend(earlier);
        for alarm in &alarms {
            assert_eq!(
                (&alarm["AlarmActions"], &alarm["OKActions"]),
                (&Value::Null, &Value::Null),
                "{alarm}"
            );
            assert!(plain(&alarm["AlarmDescription"]).len() > 10, "{alarm}");
        }
        let speaking = speaking(&clinic);
        let mut parts: BTreeSet<String> = Service::ALL
            .into_iter()
            .filter(|it| *it != Service::SlackNotifier)
            .map(|it| it.to_string())
            .collect();
        parts.extend(["database", "api", "objectives", "budgets", "security", "edge"].map(str::to_owned));
        parts.extend(clinic.environment.managed.prometheus.then(|| "prometheus".to_owned()));
        let speak: BTreeSet<String> = speaking
            .iter()
            .filter(|(_, it)| it["AlarmActions"].is_array())
            .map(|(name, it)| {
                assert!(it["OKActions"].is_array(), "{name}");
                name.trim_start_matches(&format!("petclinic-{env}-")).to_owned()
            })
            .collect();
        assert_eq!(speak, parts, "{}", clinic.called());
        // Each alarm on a metric is spoken for, once.
        let spoken: usize = speaking
            .iter()
            .filter(|(name, _)| !name.ends_with("-behind-the-api"))
            .map(|(_, it)| it["AlarmRule"].to_string().matches("ALARM(").count())
            .sum();
        assert_eq!(spoken, alarms.len(), "{}", clinic.called());
    }
}

#[test]
fn a_part_is_silent_while_one_that_it_stands_on_speaks() {
    let clinic = Clinic::of("dev");
    let stack = &clinic.synthesis.root.stacks["petclinic-dev-10-monitoring"];
    let speaking = speaking(&clinic);
    let cause = |name: &str| {
        let (_, alarm) =
            speaking.iter().find(|(known, _)| known == &format!("petclinic-dev-{name}")).unwrap();
        let id = alarm["ActionsSuppressor"]["Fn::GetAtt"][0].as_str()?;
        Some(plain(&stack.template["Resources"][id]["Properties"]["AlarmName"]))
    };
    for service in Service::http().chain([Service::Migrate]) {
        let database = service.row().has_database.then(|| "petclinic-dev-database".to_owned());
        assert_eq!(cause(service.name()), database, "{service}");
    }
    for part in ["api", "objectives", "budgets"] {
        assert_eq!(cause(part), Some("petclinic-dev-behind-the-api".to_owned()), "{part}");
    }
    assert_eq!(cause("database"), None);
    assert_eq!(cause("security"), None);
}

#[test]
fn alarms_are_about_what_each_kind_of_service_can_suffer_from() {
    let clinic = Clinic::of("prod");
    let alarms = clinic.all_of(LAYER, "AWS::CloudWatch::Alarm");
    let names: BTreeSet<String> = alarms.iter().map(|it| plain(&it["AlarmName"])).collect();
    let has = |of: &str, all: &[&str]| {
        for name in all {
            assert!(names.contains(&format!("petclinic-prod-{of}-{name}")), "{of}-{name}: {names:?}");
        }
    };
    for service in Service::tasks() {
        has(service.name(), &["cpu", "memory", "tasks", "gone", "error-rate", "latency"]);
    }
    for service in [Service::Genai, Service::Migrate] {
        has(service.name(), &["failures", "throttles", "duration"]);
    }
    has("genai", &["cost", "peer-failures", "peer-latency"]);
    has("database", &["capacity", "cpu", "connections", "lag", "deadlocks"]);
    has("api", &["server-errors", "latency", "balancer-errors", "Throttled"]);
    has("security", &["blocked", "RootUsed", "TrailChanged", "KeyDisabled"]);
    let tasks = alarms.iter().find(|it| it["AlarmName"] == "petclinic-prod-visits-tasks").unwrap();
    let names: Vec<&Value> = tasks["Metrics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["MetricStat"]["Metric"]["MetricName"])
        .collect();
    assert_eq!(names[1..], ["DesiredTaskCount", "RunningTaskCount"]);
}

#[test]
fn queries_and_metrics_of_logs_are_of_logs_that_there_are() {
    let clinic = Clinic::of("dev");
    let logs = clinic.everywhere("AWS::Logs::LogGroup");
    let logs: BTreeSet<String> = logs.iter().map(|it| plain(&it["LogGroupName"])).collect();
    let queries = clinic.all_of(LAYER, "AWS::Logs::QueryDefinition");
    for query in &queries {
        let of = plain(&query["LogGroupNames"][0]);
        assert!(logs.contains(&of), "{of}");
    }
    for service in Service::http() {
        let folder = format!("petclinic/dev/{service}/");
        assert!(queries.iter().any(|it| plain(&it["Name"]).starts_with(&folder)), "{service}");
    }
    let filtered = filtered_logs(&clinic);
    for service in Service::ALL {
        assert!(filtered.contains(&format!("/petclinic/dev/{service}")), "{service}");
    }
    assert!(filtered.is_subset(&logs), "{filtered:?}");
}

/// The names of the logs whose lines are counted. A log of the same stack is a reference.
fn filtered_logs(clinic: &Clinic) -> BTreeSet<String> {
    let stacks = clinic.synthesis.root.stacks.values();
    let resources = stacks.map(|it| it.template["Resources"].as_object().unwrap());
    let logs = resources.flat_map(|resources| {
        let filters = resources.values().filter(|it| it["Type"] == "AWS::Logs::MetricFilter");
        filters.map(|it| {
            let log = &it["Properties"]["LogGroupName"];
            let here = log["Ref"].as_str().map(|id| &resources[id]["Properties"]["LogGroupName"]);
            plain(here.unwrap_or(log))
        })
    });
    logs.collect()
}
