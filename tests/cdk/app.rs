//! The app that the construct library's tests drive with the official `cdk`. The context value `app` selects its variant.
#![expect(clippy::unwrap_used, reason = "tests: what goes wrong must fail")]

use std::path::PathBuf;
use std::process::ExitCode;

use cdk::aws::{applicationautoscaling, iam, lambda, s3, sqs, ssm};
use cdk::constructs::{
    Action, Alarm, Cluster, Container, FargateService, HealthCheck, Image, Listener, ListenerRule,
    LoadBalancer, Scaling, TargetGroup, TaskSize, Vpc,
};
use cdk::{App, Environment, Output, Stack, assets, given, json};

const ACCOUNT: &str = "123456789012";

fn main() -> ExitCode {
    cdk::cli::main(|app| match app.context().text("app") {
        Some("exports") => exports(app),
        Some("change") => change(app),
        Some("assets") => published(app),
        Some("regions") => regions(app),
        Some("zones") => zones(app),
        Some("balanced") => balanced(app),
        Some("fault") => fault(app),
        Some("open") => open(app),
        other => app.fail(format!("no such app: {other:?}")),
    })
}

fn home() -> Environment {
    Environment::new(ACCOUNT, "us-east-1")
}

fn parameter(stack: &Stack, name: &str, value: impl cdk::IntoVal<String>) {
    let parameter = ssm::Parameter::new().type_(ssm::parameter::Type::String).value(value);
    stack.add("Parameter", parameter.name(name));
}

/// A stack that uses a value of another stack.
fn exports(app: &App) {
    let consumer = app.stack("Consumer", home());
    let queue = app.stack("Producer", home()).add("Queue", sqs::Queue::new());
    parameter(&consumer, "/exports/queue", queue.arn());
}

/// A stack with a single resource, configured by the context.
fn change(app: &App) {
    let context = app.context();
    let stack = app.stack(context.text("name").unwrap_or("Change"), home());
    if context.text("protected") == Some("true") {
        stack.protect_from_termination();
    }
    let seconds: i64 = context.text("seconds").unwrap_or("30").parse().unwrap();
    stack.add("Queue", sqs::Queue::new().visibility_timeout(seconds));
}

/// A stack with a file asset and an image asset.
fn published(app: &App) {
    let stack = app.stack("Assets", home());
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cdk/assets");
    let code = stack.add_file(assets::directory(folder.join("function")).unwrap());
    let assume = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}
    }]});
    let role = stack.add("Role", iam::Role::new().assume_role_policy_document(assume));
    let code = lambda::function::Code::new().s3_bucket(code.bucket).s3_key(code.key);
    let function = lambda::Function::new().code(code).role(role.arn());
    let function = function.runtime(lambda::function::Runtime::ProvidedAl2023).handler("bootstrap");
    stack.add("Function", function);
    let mut image = assets::image(folder.join("image")).unwrap();
    image.platform = Some("linux/arm64".to_owned());
    stack.add("Image", Output::new(stack.add_image(image)));
}

/// A stage with stacks in two regions; one uses a value of the other.
fn regions(app: &App) {
    let prod = app.stage("Prod", home());
    let queue = prod.stack("Home", Environment::agnostic()).add("Queue", sqs::Queue::new());
    let abroad = prod.stack("Abroad", Environment::new(ACCOUNT, "eu-west-1"));
    parameter(&abroad, "/regions/queue", queue.arn());
}

/// A stack that needs the availability zones of its region.
fn zones(app: &App) {
    let stack = app.stack("Zones", home());
    let [first, second] = stack.availability_zones(2).try_into().unwrap();
    parameter(&stack, "/zones/both", cdk::text!("{} {}", first, second));
}

/// A service behind a load balancer's rules, whose alarms and scaling use the attributes of all these resources.
fn balanced(app: &App) {
    let stack = app.stack("Balanced", home());
    let vpc = stack.add("Network", Vpc::new().in_zones(["us-east-1a", "us-east-1b"]));
    let balancer = stack.add("Balancer", LoadBalancer::internet_facing(&vpc));
    let targets =
        balancer.add_targets("Pets", TargetGroup::http(80).health_check(HealthCheck::path("/health")));
    let certificate = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
    let listener = balancer
        .add_listener("Https", Listener::https(given(certificate), Action::respond(404, "no such pet")));
    listener.add_rule("Pets", ListenerRule::new(10, Action::forward_to(&targets)).paths(["/pets/*"]));

    let cluster = stack.add("Cluster", Cluster::new(&vpc));
    let container =
        Container::new("app", Image::registry("public.ecr.aws/docker/library/httpd:2.4")).port(80);
    let scaling = Scaling::between(2, 4).on_requests(&targets, 500);
    let service = FargateService::new(&cluster, TaskSize::of::<256, 512>(), container).scaling(scaling);
    stack.add("Service", service).register(&targets);

    stack.add("Slow", Alarm::above(targets.response_time(), 2).for_periods(3));
    stack.add("Unhealthy", Alarm::above(targets.unhealthy_targets(), 0).for_periods(3));
    stack.add("Failing", Alarm::above(balancer.errors(), 10).for_periods(3));
    stack.add("Targets", Output::new(targets.target_group_full_name()));
}

/// An invalid stack: its minimum capacity of four exceeds its maximum of two.
fn fault(app: &App) {
    use applicationautoscaling::scalable_target::{ScalableDimension, ServiceNamespace};
    let target = applicationautoscaling::ScalableTarget::new()
        .max_capacity(2)
        .min_capacity(4)
        .resource_id("service/cluster/pets")
        .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
        .service_namespace(ServiceNamespace::Ecs);
    app.stack("Fault", home()).add("Scaling", target);
}

/// Two buckets that may be open to everyone, of which one is accepted.
fn open(app: &App) {
    let stack = app.stack("Open", home());
    let bucket = || {
        let open = s3::bucket::PublicAccessBlockConfiguration::new().block_public_policy(false);
        s3::Bucket::new().public_access_block_configuration(open)
    };
    stack.add("Found", bucket());
    let accepted = stack.add("Accepted", bucket());
    for rule in ["S1", "S2", "S10", "RDS10"] {
        accepted.acknowledge(format!("AwsSolutions::{rule}"), "it is made to be found");
    }
}
