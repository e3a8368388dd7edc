//! The audit journal: who changed what.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Role;

/// A change, or an attempt to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Its place in the journal.
    pub id: i32,
    /// When it was, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub timestamp: String,
    /// The account, `operator-token` for a program, or `admin-server` for the server itself.
    pub who: String,
    /// What the account may do; null if nobody was signed in.
    pub role: Option<Role>,
    /// What was done.
    pub action: AuditAction,
    /// What it was done to, such as an instance and its logger.
    pub target: String,
    /// The value before; null if there was none.
    pub from: Option<String>,
    /// The value after; null if there is none. `(asked for)` follows until the instance has answered, and `(not confirmed: ..)` if it
    /// refused the change, or did not say that it made it.
    pub to: Option<String>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum AuditAction {
    /// Someone signed in.
    SignedIn,
    /// Someone was refused.
    SignInRefused,
    /// Someone signed out.
    SignedOut,
    /// A log level was changed.
    LevelChanged,
    /// A log level returned to what it was, at the time that was chosen.
    LevelReturned,
    /// Faults are injected into the requests of an instance.
    FaultsInjected,
    /// The injection of faults was switched off.
    FaultsEnded,
    /// An instance read its settings again.
    SettingsRefreshed,
    /// An instance was registered.
    InstanceRegistered,
    /// An instance was removed.
    InstanceRemoved,
    /// A filter of notifications was added.
    FilterAdded,
    /// A filter of notifications was removed before it ended.
    FilterRemoved,
}

impl AuditAction {
    const ALL: [Self; 12] = [
        Self::SignedIn,
        Self::SignInRefused,
        Self::SignedOut,
        Self::LevelChanged,
        Self::LevelReturned,
        Self::FaultsInjected,
        Self::FaultsEnded,
        Self::SettingsRefreshed,
        Self::InstanceRegistered,
        Self::InstanceRemoved,
        Self::FilterAdded,
        Self::FilterRemoved,
    ];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signedIn",
            Self::SignInRefused => "signInRefused",
            Self::SignedOut => "signedOut",
            Self::LevelChanged => "levelChanged",
            Self::LevelReturned => "levelReturned",
            Self::FaultsInjected => "faultsInjected",
            Self::FaultsEnded => "faultsEnded",
            Self::SettingsRefreshed => "settingsRefreshed",
            Self::InstanceRegistered => "instanceRegistered",
            Self::InstanceRemoved => "instanceRemoved",
            Self::FilterAdded => "filterAdded",
            Self::FilterRemoved => "filterRemoved",
        }
    }

    /// The action of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_has_one_name_in_the_database_and_on_the_wire() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::named(action.as_str()), Some(action));
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
        }
    }
}
