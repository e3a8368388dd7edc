//! Policies of endpoints: what those who stand in the network call, and nobody by the roles of another account.

use std::collections::BTreeSet;

use contract::service::Service;

use super::cases::{Cases, STRANGER, worse};
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};
use super::{programs, roles};

/// Endpoints, by the prefix of the actions that go by them.
const ENDPOINTS: [(&str, &str); 11] = [
    ("BedrockRuntime", "bedrock"),
    ("CloudMap", "servicediscovery"),
    ("EcrApi", "ecr"),
    ("EcrDocker", "ecr"),
    ("Kms", "kms"),
    ("Logs", "logs"),
    ("Monitoring", "cloudwatch"),
    ("Prometheus", "aps"),
    ("SecretsManager", "secretsmanager"),
    ("Ssm", "ssm"),
    ("XRay", "xray"),
];

/// What functions that AWS makes call to rotate passwords, and a collector that sends metrics itself.
const BESIDE: [&str; 5] = [
    "cloudwatch:PutMetricData",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
];

/// The actions of all programs, whatever an environment leaves out, and of what starts tasks.
fn called(names: &Names<'_>) -> BTreeSet<String> {
    let declared = Service::ALL.into_iter().flat_map(|it| it.row().may).flat_map(|it| it.actions);
    let programs = Service::ALL.into_iter().flat_map(|it| programs::needed(names, it));
    let starts = Service::tasks().flat_map(|it| roles::execution(names, it).needed);
    let requested = programs.chain(starts).map(|it| it.action);
    declared.map(|it| it.iam).chain(BESIDE).map(str::to_owned).chain(requested).collect()
}

pub(super) fn cases(names: &Names<'_>, name: &str) -> Option<Cases> {
    let endpoint = name.strip_prefix("01-network/Vpc/")?;
    if endpoint == "S3" {
        return Some(storage(&names.clinic.environment.region));
    }
    let prefix = format!("{}:", ENDPOINTS.iter().find(|it| it.0 == endpoint)?.1);
    // The registry takes a token, but gives none.
    let is_of = |it: &String| {
        it.starts_with(&prefix) && (endpoint != "EcrDocker" || it != "ecr:GetAuthorizationToken")
    };
    let actions = called(names).into_iter().filter(is_of);
    let needed: Vec<Request> = actions.map(|it| own(Request::of(&it, "*"))).collect();
    let mut sensitive: Vec<Request> = needed.iter().flat_map(worse).collect();
    for request in &needed {
        sensitive.push(request.clone().with("aws:PrincipalAccount", STRANGER));
        sensitive.push(request.clone().by("anonymous").without("aws:PrincipalAccount"));
    }
    Some(Cases { needed, sensitive })
}

/// A request by a role of the account.
fn own(request: Request) -> Request {
    request.by(&format!("arn:aws:iam::{ACCOUNT}:role/own")).with("aws:PrincipalAccount", ACCOUNT)
}

/// Layers of images are read, and answers to CloudFormation written, in buckets of AWS.
fn storage(region: &str) -> Cases {
    let layers = format!("arn:aws:s3:::prod-{region}-starport-layer-bucket/layer");
    let answers = region.replace('-', "");
    let answers = format!("arn:aws:s3:::cloudformation-custom-resource-response-{answers}/answer");
    let of = |action: &str, on: &str| Request::of(action, on).by("anonymous");
    let elsewhere = ["s3:GetObject", "s3:PutObject"].map(|it| of(it, "arn:aws:s3:::another/file"));
    let mut sensitive = vec![of("s3:PutObject", &layers), of("s3:GetObject", &answers)];
    sensitive.extend(elsewhere.clone().map(own));
    sensitive.extend(elsewhere);
    Cases { needed: vec![of("s3:GetObject", &layers), of("s3:PutObject", &answers)], sensitive }
}
