//! Checks at synthesis, before AWS sees anything.

use crate::Synthesis;

/// Something a check found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub severity: Severity,
    /// The path of the construct.
    pub path: String,
    /// The id of the rule, such as `iam-wildcard`.
    pub rule: &'static str,
    /// The stack's path.
    pub stack: String,
    /// Where a resource is meant.
    pub logical_id: Option<String>,
    /// Where in its declaration, such as `Properties.Policies.0`.
    pub property: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The value that is wrong, as JSON.
    pub value: Option<String>,
    /// What to do.
    pub fix: String,
    /// The reason for which the author accepts it.
    pub acknowledged: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

/// All findings, the worst first, then by path.
#[must_use]
pub fn check(_synthesis: &Synthesis) -> Vec<Finding> {
    Vec::new()
}
