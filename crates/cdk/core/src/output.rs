use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::tree::{Data, Section};
use crate::{Any, Condition, Construct, IntoVal, Json, Scope};

/// A value that the stack shows after deployment.
#[derive(Clone, Debug)]
pub struct Output(BTreeMap<Cow<'static, str>, Json>);

impl Output {
    pub fn new(value: impl IntoVal<Any>) -> Self {
        Self(BTreeMap::from([("Value".into(), value.into_val().into_json())]))
    }

    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.0.insert("Description".into(), Json::from(text.into()));
        self
    }

    /// Lets stacks outside this app import it by this name. Values cross between stacks of an app by themselves.
    #[must_use]
    pub fn export(mut self, name: impl IntoVal<String>) -> Self {
        let name = name.into_val().into_json();
        self.0.insert("Export".into(), Json::object([("Name", name)]));
        self
    }

    #[must_use]
    pub fn only_if(self, condition: &Condition) -> Self {
        self.only_if_json(Json::LogicalId(condition.node()))
    }

    pub(crate) fn only_if_json(mut self, condition: Json) -> Self {
        self.0.insert("Condition".into(), condition);
        self
    }
}

#[diagnostic::do_not_recommend]
impl Construct for Output {
    type Output = ();

    fn create(self, scope: &Scope) {
        scope.hold("an output", Data::Entry(Section::Outputs, self.0));
    }
}
