use std::collections::BTreeMap;

use serde_json::Value;

use super::Missing;
use crate::{Scope, Stack, Val, intrinsic};

/// A question to the account, answered by the CLI between two runs of the app and kept in `cdk.context.json`.
#[derive(Clone, Debug)]
pub struct Lookup {
    provider: &'static str,
    props: BTreeMap<String, Value>,
}

impl Lookup {
    /// A question to one of the CLI's context providers, such as `availability-zones`, `ssm` or `hosted-zone`.
    #[must_use]
    pub fn new(provider: &'static str) -> Self {
        Self { provider, props: BTreeMap::new() }
    }

    /// Something the provider must know, text mostly.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.props.insert(name.into(), value.into());
        self
    }

    /// The answer, or none as long as the CLI has not looked it up; then it will, and run the app again.
    /// None also where the provider had no answer, which the CLI then shows as an error of `scope`.
    ///
    /// The stack must have a fixed account and region; anything else is a mistake.
    pub fn ask(mut self, scope: &Scope) -> Option<Value> {
        let stack = scope.stack();
        let environment = stack.environment();
        let (Some(account), Some(region)) = (&environment.account, &environment.region) else {
            scope
                .fail(format!("a look-up ({}) needs a stack with a fixed account and region", self.provider));
            return None;
        };
        self.props.insert("account".to_owned(), account.clone().into());
        self.props.insert("region".to_owned(), region.clone().into());
        let key = self.key();
        if let Some(answer) = scope.context().get(&key) {
            if let Some(error) = answer.get("$providerError") {
                scope.error(format!("{key}: {}", error.as_str().unwrap_or("the look-up failed")));
                return None;
            }
            return Some(answer.clone());
        }
        let role = stack.bootstrap().role_arn(&environment, "lookup");
        self.props.insert("lookupRoleArn".to_owned(), role.into());
        scope.miss(Missing { key, provider: self.provider.to_owned(), props: self.props });
        None
    }

    /// The key under which the CLI keeps the answer.
    fn key(&self) -> String {
        let mut props = Vec::new();
        self.props.iter().for_each(|(name, value)| flatten(name, value, &mut props));
        props.sort();
        props.insert(0, self.provider.to_owned());
        props.join(":")
    }
}

/// `name=value` for each text, number and so on within a value, as the AWS CDK writes them, whose keys a `cdk.context.json` may hold.
fn flatten(name: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| flatten(&format!("{name}.{key}"), value, found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| flatten(&format!("{name}.{i}"), value, found));
        }
        Value::String(text) => found.push(format!("{name}={}", text.replace(':', "$:"))),
        Value::Null | Value::Bool(_) | Value::Number(_) => found.push(format!("{name}={value}")),
    }
}

impl Stack {
    /// The first `count` availability zones: looked up where account and region are fixed, else left to the deployment.
    pub fn availability_zones(&self, count: usize) -> Vec<Val<String>> {
        let environment = self.environment();
        if environment.account.is_none() || environment.region.is_none() {
            return (0..count).map(|zone| intrinsic::availability_zones("").select(zone)).collect();
        }
        let answer = Lookup::new("availability-zones").ask(self);
        let zones: Vec<String> = match &answer {
            Some(Value::Array(zones)) => {
                zones.iter().filter_map(|zone| Some(zone.as_str()?.to_owned())).collect()
            }
            _ => ('a'..='f').map(|zone| format!("dummy1{zone}")).collect(),
        };
        if zones.len() < count {
            self.fail(format!(
                "{count} availability zones are wanted, and {} has {}",
                environment.url(),
                zones.len()
            ));
        }
        zones.into_iter().take(count).map(|zone| Val::of(zone.into())).collect()
    }
}
