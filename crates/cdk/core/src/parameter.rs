use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use crate::tree::{Data, Section};
use crate::{Construct, IntoVal, Json, Scope, Val};

/// A template parameter, whose value is given at deployment. Its handle is the value itself.
///
/// Where a property wants another type than the parameter has, such as text where a number is given, [`Val::cast`] takes it over.
#[derive(Clone, Debug)]
pub struct Parameter<T: ?Sized> {
    entries: BTreeMap<Cow<'static, str>, Json>,
    of: PhantomData<fn() -> Box<T>>,
}

impl Parameter<String> {
    #[must_use]
    pub fn text() -> Self {
        Self::of_type("String")
    }
}

impl Parameter<f64> {
    #[must_use]
    pub fn number() -> Self {
        Self::of_type("Number")
    }
}

impl Parameter<i64> {
    /// A whole number. CloudFormation itself takes any number for it.
    #[must_use]
    pub fn integer() -> Self {
        Self::of_type("Number")
    }
}

impl Parameter<Vec<String>> {
    /// Values separated by commas.
    #[must_use]
    pub fn list() -> Self {
        Self::of_type("CommaDelimitedList")
    }
}

impl<T: ?Sized> Parameter<T> {
    /// A parameter of a type that only CloudFormation knows, such as `AWS::EC2::VPC::Id` for a `kinds::ec2::VpcId`.
    #[must_use]
    pub fn of_type(type_name: &'static str) -> Self {
        Self { entries: BTreeMap::from([("Type".into(), type_name.into())]), of: PhantomData }
    }

    fn with(mut self, name: &'static str, value: Json) -> Self {
        self.entries.insert(name.into(), value);
        self
    }

    /// The value where none is given. Items of a list must have no comma, as CloudFormation takes them in one text.
    #[must_use]
    pub fn default(self, value: impl IntoVal<T>) -> Self {
        self.with("Default", value.into_val().into_json())
    }

    #[must_use]
    pub fn description(self, text: impl Into<String>) -> Self {
        self.with("Description", Json::from(text.into()))
    }

    #[must_use]
    pub fn allowed_values<V: Into<String>>(self, values: impl IntoIterator<Item = V>) -> Self {
        self.with("AllowedValues", Json::list(values.into_iter().map(|value| Json::from(value.into()))))
    }

    /// A regular expression the value must match as a whole.
    #[must_use]
    pub fn allowed_pattern(self, pattern: impl Into<String>) -> Self {
        self.with("AllowedPattern", Json::from(pattern.into()))
    }

    /// The minimum number of characters.
    #[must_use]
    pub fn min_length(self, characters: u32) -> Self {
        self.with("MinLength", Json::Number(characters.into()))
    }

    /// The maximum number of characters.
    #[must_use]
    pub fn max_length(self, characters: u32) -> Self {
        self.with("MaxLength", Json::Number(characters.into()))
    }

    #[must_use]
    pub fn min_value(self, number: impl IntoVal<f64>) -> Self {
        self.with("MinValue", number.into_val().into_json())
    }

    #[must_use]
    pub fn max_value(self, number: impl IntoVal<f64>) -> Self {
        self.with("MaxValue", number.into_val().into_json())
    }

    /// CloudFormation's message about a value that breaks a constraint.
    #[must_use]
    pub fn constraint(self, text: impl Into<String>) -> Self {
        self.with("ConstraintDescription", Json::from(text.into()))
    }

    /// Keeps the value out of consoles and answers of the API.
    #[must_use]
    pub fn no_echo(self) -> Self {
        self.with("NoEcho", Json::Bool(true))
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized> Construct for Parameter<T> {
    type Output = Val<T>;

    fn create(mut self, scope: &Scope) -> Val<T> {
        if let Some(default) = self.entries.get_mut("Default").filter(|default| default.is_literal()) {
            *default = as_given(scope, default);
        }
        scope.hold("a parameter", Data::Entry(Section::Parameters, self.entries));
        Val::of(Json::Ref(scope.node))
    }
}

/// A default as a deployer would give it: text, or a number.
fn as_given(scope: &Scope, default: &Json) -> Json {
    match default {
        Json::Bool(value) => Json::from(value.to_string()),
        Json::List(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            for item in items.iter().filter(|item| item.contains(',')) {
                scope.fail(format!("the item `{item}` of its default has a comma, which separates items"));
            }
            Json::from(items.join(","))
        }
        other => other.clone(),
    }
}

fn plain(item: &Json) -> String {
    match item {
        Json::String(text) => text.clone().into_owned(),
        Json::Number(number) => number.to_string(),
        Json::Bool(value) => value.to_string(),
        // No type of parameter has items that are lists or structures.
        _ => String::new(),
    }
}
