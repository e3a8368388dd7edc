/// A context value that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the context value `{key}` is `{value}`: it must be {rule}")]
    Value { key: &'static str, value: String, rule: String },
    #[error("there is no context value `{key}`{}; there are {known}", similar.as_ref().map(|it| format!(", but `{it}`")).unwrap_or_default())]
    Unknown { key: String, similar: Option<&'static str>, known: String },
    #[error("the context value `{key}` needs `{other}` as well")]
    Needs { key: &'static str, other: &'static str },
    #[error("the context values contradict each other: {0}")]
    Contradiction(String),
}
