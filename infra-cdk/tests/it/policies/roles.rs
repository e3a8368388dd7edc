//! Roles: those of programs, and those by which services of AWS act for the clinic.

use contract::service::Service;
use contract::settings::secrets::{DATABASE, DATABASE_ADMIN};
use serde_json::Value;

use super::cases::Cases;
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};
use super::programs::{self, arn, by_way_of, logged, secret};
use crate::harness::{Clinic, list};

/// The program that acts by a role.
pub(super) fn program(name: &str) -> Option<Service> {
    let service = name.strip_prefix("02-security/Role-")?;
    Service::ALL.into_iter().find(|it| it.name() == service)
}

pub(super) fn cases(names: &Names<'_>, name: &str) -> Option<Cases> {
    if let Some(program) = program(name) {
        return Some(programs::cases(names, program));
    }
    if let Some(service) = name.strip_prefix("02-security/Execution-") {
        return Some(execution(names, Service::ALL.into_iter().find(|it| it.name() == service)?));
    }
    match name {
        "02-security/Recorder/Role" => Some(recorder(names)),
        "02-security/Traffic/IAMRole" => {
            let actions = ["CreateLogStream", "DescribeLogStreams", "PutLogEvents"];
            Some(writer(names, "02-security/Traffic/LogGroup", &actions))
        }
        "02-security/Trail/LogsRole" => {
            Some(writer(names, "02-security/AuditLog", &["CreateLogStream", "PutLogEvents"]))
        }
        "07-application/GrafanaRole" => Some(grafana(names)),
        "08-api-gateway/ApiGatewayAccount/Role" => Some(api_gateway(names.clinic)),
        "11-frontend/Content/Unpacker/ServiceRole" => Some(unpacker(names)),
        _ => name.contains("/RegionImports/").then(|| reader(names, name)),
    }
}

/// What ECS does before a task runs: all of it stands in the definition of the task.
pub(super) fn execution(names: &Names<'_>, service: Service) -> Cases {
    let clinic = names.clinic;
    let mut needed = vec![Request::of("ecr:GetAuthorizationToken", "*")];
    for container in containers(names, service) {
        let image = container["Image"].as_str().unwrap();
        // Images from the public registry take no permission.
        if let Some((_, image)) = image.split_once(".amazonaws.com/") {
            let repository = arn(clinic, "ecr", &format!("repository/{}", image.split(':').next().unwrap()));
            let pull = ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"];
            needed.extend(pull.map(|it| Request::of(&format!("ecr:{it}"), &repository)));
        }
        let group = container["LogConfiguration"]["Options"]["awslogs-group"].as_str().unwrap();
        let stream = arn(clinic, "logs", &format!("log-group:{group}:log-stream:one"));
        needed.extend(
            ["CreateLogStream", "PutLogEvents"].map(|it| Request::of(&format!("logs:{it}"), &stream)),
        );
        for injected in container["Secrets"].as_array().into_iter().flatten() {
            needed
                .push(Request::of("secretsmanager:GetSecretValue", injected["ValueFrom"].as_str().unwrap()));
        }
    }
    let env = &clinic.environment.name;
    let mut sensitive = vec![
        secret(clinic, &DATABASE.name_for(env, service)),
        secret(clinic, &DATABASE_ADMIN.shared_name(env)),
        by_way_of(names, "secretsmanager"),
        Request::of(
            "ssm:GetParametersByPath",
            arn(clinic, "ssm", &format!("parameter/petclinic/{env}/common")),
        ),
        logged(clinic, "logs:GetLogEvents", service),
    ];
    for other in Service::tasks().filter(|it| *it != service) {
        let repository = infra_cdk::names::repository(env, other);
        sensitive
            .push(Request::of("ecr:BatchGetImage", arn(clinic, "ecr", &format!("repository/{repository}"))));
        sensitive.push(logged(clinic, "logs:PutLogEvents", other));
    }
    Cases::of_role(needed, sensitive)
}

/// The containers of a service's tasks.
fn containers(names: &Names<'_>, service: Service) -> Vec<Value> {
    let of_service = names.resources().filter(|(stack, id, it)| {
        it["Type"] == "AWS::ECS::TaskDefinition"
            && names.path(stack, id).starts_with(&format!("07-application/Service-{service}/"))
    });
    let (stack, _, definition) = of_service.into_iter().next().unwrap();
    list(&names.resolved(stack, &definition["Properties"]["ContainerDefinitions"]))
        .into_iter()
        .cloned()
        .collect()
}

/// AWS Config delivers files. What it records by is a policy of AWS: see [`super::managed`].
fn recorder(names: &Names<'_>) -> Cases {
    let bucket = names.arn("02-security/AuditFiles");
    let file = |of: &str| format!("{bucket}/AWSLogs/{ACCOUNT}/{of}/file");
    let needed = vec![Request::of("s3:GetBucketAcl", &bucket), Request::of("s3:PutObject", file("Config"))];
    let trail = Request::of("s3:PutObject", file("CloudTrail"));
    Cases::of_role(needed, vec![trail, Request::of("s3:GetObject", file("Config"))])
}

fn writer(names: &Names<'_>, log: &str, actions: &[&str]) -> Cases {
    let stream = names.arn(log).replace(":*", ":log-stream:one");
    let needed = actions.iter().map(|it| Request::of(&format!("logs:{it}"), &stream)).collect();
    let sensitive = Service::ALL.map(|it| logged(names.clinic, "logs:PutLogEvents", it));
    Cases::of_role(needed, sensitive.to_vec())
}

/// Grafana reads metrics, and changes none.
fn grafana(names: &Names<'_>) -> Cases {
    let workspace = names.arn("07-application/Prometheus");
    let of_prometheus = ["GetLabels", "GetMetricMetadata", "GetSeries", "QueryMetrics"];
    let of_prometheus = of_prometheus.map(|it| Request::of(&format!("aps:{it}"), &workspace));
    let metrics = ["GetMetricData", "ListMetrics"].map(|it| Request::of(&format!("cloudwatch:{it}"), "*"));
    let sensitive = vec![
        Request::of("aps:RemoteWrite", &workspace),
        Request::of("cloudwatch:PutMetricData", "*"),
        logged(names.clinic, "logs:GetLogEvents", Service::Vets),
    ];
    Cases::of_role(of_prometheus.into_iter().chain(metrics).collect(), sensitive)
}

/// One role writes the logs of all APIs of the account, by a policy of AWS, and could read them.
fn api_gateway(clinic: &Clinic) -> Cases {
    let stream = arn(clinic, "logs", "log-group:/petclinic/dev/requests:log-stream:one");
    let needed = ["CreateLogStream", "PutLogEvents"].map(|it| Request::of(&format!("logs:{it}"), &stream));
    let sensitive = ["DeleteLogGroup", "DeleteLogStream", "PutRetentionPolicy", "PutSubscriptionFilter"];
    let sensitive = sensitive.map(|it| Request::of(&format!("logs:{it}"), &stream));
    Cases { needed: needed.to_vec(), sensitive: sensitive.to_vec() }
}

/// It takes one file of ours apart, into the site's bucket.
fn unpacker(names: &Names<'_>) -> Cases {
    let content = names.resources().find(|it| it.2["Type"] == "Custom::BucketDeployment").unwrap();
    let archive =
        names.text(content.0, &content.2["Properties"]["Archive"]).replace("s3://", "arn:aws:s3:::");
    let (staged, _) = archive.rsplit_once('/').unwrap();
    let (site, log) = (names.arn("11-frontend/Site"), names.arn("11-frontend/UnpackingLog"));
    let (file, distribution) = (format!("{site}/index.html"), names.arn("11-frontend/Distribution"));
    let stream = log.replace(":*", ":log-stream:one");
    let needed = [
        ("logs:CreateLogStream", stream.as_str()),
        ("logs:PutLogEvents", &stream),
        ("s3:GetObject", &archive),
        ("s3:ListBucket", &site),
        ("s3:DeleteObject", &file),
        ("s3:PutObject", &file),
        ("cloudfront:CreateInvalidation", &distribution),
        ("cloudfront:GetInvalidation", &distribution),
    ];
    let sensitive = [
        ("s3:GetObject", format!("{staged}/another.zip")),
        ("s3:PutObject", archive.clone()),
        ("s3:PutObject", names.arn("11-frontend/AccessLogs") + "/file"),
        ("s3:ListBucket", names.arn("11-frontend/AccessLogs")),
    ];
    let sensitive = sensitive.into_iter().map(|(action, on)| Request::of(action, on)).collect();
    Cases::of_role(needed.into_iter().map(|(action, on)| Request::of(action, on)).collect(), sensitive)
}

/// It reads what one stack of another region exports.
fn reader(names: &Names<'_>, name: &str) -> Cases {
    let (home, _) = name.split_once("/RegionImports/").unwrap();
    let mut needed = Vec::new();
    let mut exports = Vec::new();
    for (stack, id, it) in names.resources().filter(|it| it.2["Type"] == "Custom::CrossRegionParameter") {
        let it = &it["Properties"];
        if names.path(stack, id).starts_with(home) {
            let region = names.text(stack, &it["Region"]);
            let parameter = names.text(stack, &it["Name"]);
            let on = |parameter: &str| format!("arn:aws:ssm:{region}:{ACCOUNT}:parameter{parameter}");
            needed.push(Request::of("ssm:GetParameter", on(&parameter)));
            exports.push(Request::of("ssm:GetParameter", on("/cdk/exports/another-stack/value")));
            exports.push(Request::of("ssm:GetParameter", on("/petclinic/dev/common/log.level")));
        }
    }
    let log = names.arn(&name.replace("/Role", "/Logs")).replace(":*", ":log-stream:one");
    needed.extend(["CreateLogStream", "PutLogEvents"].map(|it| Request::of(&format!("logs:{it}"), &log)));
    exports.push(logged(names.clinic, "logs:PutLogEvents", Service::Vets));
    Cases::of_role(needed, exports)
}
