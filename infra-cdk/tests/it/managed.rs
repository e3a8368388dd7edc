//! The managed Prometheus and Grafana, where an environment chooses them.

use contract::service::Service;
use contract::settings::{Actuator, Traces};
use infra_cdk::environment::{Environment, Managed, SignIn};
use observability::managed::{alert_manager, namespaces};
use serde_json::{Value, json};

use crate::harness::{Clinic, mistakes, plain};

const LAYER: &str = "07-application";

fn observed() -> Environment {
    let mut environment = Environment::preset("dev").unwrap();
    environment.managed = Managed { prometheus: true, grafana: Some(SignIn::IdentityCenter) };
    environment
}

/// A value that holds references within text, with each of them as a word.
fn joined(value: &Value) -> String {
    let parts = value["Fn::Join"][1].as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    parts.iter().map(|it| it.as_str().map_or_else(|| "REFERENCE".to_owned(), str::to_owned)).collect()
}

/// The configuration of the collector beside a service.
fn collector(clinic: &Clinic, service: Service) -> Value {
    let tasks = clinic.all_of(LAYER, "AWS::ECS::TaskDefinition");
    let containers = tasks.iter().map(|it| it["ContainerDefinitions"].as_array().unwrap());
    let mut of_service = containers.filter(|it| it.iter().any(|it| it["Name"] == service.program()));
    let collector = of_service.next().unwrap().iter().find(|it| it["Name"] == "collector").cloned().unwrap();
    serde_json::from_str(&joined(&collector["Environment"][0]["Value"])).unwrap()
}

#[test]
fn nothing_of_it_is_there_unless_it_is_chosen() {
    for preset in ["dev", "staging"] {
        let clinic = Clinic::of(preset);
        for type_name in ["AWS::APS::Workspace", "AWS::APS::RuleGroupsNamespace", "AWS::Grafana::Workspace"] {
            assert!(clinic.everywhere(type_name).is_empty(), "{preset}: {type_name}");
        }
        assert!(collector(&clinic, Service::Vets)["receivers"]["prometheus"].is_null());
    }
    let prod = Clinic::of("prod");
    assert_eq!(prod.everywhere("AWS::APS::Workspace").len(), 1);
    assert_eq!(prod.everywhere("AWS::Grafana::Workspace")[0]["AuthenticationProviders"], json!(["SAML"]));
}

#[test]
fn the_workspace_has_the_clinics_rules_and_tells_its_topic() {
    let clinic = Clinic::with(observed());
    let rules = clinic.all_of(LAYER, "AWS::APS::RuleGroupsNamespace");
    let expected = namespaces();
    assert_eq!(rules.len(), expected.len());
    for namespace in expected {
        let found = rules.iter().find(|it| it["Name"] == namespace.name).unwrap();
        assert_eq!(found["Data"], namespace.text.as_str(), "{}", namespace.name);
    }
    let workspace = &clinic.all_of(LAYER, "AWS::APS::Workspace")[0];
    assert_eq!(
        joined(&workspace["AlertManagerDefinition"]),
        alert_manager("REFERENCE", "us-west-2").replace("'REFERENCE'", "REFERENCE")
    );
    assert!(workspace["LoggingConfiguration"]["LogGroupArn"].is_object());
    // Later layers know the topic by its name, so that no export keeps it from being left out.
    let topic = clinic.all_of(LAYER, "AWS::SNS::Topic").remove(0);
    assert_eq!(topic["TopicName"], "petclinic-dev-prometheus");
    let subscriptions = clinic.all_of("12-notification", "AWS::SNS::Subscription");
    let named = |it: &Value| plain(&it["TopicArn"]).ends_with(":petclinic-dev-prometheus");
    assert!(subscriptions.iter().any(named), "{subscriptions:?}");
    let exported = clinic.template(LAYER)["Outputs"].to_string();
    assert!(!exported.contains("ExportsOutputRefPrometheus"), "{exported}");
}

#[test]
fn collectors_write_the_metrics_of_each_task_under_a_name_of_its_own() {
    let mut environment = observed();
    // Also where traces go elsewhere.
    environment.settings.set(Some(Service::Visits), Traces::ENDPOINT, "http://collector.example:4318");
    let clinic = Clinic::with(environment);
    for service in Service::tasks() {
        let configuration = collector(&clinic, service);
        let scrape = &configuration["receivers"]["prometheus"]["config"]["scrape_configs"][0];
        assert_eq!(scrape["job_name"], observability::JOB);
        let target = &scrape["static_configs"][0];
        assert_eq!(target["targets"], json!([format!("127.0.0.1:{}", service.port().unwrap())]));
        assert_eq!(target["labels"], json!({"region": "us-west-2", "service": service.name()}));
        let pipeline = &configuration["service"]["pipelines"]["metrics/prometheus"];
        assert_eq!(pipeline["exporters"], json!(["prometheusremotewrite"]));
        let writes = &configuration["exporters"]["prometheusremotewrite"];
        assert_eq!(writes["endpoint"], "REFERENCEapi/v1/remote_write");
        assert_eq!(writes["auth"]["authenticator"], "sigv4auth");
        let instance = &configuration["processors"]["resource/instance"]["attributes"][0];
        assert_eq!(instance["from_attribute"], "aws.ecs.task.arn");
        for part in pipeline["processors"].as_array().unwrap() {
            assert!(!configuration["processors"][part.as_str().unwrap()].is_null(), "{part}");
        }
    }
}

#[test]
fn a_service_whose_metrics_its_collector_may_not_read_is_a_mistake() {
    let mut environment = observed();
    environment.settings.set(Some(Service::Vets), Actuator::LOOPBACK, "false");
    let said = mistakes(&environment);
    assert!(said.contains("beside vets") && said.contains("actuator.loopback"), "{said}");
    environment.managed.prometheus = false;
    Clinic::with(environment);
}

#[test]
fn an_alarm_takes_no_more_metrics_than_cloudwatch_allows() {
    for clinic in [Clinic::with(observed()), Clinic::of("prod")] {
        for alarm in clinic.everywhere("AWS::CloudWatch::Alarm") {
            let metrics = alarm["Metrics"].as_array().map_or(0, |it| it.len().saturating_sub(1));
            assert!(metrics <= 10, "{alarm}");
        }
    }
}
