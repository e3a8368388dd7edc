//! The keys that encrypt what is kept.

use cdk::Stack;
use cdk::constructs::{Key, KeyHandle};

use crate::app::Clinic;

/// Keys by what they encrypt.
pub struct Keys {
    /// The database and its backups, and the secrets.
    pub data: KeyHandle,
    /// Logs of programs, requests and traffic, and the audit trail.
    pub logs: KeyHandle,
}

pub(super) fn declare(stack: &Stack, clinic: &Clinic<'_>) -> Keys {
    let key = |id: &str, alias: &str, about: &str| {
        let key = Key::new()
            .alias(format!("petclinic-{}-{alias}", clinic.env()))
            .description(about)
            .removal_policy(clinic.removal());
        stack.add(id, key)
    };
    Keys {
        data: key("DataKey", "data", "The database, its backups and the secrets"),
        logs: key("LogsKey", "logs", "Logs and the audit trail"),
    }
}
