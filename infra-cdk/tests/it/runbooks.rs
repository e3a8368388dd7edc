//! Alerts of Prometheus have their like in CloudWatch, and every alarm leads to a runbook.

use std::collections::BTreeMap;

use contract::objective::RequestClass;
use contract::service::Service;
use infra_cdk::environment::{Domain, Environment};
use observability::{alerts, on_aws};

use crate::harness::{Clinic, plain, root};

/// An environment with all that alarms can be about.
fn whole() -> Clinic {
    let mut environment = Environment::preset("prod").unwrap();
    environment.domain = Some(Domain {
        name: "clinic.example".to_owned(),
        certificate: "arn:aws:acm:us-west-2:123456789012:certificate/c".to_owned(),
        edge_certificate: "arn:aws:acm:us-east-1:123456789012:certificate/e".to_owned(),
        hosted_zone: None,
    });
    Clinic::with(environment)
}

/// The descriptions of all alarms on metrics, by the ends of the alarms' names.
fn alarms(clinic: &Clinic) -> BTreeMap<String, String> {
    let prefix = format!("petclinic-{}-", clinic.environment.name);
    let all = clinic.everywhere("AWS::CloudWatch::Alarm").into_iter();
    all.map(|it| {
        let name = plain(&it["AlarmName"]);
        (name.strip_prefix(&prefix).unwrap().to_owned(), plain(&it["AlarmDescription"]))
    })
    .collect()
}

#[test]
fn every_alarm_leads_to_a_runbook_that_there_is() {
    for clinic in Clinic::all().into_iter().chain([whole()]) {
        for (end, about) in alarms(&clinic) {
            let (_, runbook) = about.split_once(". Runbook: ").unwrap();
            assert!(runbook.ends_with(".md") && root().join(runbook).is_file(), "{end}: {about}");
        }
        for speaking in clinic.everywhere("AWS::CloudWatch::CompositeAlarm") {
            let about = plain(&speaking["AlarmDescription"]);
            assert!(about.contains("Runbook") || about.contains("database, a service"), "{about}");
        }
    }
}

#[test]
fn every_alert_has_the_alarms_that_its_row_names_or_a_reason_and_no_other_runbook_lacks_its_alarms() {
    let clinic = whole();
    let alarms = alarms(&clinic);
    for (runbook, names) in on_aws::runbooks() {
        for pattern in names {
            let found: Vec<_> = alarms.iter().filter(|(end, _)| on_aws::names(pattern, end)).collect();
            assert!(!found.is_empty(), "{runbook}: there is no alarm {pattern}");
        }
    }
    for alert in alerts::all().iter().filter(|it| it.on_aws.alarms.is_empty()) {
        assert!(!alert.on_aws.note.is_empty(), "{}", alert.name);
    }
    // What an alert is about of each class, alarms are about of each class.
    for class in RequestClass::ALL {
        let failed = [("objectives", "errors-1h"), ("objectives", "errors-5m"), ("budgets", "errors-1d")];
        let failed = failed.into_iter().chain([("budgets", "errors-2h"), ("budgets", "errors-week")]);
        let slow = [("objectives", "slow-1h"), ("objectives", "slow-5m"), ("budgets", "slow-1d")];
        let slow = slow.into_iter().chain([("budgets", "slow-2h")]);
        for (part, name) in failed.chain(slow.filter(|_| class.objective().latency.is_some())) {
            assert!(
                alarms.contains_key(&format!("{part}-{}-{name}", class.as_str())),
                "{class:?}: {part}-{name}"
            );
        }
    }
    for service in Service::http() {
        let calls = !service.calls().is_empty();
        assert_eq!(alarms.contains_key(&format!("{service}-peer-failures")), calls, "{service}");
    }
}

#[test]
fn budgets_burn_by_the_rates_of_prometheus() {
    let clinic = whole();
    let all = clinic.everywhere("AWS::CloudWatch::Alarm");
    let alarm = |end: &str| {
        let name = format!("petclinic-prod-{end}");
        all.iter().find(|it| it["AlarmName"] == name.as_str()).unwrap()
    };
    for (end, period, threshold) in [
        ("objectives-reads-errors-1h", 3600, 0.0144),
        ("objectives-reads-errors-5m", 300, 0.0144),
        ("budgets-writes-errors-1d", 86_400, 0.003),
        ("budgets-writes-errors-2h", 7200, 0.003),
        ("objectives-reads-slow-1h", 3600, 0.144),
        ("budgets-assistant-slow-2h", 7200, 0.15),
        ("budgets-assistant-errors-week", 86_400, 0.01),
    ] {
        let alarm = alarm(end);
        assert_eq!(alarm["Threshold"], threshold, "{end}");
        let inputs = alarm["Metrics"].as_array().unwrap();
        assert!(inputs.iter().skip(1).all(|it| it["MetricStat"]["Period"] == period), "{end}");
        let formula = inputs[0]["Expression"].as_str().unwrap();
        assert_eq!(formula, "IF((FILL(whole0, 0)) >= 15, (FILL(part0, 0)) / (FILL(whole0, 0)), 0)");
    }
    let speaks = clinic.everywhere("AWS::CloudWatch::CompositeAlarm");
    let rule = |part: &str| {
        let name = format!("petclinic-prod-{part}");
        let speaks = speaks.iter().find(|it| it["AlarmName"] == name.as_str()).unwrap();
        speaks["AlarmRule"].to_string()
    };
    // A pair for each budget, and a week for each class.
    for (part, weeks) in [("objectives", 0), ("budgets", RequestClass::ALL.len())] {
        assert_eq!(rule(part).matches(") AND ALARM(").count(), 7, "{part}");
        assert_eq!(rule(part).matches(") OR ").count(), 7 + weeks - 1, "{part}");
    }
}
