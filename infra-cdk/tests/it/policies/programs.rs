//! Roles of programs: the requests that programs make, and those that they must not.

use contract::permission::Resource;
use contract::service::Service;
use contract::settings::secrets::{DATABASE, DATABASE_ADMIN, Secret};
use contract::settings::{Discovery, common_path, service_path};

use super::cases::Cases;
use super::evaluator::Request;
use super::names::{ACCOUNT, Names};
use crate::harness::Clinic;

pub(super) fn arn(clinic: &Clinic, service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{}:{ACCOUNT}:{resource}", clinic.environment.region)
}

pub(super) fn secret(clinic: &Clinic, name: &str) -> Request {
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

fn decrypt(names: &Names<'_>) -> Request {
    Request::of("kms:Decrypt", names.arn("02-security/DataKey"))
}

/// Decryption by a service that is asked for what is encrypted.
pub(super) fn by_way_of(names: &Names<'_>, service: &str) -> Request {
    let region = &names.clinic.environment.region;
    decrypt(names).with("kms:ViaService", format!("{service}.{region}.amazonaws.com"))
}

pub(super) fn logged(clinic: &Clinic, action: &str, service: Service) -> Request {
    let group = format!("log-group:/petclinic/{}/{service}:log-stream:one", clinic.environment.name);
    Request::of(action, arn(clinic, "logs", &group))
}

/// What Lambda does for a function in the network.
const INTERFACES: [&str; 6] = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
];

/// What a program does: what its row declares, and what its platform takes.
pub(super) fn needed(names: &Names<'_>, service: Service) -> Vec<Request> {
    let clinic = names.clinic;
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
                Resource::Account => all.push(on("*".to_owned())),
            }
        }
    }
    // Each reads a secret.
    all.push(by_way_of(names, "secretsmanager"));
    all.extend(["logs:CreateLogStream", "logs:PutLogEvents"].map(|it| logged(clinic, it, service)));
    let mut of_platform = vec!["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
    if matches!(service, Service::Genai | Service::Migrate) {
        of_platform.extend(INTERFACES);
    }
    all.extend(of_platform.into_iter().map(|it| Request::of(it, "*")));
    if service.is_task() && clinic.environment.managed.prometheus {
        // The collector beside it acts by its role.
        all.push(Request::of("aps:RemoteWrite", names.arn("07-application/Prometheus")));
    }
    if service == Service::SlackNotifier {
        all.push(Request::of("sqs:SendMessage", names.arn("12-notification/Undelivered")));
    }
    all
}

/// What a program's role must permit, and what it must not.
pub(super) fn cases(names: &Names<'_>, service: Service) -> Cases {
    let clinic = names.clinic;
    let env = &clinic.environment.name;
    let everywhere = |action: &str| Request::of(action, "*");
    let mut sensitive = vec![
        // Secrets and settings of another environment, and of what is named alike.
        secret(clinic, &DATABASE.name_for("other", service)),
        secret(clinic, &format!("{}-more", DATABASE.name_for(env, service))),
        // Its key without Secrets Manager.
        decrypt(names),
        by_way_of(names, "ssm"),
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
    // Interfaces are made by Lambda, and not by the code of functions.
    sensitive
        .extend(INTERFACES.map(|it| {
            everywhere(it).with("lambda:SourceFunctionArn", arn(clinic, "lambda", "function:own"))
        }));
    sensitive.extend(folders.iter().flat_map(|it| parameters(clinic, it)));
    for other in Service::ALL.into_iter().filter(|it| *it != service) {
        sensitive.push(logged(clinic, "logs:PutLogEvents", other));
        if service != Service::Migrate && other.row().has_database {
            sensitive.push(secret_of(clinic, &DATABASE, other));
            sensitive.extend(parameters(clinic, &service_path(env, other)));
        }
    }
    if service != Service::Migrate {
        sensitive.push(secret(clinic, &DATABASE_ADMIN.shared_name(env)));
    }
    for action in ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] {
        sensitive
            .push(Request::of(action, model(&clinic.environment.region, "anthropic.claude-opus-4-v1:0")));
    }
    Cases::of_role(needed(names, service), sensitive)
}
