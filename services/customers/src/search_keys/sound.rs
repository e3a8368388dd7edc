//! How a name sounds.

use contract::search_key::search_key;
use rphonetic::{DoubleMetaphone, Encoder};

/// Longest code. The usual four letters would let "Johnson" be any "Jonston".
const LENGTH: usize = 8;

/// A text that two names have in common if they sound alike. Double Metaphone knows Latin letters, and names as English speakers say
/// them; any other name sounds like itself alone.
pub(crate) fn sound(name: &str) -> String {
    let key = search_key(name);
    let letters: String = key.chars().filter(|it| it.is_alphabetic()).collect();
    if !letters.is_ascii() {
        return key;
    }
    let code = DoubleMetaphone::new(Some(LENGTH)).encode(&letters);
    if code.is_empty() { key } else { code }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_sound_alike_have_one_sound() {
        for (one, other) in [
            ("Meyer", "Maier"),
            ("Smith", "Smyth"),
            ("Catherine", "Kathryn"),
            ("Philip", "Filip"),
            ("Müller", "Mueler"),
            ("O'Neill", "oneil"),
            ("de la Cruz", "DelaCruz"),
            ("홍", " 홍 "),
        ] {
            assert_eq!(sound(one), sound(other), "{one}");
        }
    }

    #[test]
    fn other_names_have_another_sound() {
        for (one, other) in
            [("Meyer", "Miller"), ("Johnson", "Jonston"), ("Franklin", "Davis"), ("홍", "김"), ("Ann", "안")]
        {
            assert_ne!(sound(one), sound(other), "{one}");
        }
    }

    proptest! {
        #[test]
        fn every_name_has_a_sound_that_fits_its_column(name in "\\PC{0,30}") {
            prop_assert!(sound(&name).chars().count() <= 90);
        }

        #[test]
        fn every_name_of_letters_has_a_sound(name in "[A-Za-z' -]{0,30}") {
            prop_assert_eq!(sound(&name), sound(&name.to_uppercase()));
        }
    }
}
