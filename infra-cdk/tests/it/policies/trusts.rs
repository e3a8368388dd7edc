//! Trust policies: the service that acts by a role, and what it says about for whom it does.

use super::cases::{Cases, ROOT};
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};
use super::roles::program;

/// The services that act by roles, by the beginnings of the roles' names, with what they act for if they say so.
///
/// A service that says for which account or resource it acts is trusted for ours only. Lambda, API Gateway and CloudTrail's delivery to
/// a log do not say so when they assume a role, nor is it documented for execution roles of tasks.
const TRUSTED: [(&str, &str, Option<&str>); 9] = [
    ("02-security/Execution-", TASKS, None),
    ("02-security/Recorder/Role", "config.amazonaws.com", Some("")),
    ("02-security/Traffic/IAMRole", "vpc-flow-logs.amazonaws.com", Some("ec2:vpc-flow-log/fl-1")),
    ("02-security/Trail/LogsRole", "cloudtrail.amazonaws.com", None),
    ("07-application/GrafanaRole", "grafana.amazonaws.com", Some("grafana:/workspaces/g-1")),
    ("08-api-gateway/ApiGatewayAccount/Role", "apigateway.amazonaws.com", None),
    ("11-frontend/Content/Unpacker/ServiceRole", LAMBDA, None),
    ("11-frontend/RegionImports/", LAMBDA, None),
    ("12-notification/RegionImports/", LAMBDA, None),
];
const TASKS: &str = "ecs-tasks.amazonaws.com";
const LAMBDA: &str = "lambda.amazonaws.com";

pub(super) fn cases(names: &Names<'_>, name: &str) -> Option<Cases> {
    let (service, source) = match program(name) {
        Some(program) if program.is_task() => (TASKS, Some("ecs:task/cluster/1")),
        Some(_) => (LAMBDA, None),
        None => TRUSTED.into_iter().find(|it| name.starts_with(it.0)).map(|it| (it.1, it.2))?,
    };
    let mut request = Request::of("sts:AssumeRole", "").by(service);
    if let Some(source) = source {
        request = request.with("aws:SourceAccount", ACCOUNT);
        if let Some((of, resource)) = source.split_once(':') {
            let region = &names.clinic.environment.region;
            request = request.with("aws:SourceArn", format!("arn:aws:{of}:{region}:{ACCOUNT}:{resource}"));
        }
    }
    let others = TRUSTED.map(|it| it.1).into_iter().filter(|it| *it != service).chain([ROOT]);
    let by_others: Vec<Request> = others.map(|it| request.clone().by(it)).collect();
    Some(Cases::by_principals(vec![request]).and_refuses(by_others))
}
