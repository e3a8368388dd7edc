//! What a service may do on AWS.

use crate::settings::Key;
use crate::settings::secrets::Secret;

/// What a service does on AWS, and on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// What it does.
    pub actions: &'static [Action],
    /// What it does it on.
    pub on: Resource,
}

/// An operation of an AWS API, and the IAM action that permits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    /// The IAM action, such as `ssm:GetParametersByPath`.
    pub iam: &'static str,
    /// The operation as the API calls it; `None` where AWS checks the action as part of another operation.
    pub operation: Option<&'static str>,
}

impl Action {
    const fn of(iam: &'static str, operation: &'static str) -> Self {
        Self { iam, operation: Some(operation) }
    }
}

/// Reads all parameters below a path.
pub const READ_PARAMETERS: Action = Action::of("ssm:GetParametersByPath", "GetParametersByPath");
/// Reads a secret.
pub const READ_SECRET: Action = Action::of("secretsmanager:GetSecretValue", "GetSecretValue");
/// Finds the instances of a service.
pub const FIND_INSTANCES: Action = Action::of("servicediscovery:DiscoverInstances", "DiscoverInstances");
/// Finds out whether the instances of a service have changed.
pub const FIND_REVISION: Action =
    Action::of("servicediscovery:DiscoverInstancesRevision", "DiscoverInstancesRevision");
/// Asks a model, and gets the answer while it is written.
pub const CONVERSE_STREAM: Action = Action::of("bedrock:InvokeModelWithResponseStream", "ConverseStream");
/// Has a model turn a text into a vector.
pub const EMBED: Action = Action::of("bedrock:InvokeModel", "InvokeModel");
/// Has a guardrail look at what is said; it is named in the requests to a model.
pub const APPLY_GUARDRAIL: Action = Action { iam: "bedrock:ApplyGuardrail", operation: None };

/// What an action is done on.
///
/// Parameters and secrets may be encrypted with a key of one's own: whoever provides that key permits `kms:Decrypt` with it.
#[derive(Clone, Copy, Debug)]
pub enum Resource {
    /// The parameters that all services share, and the service's own.
    OwnParameters,
    /// The parameters that all services share, and those of every service that has a database.
    ParametersOfDatabases,
    /// A secret: the service's own where each service has one.
    Secret(&'static Secret),
    /// A secret of every service that has a database.
    SecretOfDatabases(&'static Secret),
    /// The Cloud Map namespace of the services. IAM knows it as a condition (`servicediscovery:NamespaceName`), not as a resource.
    Namespace,
    /// The model on Amazon Bedrock that a setting names, or the inference profile that another one names with the models behind it.
    Model {
        /// The setting that names the model.
        id: &'static Key,
        /// The setting that names the inference profile.
        profile: Option<&'static Key>,
    },
    /// The guardrail of Amazon Bedrock that a setting names.
    Guardrail(&'static Key),
}

impl PartialEq for Resource {
    fn eq(&self, other: &Self) -> bool {
        let parts = |it: &Self| match it {
            Self::OwnParameters => (0, None, None),
            Self::ParametersOfDatabases => (1, None, None),
            Self::Secret(secret) => (2, Some(secret.name), None),
            Self::SecretOfDatabases(secret) => (3, Some(secret.name), None),
            Self::Namespace => (4, None, None),
            Self::Model { id, profile } => (5, Some(id.name), profile.map(|it| it.name)),
            Self::Guardrail(id) => (6, Some(id.name), None),
        };
        parts(self) == parts(other)
    }
}

impl Eq for Resource {}
