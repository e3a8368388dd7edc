/// Decides what CloudFormation does with a resource that leaves its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalPolicy {
    /// It is deleted, with its data.
    Destroy,
    /// It stays, and no stack owns it any more.
    Retain,
    /// It stays, unless it was made by the very deployment that fails.
    RetainExceptOnCreate,
    /// A last snapshot is taken. For databases, volumes and caches.
    Snapshot,
}

impl RemovalPolicy {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Destroy => "Delete",
            Self::Retain => "Retain",
            Self::RetainExceptOnCreate => "RetainExceptOnCreate",
            Self::Snapshot => "Snapshot",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TagChange {
    Set(String),
    Remove,
}
