//! The permissions of each service, from its row in the table of services.

use cdk::constructs::{Function, KeyHandle, PolicyStatement};
use cdk::{IntoVal, Stack, Val, pseudo, text};
use contract::permission::{Permission, Resource};
use contract::service::Service;
use contract::settings::secrets::Secret;
use contract::settings::{Discovery, common_path, service_path};

use super::groups::is_within;
use super::keys::Keys;
use crate::app::Clinic;
use crate::environment::Settings;
use crate::names;

/// Where a policy holds, and the values that its resources are named by.
pub struct Place {
    env: String,
    region: Val<String>,
    account: Val<String>,
    settings: Settings,
    data_key: KeyHandle,
}

impl Place {
    pub(super) fn of(stack: &Stack, clinic: &Clinic<'_>, keys: &Keys) -> Self {
        Self {
            env: clinic.env().to_owned(),
            region: stack.region(),
            account: stack.account(),
            settings: clinic.environment.settings.clone(),
            data_key: keys.data.clone(),
        }
    }

    fn arn(&self, service: &str, resource: impl IntoVal<String>) -> Val<String> {
        text!("arn:{}:{}:{}:{}:{}", pseudo::partition(), service, &self.region, &self.account, resource)
    }

    /// The parameters below a folder. IAM knows the folder itself and what is in it by different names.
    fn parameters(&self, folder: &str) -> [Val<String>; 2] {
        let folder = folder.trim_end_matches('/');
        [self.arn("ssm", format!("parameter{folder}")), self.arn("ssm", format!("parameter{folder}/*"))]
    }

    /// A secret by its name, to which Secrets Manager adds a dash and six characters.
    fn secret(&self, name: &str) -> Val<String> {
        self.arn("secretsmanager", format!("secret:{name}-??????"))
    }

    fn secret_of(&self, service: Service, secret: &Secret) -> Val<String> {
        self.secret(&secret.name_for(&self.env, service))
    }
}

/// What a service's row declares, and nothing else.
pub fn statements(place: &Place, service: Service) -> Vec<PolicyStatement> {
    let row = service.row();
    let mut all: Vec<PolicyStatement> = row.may.iter().flat_map(|it| of(place, service, it)).collect();
    if row.may.iter().any(|it| matches!(it.on, Resource::Secret(_) | Resource::SecretOfDatabases(_))) {
        all.push(decrypt_secrets(place));
    }
    all
}

fn of(place: &Place, service: Service, permission: &Permission) -> Vec<PolicyStatement> {
    let allow = || PolicyStatement::allow(permission.actions.iter().map(|it| it.iam));
    let env = &place.env;
    let databases = || Service::with_database();
    match permission.on {
        Resource::OwnParameters => {
            let common = allow().on(place.parameters(&common_path(env)));
            vec![common.on(place.parameters(&service_path(env, service)))]
        }
        Resource::ParametersOfDatabases => {
            let common = allow().on(place.parameters(&common_path(env)));
            vec![databases().fold(common, |it, of| it.on(place.parameters(&service_path(env, of))))]
        }
        Resource::Secret(secret) => vec![allow().on([place.secret_of(service, secret)])],
        Resource::SecretOfDatabases(secret) => {
            vec![databases().fold(allow(), |it, of| it.on([place.secret_of(of, secret)]))]
        }
        // Instances are looked up by names, so that there is no resource to name.
        Resource::Namespace => {
            let name = place.settings.value(env, service, Discovery::NAMESPACE);
            vec![allow().on(["*"]).when("StringEquals", "servicediscovery:NamespaceName", name)]
        }
        Resource::Model { id, profile } => {
            let model = place.settings.value(env, service, id);
            let profile =
                profile.map(|it| place.settings.value(env, service, it)).filter(|it| !it.is_empty());
            vec![match profile {
                None => allow().on([foundation_model(&place.region, &model)]),
                // A profile sends requests to its model in any of its regions.
                Some(profile) => allow()
                    .on([by_name(place, "inference-profile", &profile)])
                    .on([foundation_model("*", &model)]),
            }]
        }
        Resource::Guardrail(id) => {
            let guardrail = place.settings.value(env, service, id);
            let named = (!guardrail.is_empty()).then(|| by_name(place, "guardrail", &guardrail));
            named.map(|it| allow().on([it])).into_iter().collect()
        }
        // The row says why.
        Resource::Account => vec![allow().on(["*"])],
    }
}

fn foundation_model(region: impl IntoVal<String>, id: &str) -> Val<String> {
    text!("arn:{}:bedrock:{}::foundation-model/{}", pseudo::partition(), region, id)
}

/// Something of Bedrock that a setting names by its id or by its ARN.
fn by_name(place: &Place, kind: &str, name: &str) -> Val<String> {
    if name.starts_with("arn:") { name.into_val() } else { place.arn("bedrock", format!("{kind}/{name}")) }
}

/// Secrets are encrypted by a key of ours, and read by way of Secrets Manager only.
fn decrypt_secrets(place: &Place) -> PolicyStatement {
    let way = text!("secretsmanager.{}.{}", &place.region, pseudo::url_suffix());
    PolicyStatement::allow(["kms:Decrypt"]).on([place.data_key.arn()]).when(
        "StringEquals",
        "kms:ViaService",
        way,
    )
}

/// What every function takes beside its row: its log, its traces, and its interfaces in the network if it is there.
pub(super) fn of_function(place: &Place, service: Service) -> Vec<PolicyStatement> {
    let mut all = vec![write_log(place, service), trace()];
    if is_within(service) {
        // On `*`, as that says.
        all.extend(Function::network_interfaces());
    }
    all
}

/// What the collector beside a task sends, metrics by the service's log: it acts by the task's role.
pub(super) fn of_collector(place: &Place, service: Service) -> Vec<PolicyStatement> {
    vec![write_log(place, service), trace()]
}

/// What ECS takes to start a task.
pub(super) fn of_execution(place: &Place, service: Service) -> Vec<PolicyStatement> {
    let pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let repository = place.arn("ecr", format!("repository/{}", names::repository(&place.env, service)));
    vec![
        PolicyStatement::allow(pull).on([repository]),
        // The token is for the whole registry.
        PolicyStatement::allow(["ecr:GetAuthorizationToken"]).on(["*"]),
        write_log(place, service),
    ]
}

/// Traces are no resources.
fn trace() -> PolicyStatement {
    PolicyStatement::allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]).on(["*"])
}

fn write_log(place: &Place, service: Service) -> PolicyStatement {
    let group = names::log_group(&place.env, service);
    PolicyStatement::allow(["logs:CreateLogStream", "logs:PutLogEvents"])
        .on([place.arn("logs", format!("log-group:{group}:*"))])
}
