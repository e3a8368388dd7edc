use crate::tree::Data;
use crate::{Construct, IntoVal, Json, NodeId, Scope};

/// An expression over parameters and other conditions that is true or false at deployment.
#[derive(Clone, Debug)]
pub struct Expression(Json);

/// Whether two values are equal.
pub fn equals(left: impl IntoVal<crate::Any>, right: impl IntoVal<crate::Any>) -> Expression {
    Expression::call("Fn::Equals", vec![left.into_val().into_json(), right.into_val().into_json()])
}

impl Expression {
    fn call(function: &'static str, arguments: Vec<Json>) -> Self {
        Self(Json::call(function, Json::List(arguments)))
    }

    #[must_use]
    pub fn and(self, other: impl Into<Self>) -> Self {
        Self::call("Fn::And", vec![self.0, other.into().0])
    }

    #[must_use]
    pub fn or(self, other: impl Into<Self>) -> Self {
        Self::call("Fn::Or", vec![self.0, other.into().0])
    }
}

impl std::ops::Not for Expression {
    type Output = Self;

    fn not(self) -> Self {
        Self::call("Fn::Not", vec![self.0])
    }
}

impl From<&Condition> for Expression {
    fn from(condition: &Condition) -> Self {
        Self(Json::object([("Condition", Json::LogicalId(condition.0.node))]))
    }
}

#[diagnostic::do_not_recommend]
impl Construct for Expression {
    type Output = Condition;

    fn create(self, scope: &Scope) -> Condition {
        scope.hold("a condition", Data::Condition(self.0));
        Condition(scope.clone())
    }
}

/// A condition of a stack, for [`Element::only_if`](crate::Element::only_if) and [`when`](crate::intrinsic::when).
#[derive(Clone, Debug)]
pub struct Condition(Scope);

impl Condition {
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.0.node
    }
}
