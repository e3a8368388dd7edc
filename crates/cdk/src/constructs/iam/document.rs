use cdk_core::{Any, IntoVal, Json, Val};

use super::PolicyStatement;

/// The statements of one policy. Statements that differ in actions only, or in resources only, become one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolicyDocument {
    statements: Vec<PolicyStatement>,
}

impl PolicyDocument {
    #[must_use]
    pub const fn new() -> Self {
        Self { statements: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, statement: PolicyStatement) -> Self {
        self.add(statement);
        self
    }

    pub fn add(&mut self, statement: PolicyStatement) {
        if !self.statements.iter_mut().any(|known| known.absorb(&statement)) {
            self.statements.push(statement);
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    #[must_use]
    pub fn into_json(self) -> Json {
        let statements = Json::list(self.statements.into_iter().map(PolicyStatement::into_json));
        Json::object([("Version", Json::from("2012-10-17")), ("Statement", statements)])
    }
}

impl FromIterator<PolicyStatement> for PolicyDocument {
    fn from_iter<I: IntoIterator<Item = PolicyStatement>>(statements: I) -> Self {
        statements.into_iter().fold(Self::new(), Self::with)
    }
}

impl IntoVal<Any> for PolicyDocument {
    fn into_val(self) -> Val<Any> {
        Val::of(self.into_json())
    }
}

#[cfg(test)]
mod tests {
    use cdk_core::json;

    use super::{PolicyDocument, PolicyStatement};

    #[test]
    fn repeated_statements_are_written_once() {
        let document = PolicyDocument::new()
            .with(PolicyStatement::allow(["a:Get"]).on(["x"]))
            .with(PolicyStatement::allow(["a:Get"]).on(["y"]))
            .with(PolicyStatement::allow(["b:Put"]).on(["z"]))
            .with(PolicyStatement::allow(["b:Get"]).on(["z"]))
            .with(PolicyStatement::allow(["b:Get"]).on(["z"]).when("Bool", "aws:SecureTransport", "true"))
            .with(PolicyStatement::deny(["a:Get"]).on(["x"]));
        assert_eq!(
            document.into_json(),
            json!({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "a:Get", "Resource": ["x", "y"]},
                {"Effect": "Allow", "Action": ["b:Get", "b:Put"], "Resource": "z"},
                {"Effect": "Allow", "Action": "b:Get", "Resource": "z", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
                {"Effect": "Deny", "Action": "a:Get", "Resource": "x"},
            ]})
        );
    }
}
