//! Where tasks run, and what their containers may do.

use cdk::constructs::{
    Action, Cluster, Container, FargateService, Image, Listener, ListenerRule, LoadBalancer, TargetGroup,
    TaskSize,
};
use serde_json::json;

use super::{mistakes, only, stack, template, vpc};

const SMALL: TaskSize = TaskSize::of::<256, 512>();

fn container(name: &str) -> Container {
    Container::new(name, Image::registry("httpd"))
}

#[test]
fn tasks_beyond_the_first_run_on_spare_capacity_in_all_zones() {
    let (app, stack) = stack();
    let cluster = stack.add("Cluster", Cluster::new(&vpc(&stack)).with_spot());
    let service = FargateService::new(&cluster, SMALL, container("app"));
    stack.add("Pets", service.spot_beyond(1).balanced_over_zones());
    let template = template(&app, "S");
    let providers = &only(&template, "AWS::ECS::Cluster")["Properties"]["CapacityProviders"];
    assert_eq!(*providers, json!(["FARGATE", "FARGATE_SPOT"]));
    let service = only(&template, "AWS::ECS::Service")["Properties"].clone();
    let strategy = json!([
        {"CapacityProvider": "FARGATE", "Base": 1, "Weight": 0},
        {"CapacityProvider": "FARGATE_SPOT", "Weight": 1},
    ]);
    assert_eq!(service["CapacityProviderStrategy"], strategy);
    assert!(service["LaunchType"].is_null(), "a strategy and a launch type exclude each other");
    assert_eq!(service["AvailabilityZoneRebalancing"], "ENABLED");
}

#[test]
fn a_service_whose_tasks_all_run_on_demand_can_take_spare_capacity_without_being_replaced() {
    let service = |spot: bool| {
        let (app, stack) = stack();
        let cluster = stack.add("Cluster", Cluster::new(&vpc(&stack)).with_spot());
        let service = FargateService::new(&cluster, SMALL, container("app"));
        stack.add("Pets", if spot { service.spot_beyond(2) } else { service.on_demand() });
        let mut service = only(&template(&app, "S"), "AWS::ECS::Service")["Properties"].clone();
        (service.as_object_mut().unwrap().remove("CapacityProviderStrategy").unwrap(), service)
    };
    let ((on_demand, all), (_, with_spot)) = (service(false), service(true));
    assert_eq!(on_demand, json!([{"CapacityProvider": "FARGATE", "Weight": 1}]));
    // AWS changes a strategy in place, and nothing else differs.
    assert_eq!(all, with_spot);
}

#[test]
fn tasks_that_none_may_be_added_to_cannot_move_between_zones() {
    let (app, stack) = stack();
    let cluster = stack.add("Cluster", Cluster::new(&vpc(&stack)));
    let service = FargateService::new(&cluster, SMALL, container("app")).balanced_over_zones();
    stack.add("Pets", service.deployment_percent(0, 100));
    assert!(mistakes(&app).contains("more than 100 percent must be able to run"), "{}", mistakes(&app));
}

#[test]
fn a_container_without_capabilities_starts_after_another_and_stops_before_it() {
    let (app, stack) = stack();
    let cluster = stack.add("Cluster", Cluster::new(&vpc(&stack)));
    let main = container("app").without_capabilities().after_start("agent");
    stack.add("Pets", FargateService::new(&cluster, SMALL, main).sidecar(container("agent").optional()));
    let task = only(&template(&app, "S"), "AWS::ECS::TaskDefinition")["Properties"].clone();
    let main = &task["ContainerDefinitions"][0];
    assert_eq!(main["LinuxParameters"], json!({"Capabilities": {"Drop": ["ALL"]}}));
    assert_eq!(main["DependsOn"], json!([{"ContainerName": "agent", "Condition": "START"}]));
}

#[test]
fn a_rule_changes_the_path_that_its_targets_get() {
    let (app, stack) = stack();
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc(&stack)));
    let targets = balancer.add_targets("Targets", TargetGroup::http(80));
    let listener = balancer.add_listener("Http", Listener::http(Action::respond(404, "nothing")));
    let rule = ListenerRule::new(10, Action::forward_to(&targets)).paths(["*/pets"]);
    listener.add_rule("Pets", rule.rewrite_path("^/live(/.*)$", "$1"));
    let rule = only(&template(&app, "S"), "AWS::ElasticLoadBalancingV2::ListenerRule")["Properties"].clone();
    let transforms = json!([{
        "Type": "url-rewrite",
        "UrlRewriteConfig": {"Rewrites": [{"Regex": "^/live(/.*)$", "Replace": "$1"}]},
    }]);
    assert_eq!(rule["Transforms"], transforms);
}
