/// A message about a construct, for the person who synthesizes or deploys it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    pub level: Level,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Info,
    Warning,
    Error,
}

/// A rule whose findings are accepted below a construct.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Acknowledgement {
    /// The id of the rule, with or without its pack: `iam-wildcard`, `cdk::iam-wildcard`.
    pub rule: String,
    pub reason: String,
}
