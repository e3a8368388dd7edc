use cdk_core::Scope;
use sha2::{Digest, Sha256};

/// A name for a resource that must have one: its construct's path, cut to `longest` characters and made unique by a hash.
pub(crate) fn unique_name(scope: &Scope, longest: usize) -> String {
    let path = scope.path();
    let mut name: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    name.truncate(longest.saturating_sub(9));
    format!("{name}-{}", &digest(path.as_bytes())[..8])
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
