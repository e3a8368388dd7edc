//! The Lambda functions that serve no route: events start them.

use std::fmt;

/// A function that works when something happens: a deployment, an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Worker {
    /// Gives each service its schema, its user and its tables.
    Migrate,
    /// Tells people in Slack of alarms and other notices.
    SlackNotifier,
}

impl Worker {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Migrate, Self::SlackNotifier];

    /// Its name: of its package, of its program and in logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Migrate => "migrate",
            Self::SlackNotifier => "slack-notifier",
        }
    }
}

impl fmt::Display for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
