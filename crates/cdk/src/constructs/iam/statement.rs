use std::collections::{BTreeMap, BTreeSet};

use cdk_core::{Any, IntoVal, Json};

use super::Principal;
use super::principal::one_or_list;

/// One statement of a policy.
///
/// ```
/// use cdk::constructs::PolicyStatement;
/// let read = PolicyStatement::allow(["s3:GetObject"])
///     .on(["arn:aws:s3:::pictures/*"])
///     .when("StringEquals", "aws:PrincipalTag/team", "front");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyStatement {
    sid: Option<String>,
    effect: &'static str,
    actions: BTreeSet<String>,
    resources: Vec<Json>,
    principals: Vec<Principal>,
    conditions: BTreeMap<String, BTreeMap<String, Json>>,
}

impl PolicyStatement {
    /// Allows actions, such as `s3:GetObject`.
    pub fn allow(actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new("Allow", actions)
    }

    /// Denies actions, whatever else allows them.
    pub fn deny(actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new("Deny", actions)
    }

    fn new(effect: &'static str, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            sid: None,
            effect,
            actions: actions.into_iter().map(Into::into).collect(),
            resources: Vec::new(),
            principals: Vec::new(),
            conditions: BTreeMap::new(),
        }
    }

    /// The ARNs it is about, added to those already given.
    #[must_use]
    pub fn on(mut self, resources: impl IntoVal<Vec<String>>) -> Self {
        match resources.into_val().into_json() {
            Json::List(items) => extend(&mut self.resources, items),
            token => extend(&mut self.resources, [token]),
        }
        self
    }

    /// Whom it is about, in the policy of a resource or of a role's trust; added to those already given.
    #[must_use]
    pub fn by(mut self, principal: impl Into<Principal>) -> Self {
        extend(&mut self.principals, [principal.into()]);
        self
    }

    /// A condition: an operator such as `StringEquals`, a key such as `aws:SourceArn`, and its value or list of values.
    #[must_use]
    pub fn when(
        mut self,
        operator: impl Into<String>,
        key: impl Into<String>,
        value: impl IntoVal<Any>,
    ) -> Self {
        let value = value.into_val().into_json();
        self.conditions.entry(operator.into()).or_default().insert(key.into(), value);
        self
    }

    /// A name within its policy: letters and digits.
    #[must_use]
    pub fn sid(mut self, sid: impl Into<String>) -> Self {
        self.sid = Some(sid.into());
        self
    }

    /// Merges another statement, if one statement can say exactly the same as both.
    pub(super) fn absorb(&mut self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let alike = self.sid.is_none()
            && other.sid.is_none()
            && self.effect == other.effect
            && self.principals == other.principals
            && self.conditions == other.conditions;
        if !alike {
            return false;
        }
        if self.actions == other.actions {
            extend(&mut self.resources, other.resources.iter().cloned());
        } else if self.resources == other.resources {
            self.actions.extend(other.actions.iter().cloned());
        } else {
            return false;
        }
        true
    }

    #[must_use]
    pub fn into_json(self) -> Json {
        let mut entries = vec![("Effect", Json::from(self.effect))];
        entries.extend(self.sid.map(|sid| ("Sid", Json::from(sid))));
        entries.push(("Action", one_or_list(self.actions.into_iter().map(Json::from).collect())));
        if !self.resources.is_empty() {
            entries.push(("Resource", one_or_list(self.resources)));
        }
        if !self.principals.is_empty() {
            entries.push(("Principal", Principal::all_into_json(&self.principals)));
        }
        if !self.conditions.is_empty() {
            let conditions =
                self.conditions.into_iter().map(|(operator, keys)| (operator, Json::object(keys)));
            entries.push(("Condition", Json::object(conditions)));
        }
        Json::object(entries)
    }
}

/// Adds the items that are not there yet.
fn extend<T: PartialEq>(known: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for item in more {
        if !known.contains(&item) {
            known.push(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use cdk_core::json;

    use super::PolicyStatement;
    use crate::constructs::Principal;

    #[test]
    fn a_statement_is_written_as_short_as_iam_takes_it() {
        let statement = PolicyStatement::allow(["sqs:SendMessage"])
            .on(["arn:a"])
            .by("events.amazonaws.com")
            .when("ArnEquals", "aws:SourceArn", "arn:b");
        assert_eq!(
            statement.into_json(),
            json!({
                "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:a",
                "Principal": {"Service": "events.amazonaws.com"},
                "Condition": {"ArnEquals": {"aws:SourceArn": "arn:b"}},
            })
        );
    }

    #[test]
    fn principals_of_one_kind_are_listed_together() {
        let statement = PolicyStatement::allow(["sts:AssumeRole"])
            .by("ecs-tasks.amazonaws.com")
            .by("lambda.amazonaws.com")
            .by(Principal::arn("arn:x"));
        assert_eq!(
            statement.into_json().get("Principal"),
            Some(&json!({"Service": ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"], "AWS": "arn:x"}))
        );
    }
}
