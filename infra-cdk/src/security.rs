//! Layer 02: who may reach whom, who may do what, the keys, and the record of all that is done.

mod audit;
mod groups;
mod keys;
mod permissions;
mod roles;

pub use self::audit::Audit;
pub use self::groups::Groups;
pub use self::keys::Keys;
pub use self::permissions::statements;
pub use self::roles::Roles;
use crate::app::Clinic;
use crate::network::Network;

/// What later layers need of security.
pub struct Security {
    pub keys: Keys,
    pub groups: Groups,
    pub roles: Roles,
    pub audit: Audit,
}

/// Declares the layer.
pub fn declare(clinic: &mut Clinic<'_>, network: &Network) -> Security {
    let stack = clinic.stack("02-security", "who may reach and do what, and the record of it");
    let keys = keys::declare(&stack, clinic);
    let groups = groups::declare(&stack, network);
    let roles = roles::declare(&stack, clinic, &keys);
    let audit = audit::declare(&stack, clinic, network, &keys);
    Security { keys, groups, roles, audit }
}
