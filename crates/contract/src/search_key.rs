//! The normalised form of a text for searches.

/// The Unicode lower case of a text, so that both databases find the same rows.
pub fn search_key(text: &str) -> String {
    // Letter by letter, and a final sigma like any other: the end of a search term is not the end of a word.
    text.chars().flat_map(char::to_lowercase).map(|it| if it == 'ς' { 'σ' } else { it }).collect()
}

/// The half-open range of keys that start with `prefix`: from `.0` up to but excluding `.1`.
///
/// A range needs no escapes and uses an index on either database. Trailing spaces of `prefix` do not count, since MySQL ignores
/// them in comparisons and SQLite does not.
pub fn prefix_range(prefix: &str) -> (String, String) {
    let low = search_key(prefix.trim_end_matches(' '));
    let high = format!("{low}{}", char::MAX);
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_start_of_a_word_is_found_whatever_its_last_letter() {
        let (low, high) = prefix_range("ΟΔΥΣ");
        for text in ["Οδυσσευς", "ΟΔΥΣ", "οδυς"] {
            let key = search_key(text);
            assert!(key >= low && key < high, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_in_the_range_of_a_prefix_exactly_if_its_key_starts_with_it(prefix in "\\PC{0,4}", text in "\\PC{0,8}") {
            let (low, high) = prefix_range(&prefix);
            let key = search_key(&text);
            prop_assert_eq!(key >= low && key < high, key.starts_with(&low));
        }

        #[test]
        fn a_text_is_found_by_every_prefix_of_its_key(text in "\\PC{1,8}") {
            let key = search_key(&text);
            for (end, _) in key.char_indices() {
                let (low, high) = prefix_range(&key[..end]);
                prop_assert!(key >= low && key < high);
            }
        }
    }
}
