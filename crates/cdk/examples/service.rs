//! A service on Fargate behind a load balancer, with an Aurora cluster, in a VPC of its own.
//!
//! `cargo run -p cdk --example service -- synth`, or `cdk deploy --app target/debug/examples/service`.

use std::process::ExitCode;

use cdk::constructs::{
    Action, Alarm, AuroraCluster, AuroraEngine, Cluster, Connectable, Container, FargateService, FlowLogs,
    GatewayService, HealthCheck, Image, Listener, LoadBalancer, Namespace, Nat, Scaling, SubnetGroup,
    TargetGroup, TaskSize, Topic, Vpc,
};
use cdk::{App, Environment, Output};

fn main() -> ExitCode {
    cdk::cli::main(declare)
}

fn declare(app: &App) {
    let stack = app.stack("Service", Environment::agnostic());
    stack.describe("A service on Fargate with a database");

    let vpc = stack.add(
        "Vpc",
        Vpc::new()
            .cidr("10.0.0.0/16")
            .zones(2)
            .subnet_group(SubnetGroup::public("Public").cidr_mask(24))
            .subnet_group(SubnetGroup::private_with_egress("Private").cidr_mask(20))
            .subnet_group(SubnetGroup::isolated("Data").cidr_mask(24))
            .nat(Nat::Single)
            .gateway_endpoint(GatewayService::S3)
            .flow_logs(FlowLogs::all()),
    );

    let database = stack.add(
        "Database",
        AuroraCluster::new(AuroraEngine::mysql("3.10.1"), &vpc)
            .capacity(0.5, 4.0)
            .database("pets")
            .user("pets")
            .readers(1),
    );

    let cluster = stack.add("Cluster", Cluster::new(&vpc).namespace(Namespace::private_dns("pets.local")));
    let app = Container::new("app", Image::registry("public.ecr.aws/docker/library/httpd:2.4"))
        .port(80)
        .scratch("/usr/local/apache2/logs")
        .secret("DATABASE", database.container_secret(None));
    let service = stack.add(
        "Pets",
        FargateService::new(&cluster, TaskSize::of::<256, 512>(), app)
            .discovered_as("pets")
            .scaling(Scaling::between(2, 8).on_cpu(60)),
    );
    database.allow_default_port_from(&service);

    let balancer = stack.add("Balancer", LoadBalancer::internet_facing(&vpc));
    let pets = balancer.add_targets(
        "Pets",
        TargetGroup::http(80).health_check(HealthCheck::path("/")).deregistration_delay_seconds(10),
    );
    let http = balancer.add_listener("Http", Listener::http(Action::forward_to(&pets)));
    http.acknowledge("plain-http", "the example has no domain that a certificate could be for");
    service.register(&pets);

    let people = stack.add("People", Topic::for_alarms());
    stack.add("Busy", Alarm::above(service.cpu(), 80).for_periods(3).notify(&people));
    stack.add("DatabaseFull", Alarm::above(database.capacity_use(), 90).for_periods(3).notify(&people));

    stack.add("Url", Output::new(balancer.http_url()).description("Where the service is"));
}
