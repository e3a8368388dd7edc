//! The permissions of services on AWS.

use crate::settings::Key;
use crate::settings::secrets::Secret;

/// A permission: actions on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The permitted actions.
    pub actions: &'static [Action],
    /// The resource of the actions.
    pub on: Resource,
}

/// An operation of an AWS API, and the IAM action that permits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    /// The IAM action, such as `ssm:GetParametersByPath`.
    pub iam: &'static str,
    /// The API's name for the operation; `None` where AWS checks the action as part of another operation.
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
/// Checks whether the instances of a service have changed.
pub const FIND_REVISION: Action =
    Action::of("servicediscovery:DiscoverInstancesRevision", "DiscoverInstancesRevision");
/// Asks a model and streams the answer.
pub const CONVERSE_STREAM: Action = Action::of("bedrock:InvokeModelWithResponseStream", "ConverseStream");
/// Computes the vector of a text with a model.
pub const EMBED: Action = Action::of("bedrock:InvokeModel", "InvokeModel");
/// Checks prompts and replies with a guardrail, which the requests to a model name.
pub const APPLY_GUARDRAIL: Action = Action { iam: "bedrock:ApplyGuardrail", operation: None };
/// Reads what the account was charged.
pub const READ_COSTS: Action = Action::of("ce:GetCostAndUsage", "GetCostAndUsage");
/// Reads the states of alarms.
pub const READ_ALARMS: Action = Action::of("cloudwatch:DescribeAlarms", "DescribeAlarms");
/// Reads the values of metrics.
pub const READ_METRICS: Action = Action::of("cloudwatch:GetMetricData", "GetMetricData");

/// The resource of an action.
///
/// A customer-managed key may encrypt parameters and secrets. The provider of that key must then permit `kms:Decrypt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The parameters that all services share, and the service's own.
    OwnParameters,
    /// The parameters that all services share, and the own parameters of every service with a database.
    ParametersOfDatabases,
    /// A secret. If each service has its own, only this service's.
    Secret(&'static Secret),
    /// The secret of every service with a database.
    SecretOfDatabases(&'static Secret),
    /// The services' Cloud Map namespace. IAM names it in a condition (`servicediscovery:NamespaceName`), not as a resource.
    Namespace,
    /// The Amazon Bedrock model that a setting names, or the inference profile that another setting names and the models behind it.
    Model {
        /// The setting that names the model.
        id: &'static Key,
        /// The setting that names the inference profile.
        profile: Option<&'static Key>,
    },
    /// The Amazon Bedrock guardrail that a setting names.
    Guardrail(&'static Key),
    /// The account with all that is in it, since AWS permits the action on nothing narrower.
    Account,
}
