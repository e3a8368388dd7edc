//! The only source of unguessable random ids.

use contract::genai::ConversationId;

/// Draws an id from the operating system's source of randomness.
///
/// # Errors
/// If the system has no such source.
pub(crate) fn draw() -> Result<ConversationId, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(ConversationId(u128::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_ids_are_the_same() {
        assert_ne!(draw().unwrap(), draw().unwrap());
    }
}
