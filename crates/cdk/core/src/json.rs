//! A template value as the tree keeps it: JSON whose references still point at constructs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Number;

use crate::NodeId;

/// JSON, in which references to other constructs are not yet logical ids.
///
/// An intrinsic function is an [`Json::Object`] with its one key, such as `Fn::Join`.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'static, str>),
    List(Vec<Self>),
    Object(BTreeMap<Cow<'static, str>, Self>),
    /// `{"Ref": ..}` of a resource or parameter.
    Ref(NodeId),
    /// `{"Fn::GetAtt": [.., attribute]}` of a resource.
    GetAtt(NodeId, Cow<'static, str>),
    /// The bare logical id of a construct, as `Condition` and `DependsOn` take it.
    LogicalId(NodeId),
}

impl Json {
    pub fn object<K: Into<Cow<'static, str>>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect())
    }

    /// The call of an intrinsic function.
    #[must_use]
    pub fn call(function: &'static str, arguments: Self) -> Self {
        Self::object([(function, arguments)])
    }

    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }

    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        if let Self::Object(entries) = self { entries.get(key) } else { None }
    }

    /// Whether the value is known now, that is, holds no reference and no intrinsic function.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(items) => items.iter().all(Self::is_literal),
            Self::Object(entries) => !is_intrinsic(entries) && entries.values().all(Self::is_literal),
            Self::Ref(_) | Self::GetAtt(..) | Self::LogicalId(_) => false,
        }
    }

    /// Calls `visit` with each construct the value points at.
    pub fn references(&self, visit: &mut impl FnMut(&Self)) {
        match self {
            Self::List(items) => items.iter().for_each(|item| item.references(visit)),
            Self::Object(entries) => entries.values().for_each(|value| value.references(visit)),
            Self::Ref(_) | Self::GetAtt(..) | Self::LogicalId(_) => visit(self),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => {}
        }
    }

    /// Like [`references`](Self::references), without those in `Fn::If`, which may not come about.
    pub(crate) fn certain_references(&self, visit: &mut impl FnMut(&Self)) {
        match self {
            Self::List(items) => items.iter().for_each(|item| item.certain_references(visit)),
            Self::Object(entries) if entries.contains_key("Fn::If") => {}
            Self::Object(entries) => entries.values().for_each(|value| value.certain_references(visit)),
            other => other.references(visit),
        }
    }
}

fn is_intrinsic(entries: &BTreeMap<Cow<'static, str>, Json>) -> bool {
    entries.len() == 1 && entries.keys().all(|key| key == "Ref" || key.starts_with("Fn::"))
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        Self::Number(value.into())
    }
}

impl From<&'static str> for Json {
    fn from(value: &'static str) -> Self {
        Self::String(value.into())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::String(value.into())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(value) => Self::Number(value),
            serde_json::Value::String(value) => Self::String(value.into()),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(entries) => {
                Self::object(entries.into_iter().map(|(key, value)| (key, Self::from(value))))
            }
        }
    }
}

/// Free JSON with values of the tree in it: `json!({"Effect": "Allow", "Resource": [(queue.arn()), "*"]})`.
///
/// Any other value stands in parentheses and implements [`IntoVal<Any>`](crate::IntoVal).
#[macro_export]
macro_rules! json {
    ({ $($key:tt : $value:tt),* $(,)? }) => {
        $crate::Json::object([$((::std::borrow::Cow::<'static, str>::from($crate::json!(@key $key)), $crate::json!($value))),*] as [(::std::borrow::Cow<'static, str>, $crate::Json); _])
    };
    ([ $($item:tt),* $(,)? ]) => { $crate::Json::List(vec![$($crate::json!($item)),*]) };
    (null) => { $crate::Json::Null };
    (@key ($key:expr)) => { $key };
    (@key $key:literal) => { $key };
    (($value:expr)) => { $crate::IntoVal::<$crate::Any>::into_val($value).into_json() };
    ($value:literal) => { $crate::IntoVal::<$crate::Any>::into_val($value).into_json() };
}
