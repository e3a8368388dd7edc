//! The services of AWS that are called without leaving the network.

use cdk::constructs::{
    Connectable, GatewayEndpoint, GatewayService, InterfaceEndpoint, Peer, PolicyDocument, PolicyStatement,
    Port, Principal, SecurityGroup,
};
use cdk::{Stack, pseudo, text};
use contract::service::Service;

use super::Network;
use crate::environment::Environment;

/// An endpoint: its id, its service's name, the prefix of actions of that service, and what is done by way of it beside what programs do.
type Endpoint = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// The services that tasks and functions call.
const SERVICES: [Endpoint; 10] = [
    ("BedrockRuntime", "bedrock-runtime", "bedrock", &[]),
    // Look-ups of instances; changes of the namespace come from ECS itself.
    ("CloudMap", "data-servicediscovery", "servicediscovery", &[]),
    ("EcrApi", "ecr.api", "ecr", PULL_BY_API),
    ("EcrDocker", "ecr.dkr", "ecr", PULL),
    ("Kms", "kms", "kms", &["kms:Decrypt"]),
    ("Logs", "logs", "logs", &["logs:CreateLogStream", "logs:PutLogEvents"]),
    ("Monitoring", "monitoring", "cloudwatch", &["cloudwatch:PutMetricData"]),
    ("SecretsManager", "secretsmanager", "secretsmanager", ROTATE),
    ("Ssm", "ssm", "ssm", &[]),
    ("XRay", "xray", "xray", &["xray:PutTelemetryRecords", "xray:PutTraceSegments"]),
];

/// The endpoint of a managed Prometheus, which collectors write to.
const PROMETHEUS: Endpoint = ("Prometheus", "aps-workspaces", "aps", &["aps:RemoteWrite"]);

/// How ECS pulls images.
const PULL: &[&str] = &["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/// The same by ECR's API, which gives the token for the registry.
const PULL_BY_API: &[&str] = &[
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
];

/// How the functions that Secrets Manager puts into the network rotate passwords.
const ROTATE: &[&str] = &[
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
];

pub(super) fn declare(stack: &Stack, network: &Network, environment: &Environment) {
    let group = SecurityGroup::new(&network.vpc).description("The endpoints of AWS services");
    let group = stack.add("Endpoints", group);
    group.allow_from(Peer::ipv4(environment.topology.cidr).described("the network"), Port::tcp(443));
    let chosen = environment.managed.prometheus.then_some(PROMETHEUS);
    for (id, service, prefix, beside) in SERVICES.into_iter().chain(chosen) {
        let declared = Service::ALL.into_iter().flat_map(|it| it.row().may).flat_map(|it| it.actions);
        let declared = declared.map(|it| it.iam).filter(|it| it.split(':').next() == Some(prefix));
        // By roles of the account only, so that nobody takes data out by those of another. On what a role acts, it says itself.
        let own = PolicyStatement::allow(declared.chain(beside.iter().copied()))
            .on(["*"])
            .by(Principal::anyone())
            .when("StringEquals", "aws:PrincipalAccount", stack.account());
        let endpoint = InterfaceEndpoint::to(service).subnets(network.app()).security_group(&group);
        network.vpc.add_interface_endpoint(id, endpoint.policy(PolicyDocument::new().with(own)));
    }
}

/// S3 is called for what other services of AWS keep there in buckets of theirs, at addresses that they have signed: layers of images, and
/// answers to CloudFormation.
///
/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html>,
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html>
pub(super) fn of_s3(region: &str) -> GatewayEndpoint {
    let allow = |action: &str, bucket: String| {
        let files = text!("arn:{}:s3:::{}/*", pseudo::partition(), bucket);
        PolicyStatement::allow([action]).on([files]).by(Principal::anyone())
    };
    let answers = format!("cloudformation-custom-resource-response-{}", region.replace('-', ""));
    let policy = PolicyDocument::new()
        .with(allow("s3:GetObject", format!("prod-{region}-starport-layer-bucket")))
        .with(allow("s3:PutObject", answers));
    GatewayEndpoint::to(GatewayService::S3).policy(policy)
}
