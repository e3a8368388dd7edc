//! Constructs that use a role, a security group or an entry of another stack, which comes before them.

use cdk::constructs::{
    Action, AuroraCluster, AuroraEngine, Cluster, Connectable, Container, DiscoveredService, FargateService,
    Function, Image, InterfaceEndpoint, Listener, LoadBalancer, LogGroup, Namespace, Port, Role, RustCode,
    SecurityGroup, TargetGroup, TaskSize,
};
use cdk::{App, Environment};
use serde_json::{Value, json};

use super::{all, mistakes, of_type, only, stack, template, vpc};

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/api");

/// Two stacks: in the first one the network, roles and security groups, in the second what uses them.
fn two_stacks() -> (Value, Value) {
    let app = App::new();
    let (before, after) =
        (app.stack("Before", Environment::agnostic()), app.stack("After", Environment::agnostic()));
    let vpc = vpc(&before);
    let role = |id: &str, service: &'static str| before.add(id, Role::assumed_by(service));
    let group = |id: &str| before.add(id, SecurityGroup::new(&vpc));
    let (task, execution) =
        (role("Task", "ecs-tasks.amazonaws.com"), role("Start", "ecs-tasks.amazonaws.com"));
    let (tasks, balancers, functions) = (group("Tasks"), group("Balancers"), group("Functions"));
    tasks.allow_from(&balancers, Port::tcp(80));
    let namespace = before.add("Namespace", Namespace::private_dns("pets.local").within(&vpc));
    let entry = before.add("Entry", DiscoveredService::new(&namespace, "pets"));

    let balancer = after.add("Balancer", LoadBalancer::internal(&vpc).security_group(&balancers));
    let targets = balancer.add_targets("Pets", TargetGroup::http(80));
    balancer.add_listener("Http", Listener::http(Action::forward_to(&targets)).closed());
    let cluster = after.add("Cluster", Cluster::new(&vpc).in_namespace(&namespace));
    let container = Container::new("app", Image::repository("pets", "1")).port(80);
    let service = FargateService::new(&cluster, TaskSize::of::<256, 512>(), container)
        .roles(&task, &execution)
        .security_group(&tasks)
        .registered_in(&entry);
    after.add("Pets", service).register(&targets);

    let log = after.add("Log", LogGroup::new());
    let function = Function::rust(RustCode::prebuilt(PROGRAM))
        .role(&role("Function", "lambda.amazonaws.com"))
        .logs_to(&log)
        .within_group(&vpc, &vpc.private_subnets(), &functions);
    after.add("Hello", function);
    (template(&app, "Before"), template(&app, "After"))
}

#[test]
fn what_uses_them_makes_none_of_its_own() {
    let (_, after) = two_stacks();
    for type_name in
        ["AWS::IAM::Role", "AWS::IAM::Policy", "AWS::EC2::SecurityGroup", "AWS::ServiceDiscovery::Service"]
    {
        assert_eq!(of_type(&after, type_name).len(), 0, "{type_name}");
    }
    let imported = |value: &Value| value.get("Fn::ImportValue").is_some();
    let task = only(&after, "AWS::ECS::TaskDefinition")["Properties"].clone();
    assert!(imported(&task["TaskRoleArn"]) && imported(&task["ExecutionRoleArn"]), "{task}");
    let service = only(&after, "AWS::ECS::Service")["Properties"].clone();
    assert!(imported(&service["ServiceRegistries"][0]["RegistryArn"]), "{service}");
    let function = only(&after, "AWS::Lambda::Function")["Properties"].clone();
    assert!(imported(&function["Role"]), "{function}");
}

#[test]
fn nothing_is_added_to_a_role_that_comes_before() {
    let (before, _) = two_stacks();
    assert_eq!(of_type(&before, "AWS::IAM::Policy").len(), 0);
    assert!(all(&before, "AWS::IAM::Role", "Policies").iter().all(Value::is_null));
}

#[test]
fn a_rule_that_is_there_already_is_not_made_twice() {
    let (before, after) = two_stacks();
    assert_eq!(all(&before, "AWS::EC2::SecurityGroupIngress", "FromPort"), [json!(80)]);
    assert_eq!(of_type(&after, "AWS::EC2::SecurityGroupIngress").len(), 0);
}

#[test]
fn endpoints_share_a_group_and_a_database_has_the_one_it_is_given() {
    let (app, stack) = stack();
    let vpc = vpc(&stack);
    let group = stack.add("Endpoints", SecurityGroup::new(&vpc));
    for service in ["ssm", "logs"] {
        vpc.add_interface_endpoint(service, InterfaceEndpoint::to(service).security_group(&group));
    }
    let databases = stack.add("Databases", SecurityGroup::new(&vpc));
    let cluster = AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc).security_group(&databases);
    stack.add("Database", cluster);
    let template = template(&app, "S");
    assert_eq!(of_type(&template, "AWS::EC2::SecurityGroup").len(), 2);
}

#[test]
fn names_of_a_private_namespace_need_a_vpc() {
    let (app, stack) = stack();
    stack.add("Namespace", Namespace::private_dns("pets.local"));
    assert!(mistakes(&app).contains("needs a VPC: see `Namespace::within`"));
}
