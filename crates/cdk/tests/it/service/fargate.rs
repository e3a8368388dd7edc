use std::collections::BTreeMap;
use std::path::PathBuf;

use cdk::asset::ImageAsset;
use cdk::constructs::{
    Action, Alarm, AuroraCluster, AuroraEngine, Cluster, ClusterHandle, Connectable, Container,
    ContainerHealthCheck, ContainerSecret, FargateService, Grantee, Image, Listener, LoadBalancer, Namespace,
    PolicyStatement, Port, Scaling, Secret, TargetGroup, TaskSize,
};
use cdk::{App, Environment, Stack, given};
use serde_json::{Value, json};

use super::{all, mistakes, of_type, only, stack, template, vpc};

const SMALL: TaskSize = TaskSize::of::<256, 512>();

fn cluster(stack: &Stack) -> ClusterHandle {
    stack.add("Cluster", Cluster::new(&vpc(stack)).namespace(Namespace::private_dns("pets.local")))
}

fn app_container() -> Container {
    Container::new("app", Image::registry("public.ecr.aws/docker/library/httpd:2.4")).port(80)
}

/// The statements of the policy whose logical id begins so.
fn statements(template: &Value, policy: &str) -> Value {
    let policies = of_type(template, "AWS::IAM::Policy");
    let (_, policy) = policies.into_iter().find(|(id, _)| id.starts_with(policy)).unwrap();
    policy["Properties"]["PolicyDocument"]["Statement"].clone()
}

#[test]
fn a_service_has_good_defaults() {
    let (app, stack) = stack();
    let service = FargateService::new(&cluster(&stack), SMALL, app_container()).discovered_as("pets");
    stack.add("Pets", service);
    let mut template = template(&app, "S");
    template["Resources"].as_object_mut().unwrap().retain(|id, _| id.starts_with("Pets"));
    insta::assert_json_snapshot!(template["Resources"]);
}

#[test]
fn a_container_says_what_it_needs() {
    let (app, stack) = stack();
    let cluster = cluster(&stack);
    let container = Container::new("app", Image::registry("httpd"))
        .port(8080)
        .environment("LEVEL", "info")
        .environment("CLUSTER", cluster.arn())
        .user("1000:1000")
        .scratch("/tmp")
        .command(["serve"])
        .stop_timeout_seconds(60)
        .health_check(ContainerHealthCheck::program(["/app", "health"]).start_period_seconds(10));
    let sidecar = Container::new("migrate", Image::registry("migrate")).optional();
    let service =
        FargateService::new(&cluster, TaskSize::of::<1024, 2048>(), container.after_success("migrate"))
            .sidecar(sidecar)
            .x86()
            .storage_gib(50);
    stack.add("Pets", service);
    insta::assert_json_snapshot!(only(&template(&app, "S"), "AWS::ECS::TaskDefinition")["Properties"]);
}

#[test]
fn the_execution_role_may_read_the_secrets_of_its_containers_and_write_their_log_and_nothing_else() {
    let (app, stack) = stack();
    let secret = stack.add("Secret", Secret::credentials("pets"));
    let container = app_container()
        .secret("WHOLE", &secret)
        .secret("PASSWORD", ContainerSecret::field(secret.secret_id(), "password"))
        .secret("FLAG", ContainerSecret::parameter("/pets/flag"));
    stack.add("Pets", FargateService::new(&cluster(&stack), SMALL, container));
    let template = template(&app, "S");
    insta::assert_json_snapshot!(statements(&template, "PetsTaskDefExecutionRole"));
    let definition = only(&template, "AWS::ECS::TaskDefinition");
    insta::assert_json_snapshot!(definition["Properties"]["ContainerDefinitions"][0]["Secrets"]);
    assert_eq!(of_type(&template, "AWS::IAM::Policy").len(), 1);
}

#[test]
fn grants_go_to_the_role_of_the_containers_and_hold_before_they_start() {
    let (app, stack) = stack();
    let service = stack.add("Pets", FargateService::new(&cluster(&stack), SMALL, app_container()));
    service
        .grant(PolicyStatement::allow(["sqs:SendMessage"]).on(["arn:aws:sqs:eu-west-1:123456789012:pets"]));
    let template = template(&app, "S");
    assert_eq!(
        statements(&template, "PetsTaskDefTaskRole"),
        json!([{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:123456789012:pets"}])
    );
    let after = only(&template, "AWS::ECS::Service")["DependsOn"].clone();
    let policies = of_type(&template, "AWS::IAM::Policy");
    assert_eq!(policies.len(), 2);
    assert!(policies.keys().all(|policy| after.as_array().unwrap().iter().any(|id| id == policy)), "{after}");
}

#[test]
fn an_image_of_ones_own_may_be_pulled_from_its_repository_only() {
    let (app, stack) = stack();
    let image = ImageAsset {
        hash: "abc".to_owned(),
        display_name: "pets".to_owned(),
        directory: PathBuf::from("."),
        dockerfile: None,
        build_args: BTreeMap::new(),
        target: None,
        platform: None,
    };
    let cluster = cluster(&stack);
    let container = Container::new("app", Image::asset(image));
    let sidecar = Container::new("agent", Image::repository("agents", "1.2"));
    stack.add("Pets", FargateService::new(&cluster, SMALL, container).sidecar(sidecar));
    let template = template(&app, "S");
    insta::assert_json_snapshot!(statements(&template, "PetsTaskDefExecutionRole"));
    let definition = only(&template, "AWS::ECS::TaskDefinition");
    insta::assert_json_snapshot!(
        definition["Properties"]["ContainerDefinitions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|container| &container["Image"])
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_scaled_service_leaves_the_number_of_tasks_to_the_scaling() {
    let (app, stack) = stack();
    let cluster = cluster(&stack);
    let balancer = stack.add("Balancer", LoadBalancer::internal(cluster.vpc()));
    let targets = balancer.add_targets("Pets", TargetGroup::http(80));
    balancer.add_listener("Http", Listener::http(Action::forward_to(&targets)));
    let scaling = Scaling::between(2, 8).on_cpu(60).on_memory(70).on_requests(&targets, 500);
    let service = stack.add("Pets", FargateService::new(&cluster, SMALL, app_container()).scaling(scaling));
    service.register(&targets);
    let template = template(&app, "S");
    assert_eq!(only(&template, "AWS::ECS::Service")["Properties"].get("DesiredCount"), None);
    insta::assert_json_snapshot!(json!({
        "target": only(&template, "AWS::ApplicationAutoScaling::ScalableTarget"),
        "policies": of_type(&template, "AWS::ApplicationAutoScaling::ScalingPolicy"),
    }));
}

#[test]
fn a_registered_service_is_called_by_its_load_balancer_only() {
    let (app, stack) = stack();
    let cluster = cluster(&stack);
    let balancer = stack.add("Balancer", LoadBalancer::internal(cluster.vpc()));
    let targets = balancer.add_targets("Pets", TargetGroup::http(80));
    balancer.add_listener("Http", Listener::http(Action::forward_to(&targets)));
    let service = stack.add("Pets", FargateService::new(&cluster, SMALL, app_container()));
    service.register(&targets);
    let template = template(&app, "S");
    let ingress = only(&template, "AWS::EC2::SecurityGroupIngress");
    assert_eq!(ingress["Properties"]["FromPort"], 80);
    let properties = only(&template, "AWS::ECS::Service")["Properties"].clone();
    assert_eq!(properties["HealthCheckGracePeriodSeconds"], 60);
    assert_eq!(properties["LoadBalancers"][0]["ContainerName"], "app");
    assert_eq!(service.default_port(), Some(Port::tcp(80)));
}

#[test]
fn alarms_roll_a_deployment_back_and_exec_is_a_choice() {
    let (app, stack) = stack();
    let cluster = cluster(&stack);
    let alarm = given("pets-errors");
    let service = FargateService::new(&cluster, SMALL, app_container()).rolled_back_on(alarm).exec();
    let service = stack.add("Pets", service);
    stack.add("Busy", Alarm::above(service.cpu(), 80));
    let template = template(&app, "S");
    let properties = only(&template, "AWS::ECS::Service")["Properties"].clone();
    assert_eq!(
        properties["DeploymentConfiguration"]["Alarms"],
        json!({"AlarmNames": ["pets-errors"], "Enable": true, "Rollback": true})
    );
    assert_eq!(properties["EnableExecuteCommand"], true);
    insta::assert_json_snapshot!(statements(&template, "PetsTaskDefTaskRole"));
    insta::assert_json_snapshot!(all(&template, "AWS::CloudWatch::Alarm", "Dimensions"));
}

#[test]
fn mistakes_of_services_are_named() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let cluster = stack.add("Cluster", Cluster::new(&vpc));
    let service = |container: Container| FargateService::new(&cluster, SMALL, container);
    stack.add("Lost", service(app_container()).discovered_as("pets"));
    stack.add("Twins", service(app_container()).sidecar(app_container()));
    stack.add("Stuck", service(app_container()).deployment_percent(100, 100));
    stack.add("Backwards", service(app_container()).scaling(Scaling::between(8, 2)));
    stack.add("Disk", service(app_container()).storage_gib(20));
    let mute = stack.add("Mute", service(Container::new("app", Image::registry("httpd"))));
    let balancer = stack.add("Balancer", LoadBalancer::internal(&vpc));
    mute.register(&balancer.add_targets("Mute", TargetGroup::http(80)));
    insta::assert_snapshot!(mistakes(&app));
}

#[test]
fn vpc_database_balancer_and_service_may_be_in_stacks_of_their_own() {
    let app = App::new();
    let stacks = ["Net", "Data", "Front", "Service"].map(|id| app.stack(id, Environment::agnostic()));
    let [net, data, front, service] = &stacks;
    let vpc = vpc(net);
    let database = data.add("Database", AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc));
    let balancer = front.add("Balancer", LoadBalancer::internal(&vpc));
    let targets = balancer.add_targets("Pets", TargetGroup::http(80));
    balancer.add_listener("Http", Listener::http(Action::forward_to(&targets)));
    let cluster = service.add("Cluster", Cluster::new(&vpc));
    let container = app_container().secret("DB", database.container_secret(None));
    let pets = service.add("Pets", FargateService::new(&cluster, SMALL, container));
    pets.register(&targets);
    database.allow_default_port_from(&pets);
    database.grant_connect(&pets, "pets");
    let synthesis = app.synth().unwrap();
    let needs: Vec<&String> = synthesis.root.stacks["Service"].depends_on.iter().collect();
    assert_eq!(needs, ["Data", "Front", "Net"]);
    let template = &synthesis.root.stacks["Service"].template;
    assert_eq!(of_type(template, "AWS::EC2::SecurityGroupIngress").len(), 2);
    assert_eq!(of_type(template, "AWS::EC2::SecurityGroupEgress").len(), 1);
}
