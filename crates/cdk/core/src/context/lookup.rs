use std::collections::BTreeMap;

use serde_json::Value;

use super::Missing;
use crate::{Scope, Stack, Val, intrinsic};

/// A question to the account, answered by the CLI between two runs of the app and kept in `cdk.context.json`.
#[derive(Clone, Debug)]
pub struct Lookup {
    provider: &'static str,
    props: BTreeMap<String, String>,
}

impl Lookup {
    /// A question to one of the CLI's context providers, such as `availability-zones`, `ssm` or `hosted-zone`.
    #[must_use]
    pub fn new(provider: &'static str) -> Self {
        Self { provider, props: BTreeMap::new() }
    }

    /// Something the provider must know.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.props.insert(name.into(), value.into());
        self
    }

    /// The answer, or none as long as the CLI has not looked it up; then it will, and run the app again.
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
        self.props.insert("account".to_owned(), account.clone());
        self.props.insert("region".to_owned(), region.clone());
        let key = self.key();
        if let Some(answer) = scope.context().get(&key) {
            return Some(answer.clone());
        }
        let role = stack.bootstrap().role_arn(&environment, "lookup");
        self.props.insert("lookupRoleArn".to_owned(), role);
        scope.miss(Missing { key, provider: self.provider.to_owned(), props: self.props });
        None
    }

    /// The key under which the CLI keeps the answer.
    fn key(&self) -> String {
        let escaped = |text: &str| text.replace('$', "$$").replace(':', "$:");
        let props = self.props.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        std::iter::once(self.provider.to_owned()).chain(props).collect::<Vec<_>>().join(":")
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
