//! The requests that programs make, and those that they must not.

use contract::permission::Resource;
use contract::service::Service;
use contract::settings::secrets::{DATABASE, DATABASE_ADMIN, Secret};
use contract::settings::{Discovery, common_path, service_path};

use super::evaluator::Request;
use crate::harness::Clinic;

fn arn(clinic: &Clinic, service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{}:123456789012:{resource}", clinic.environment.region)
}

fn secret(clinic: &Clinic, name: &str) -> Request {
    Request::of(
        "secretsmanager:GetSecretValue",
        arn(clinic, "secretsmanager", &format!("secret:{name}-AbC123")),
    )
}

fn secret_of(clinic: &Clinic, secret_: &Secret, service: Service) -> Request {
    secret(clinic, &secret_.name_for(&clinic.environment.name, service))
}

/// IAM asks for the folder itself, and for what is in it.
fn parameters(clinic: &Clinic, folder: &str) -> [Request; 2] {
    let folder = folder.trim_end_matches('/');
    [folder.to_owned(), format!("{folder}/a-setting")]
        .map(|it| Request::of("ssm:GetParametersByPath", arn(clinic, "ssm", &format!("parameter{it}"))))
}

fn model(region: &str, id: &str) -> String {
    format!("arn:aws:bedrock:{region}::foundation-model/{id}")
}

fn decrypt(clinic: &Clinic) -> Request {
    let key = clinic.of_type("02-security", "AWS::KMS::Key");
    let key = key.keys().find(|it| it.starts_with("DataKey")).unwrap();
    Request::of("kms:Decrypt", serde_json::json!({ "Fn::GetAtt": [key, "Arn"] }).to_string())
}

fn by_way_of(clinic: &Clinic, service: &str) -> Request {
    decrypt(clinic).with("kms:ViaService", format!("{service}.{}.amazonaws.com", clinic.environment.region))
}

fn logged(clinic: &Clinic, action: &str, service: Service) -> Request {
    let group = format!("log-group:/petclinic/{}/{service}:log-stream:one", clinic.environment.name);
    Request::of(action, arn(clinic, "logs", &group))
}

/// What a program does: what its row declares, and what its platform takes.
pub(super) fn needed(clinic: &Clinic, service: Service) -> Vec<Request> {
    let env = &clinic.environment.name;
    let settings = &clinic.environment.settings;
    let region = &clinic.environment.region;
    let mut all = Vec::new();
    for permission in service.row().may {
        for action in permission.actions {
            let on = |resource: String| Request::of(action.iam, resource);
            match permission.on {
                Resource::OwnParameters => {
                    all.extend(parameters(clinic, &common_path(env)));
                    all.extend(parameters(clinic, &service_path(env, service)));
                }
                Resource::ParametersOfDatabases => {
                    all.extend(parameters(clinic, &common_path(env)));
                    for of in Service::with_database() {
                        all.extend(parameters(clinic, &service_path(env, of)));
                    }
                }
                Resource::Secret(secret) => all.push(secret_of(clinic, secret, service)),
                Resource::SecretOfDatabases(secret) => {
                    all.extend(Service::with_database().map(|it| secret_of(clinic, secret, it)));
                }
                Resource::Namespace => {
                    let name = settings.value(env, service, Discovery::NAMESPACE);
                    all.push(on("*".to_owned()).with("servicediscovery:NamespaceName", name));
                }
                Resource::Model { id, profile } => {
                    let id = settings.value(env, service, id);
                    let profile = profile.map(|it| settings.value(env, service, it));
                    match profile.filter(|it| !it.is_empty()) {
                        None => all.push(on(model(region, &id))),
                        Some(profile) => {
                            all.push(on(arn(clinic, "bedrock", &format!("inference-profile/{profile}"))));
                            all.extend(["us-east-1", "us-west-2"].map(|it| on(model(it, &id))));
                        }
                    }
                }
                Resource::Guardrail(id) => {
                    let id = settings.value(env, service, id);
                    if !id.is_empty() {
                        all.push(on(arn(clinic, "bedrock", &format!("guardrail/{id}"))));
                    }
                }
            }
        }
    }
    // Each reads a secret.
    all.push(by_way_of(clinic, "secretsmanager"));
    all.extend(["logs:CreateLogStream", "logs:PutLogEvents"].map(|it| logged(clinic, it, service)));
    let mut of_platform = vec!["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
    if matches!(service, Service::Genai | Service::Migrate) {
        of_platform.extend([
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
        ]);
    }
    all.extend(of_platform.into_iter().map(|it| Request::of(it, "*")));
    if service == Service::SlackNotifier {
        let queue = clinic.of_type("12-notification", "AWS::SQS::Queue");
        let queue = queue.keys().next().unwrap();
        let queue = serde_json::json!({ "Fn::GetAtt": [queue, "Arn"] }).to_string();
        all.push(Request::of("sqs:SendMessage", queue));
    }
    all
}

/// What a program must not do.
pub(super) fn forbidden(clinic: &Clinic, service: Service) -> Vec<Request> {
    let env = &clinic.environment.name;
    let everywhere = |action: &str| Request::of(action, "*");
    let mut all = vec![
        // Secrets and settings of another environment, and of what is named alike.
        secret(clinic, &DATABASE.name_for("other", service)),
        secret(clinic, &format!("{}-more", DATABASE.name_for(env, service))),
        // Its key without Secrets Manager.
        decrypt(clinic),
        by_way_of(clinic, "ssm"),
        Request::of("kms:Decrypt", arn(clinic, "kms", "key/another"))
            .with("kms:ViaService", format!("secretsmanager.{}.amazonaws.com", clinic.environment.region)),
        everywhere("servicediscovery:DiscoverInstances")
            .with("servicediscovery:NamespaceName", "another.local"),
        everywhere("servicediscovery:DiscoverInstances"),
        logged(clinic, "logs:GetLogEvents", service),
    ];
    let folders = [
        "/petclinic".to_owned(),
        format!("/petclinic/{env}"),
        common_path("other"),
        service_path("other", service),
        format!("{}-more", service_path(env, service).trim_end_matches('/')),
    ];
    all.extend(folders.iter().flat_map(|it| parameters(clinic, it)));
    for request in needed(clinic, service) {
        let (of, _) = request.action.split_once(':').unwrap();
        // The same elsewhere, and worse at the same place.
        if request.resource != "*" {
            let elsewhere = format!("arn:aws:{of}:us-west-2:999999999999:another");
            all.push(Request { resource: elsewhere, ..request.clone() });
        }
        let worse = match of {
            "bedrock" => "CreateModelCustomizationJob",
            "ec2" => "RunInstances",
            "kms" => "ScheduleKeyDeletion",
            "logs" => "DeleteLogStream",
            "secretsmanager" => "DeleteSecret",
            "servicediscovery" => "DeregisterInstance",
            "sqs" => "DeleteQueue",
            "ssm" => "PutParameter",
            "xray" => "PutResourcePolicy",
            other => panic!("{other} has something worse"),
        };
        all.push(Request { action: format!("{of}:{worse}"), ..request });
    }
    for other in Service::ALL.into_iter().filter(|it| *it != service) {
        all.push(logged(clinic, "logs:PutLogEvents", other));
        if service != Service::Migrate && other.row().has_database {
            all.push(secret_of(clinic, &DATABASE, other));
            all.extend(parameters(clinic, &service_path(env, other)));
        }
    }
    if service != Service::Migrate {
        all.push(secret(clinic, &DATABASE_ADMIN.shared_name(env)));
    }
    for action in ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] {
        all.push(Request::of(action, model(&clinic.environment.region, "anthropic.claude-opus-4-v1:0")));
    }
    let never = [
        "iam:CreateUser",
        "iam:PassRole",
        "iam:PutRolePolicy",
        "sts:AssumeRole",
        "kms:Encrypt",
        "kms:ScheduleKeyDeletion",
        "lambda:InvokeFunction",
        "rds:DeleteDBCluster",
        "s3:GetObject",
        "secretsmanager:ListSecrets",
        "sns:Publish",
        "cloudformation:DeleteStack",
    ];
    all.extend(never.map(everywhere));
    all
}
