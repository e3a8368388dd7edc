use std::collections::BTreeMap;

use cdk_core::{IntoVal, Json, Val, pseudo, text};

/// The principal of a statement in a resource's policy or a role's trust policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    kind: &'static str,
    value: Json,
}

impl Principal {
    /// A service of AWS, such as `lambda.amazonaws.com`.
    pub fn service(name: impl Into<String>) -> Self {
        Self { kind: "Service", value: Json::from(name.into()) }
    }

    /// Another account, whose own policies decide who in it may.
    pub fn account(id: impl IntoVal<String>) -> Self {
        Self::arn(text!("arn:{}:iam::{}:root", pseudo::partition(), id))
    }

    /// The account of the stack.
    #[must_use]
    pub fn this_account() -> Self {
        Self::account(pseudo::account_id())
    }

    /// A role or user by its ARN.
    pub fn arn(arn: impl IntoVal<String>) -> Self {
        Self { kind: "AWS", value: arn.into_val().into_json() }
    }

    /// An identity provider by its ARN or host.
    pub fn federated(provider: impl IntoVal<String>) -> Self {
        Self { kind: "Federated", value: provider.into_val().into_json() }
    }

    /// Anyone at all: for statements that deny, or that conditions narrow.
    #[must_use]
    pub fn anyone() -> Self {
        Self { kind: "AWS", value: Json::from("*") }
    }

    pub(super) fn is_federated(&self) -> bool {
        self.kind == "Federated"
    }

    /// `{"Service": .., "AWS": [..]}`
    pub(super) fn all_into_json(principals: &[Self]) -> Json {
        let mut by_kind: BTreeMap<&'static str, Vec<Json>> = BTreeMap::new();
        for principal in principals {
            by_kind.entry(principal.kind).or_default().push(principal.value.clone());
        }
        Json::object(by_kind.into_iter().map(|(kind, values)| (kind, one_or_list(values))))
    }
}

impl From<&'static str> for Principal {
    /// A service by its name.
    fn from(service: &'static str) -> Self {
        Self::service(service)
    }
}

impl<K> From<Val<K>> for Principal
where
    String: cdk_core::Accepts<K>,
{
    /// A role or user by its ARN.
    fn from(arn: Val<K>) -> Self {
        Self::arn(arn)
    }
}

/// IAM takes one item for a list of one.
pub(super) fn one_or_list(mut items: Vec<Json>) -> Json {
    match items.pop() {
        Some(only) if items.is_empty() => only,
        Some(last) => {
            items.push(last);
            Json::List(items)
        }
        None => Json::List(items),
    }
}
