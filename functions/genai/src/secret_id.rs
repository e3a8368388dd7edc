//! The door through which ids come in that nobody may guess.

use contract::genai::ConversationId;

/// A new id, from the operating system's source of randomness.
///
/// # Errors
/// Where the system has none.
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
