//! The folded form of a text for searches.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// The version of the keys that services store: of [`search_key`], [`telephone_key`], [`telephone_tail`], and of how a name sounds. It
/// rises when there are other keys than before, so that services know which rows to give new ones.
pub const KEY_VERSION: i32 = 3;

/// Longest key, in characters.
const MOST: usize = 90;

/// A text without regard to case, accents, forms of the same character, and the number of blanks: "Müller" and "MULLER" have one key.
///
/// Letters with a stroke and ligatures count as the letters that people type for them ("Łukasz" as "lukasz"), typographic apostrophes
/// and dashes as those of a keyboard. Marks of scripts in which they make other letters stay.
pub fn search_key(text: &str) -> String {
    if text.is_ascii() {
        return single_spaced(text.chars().map(|it| it.to_ascii_lowercase()));
    }
    let letters = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    let mut folded = String::with_capacity(text.len());
    // Only by way of the upper case do "ß" and "ss", and a final sigma and any other, become the same.
    for letter in
        letters.filter(|it| !is_accent(*it)).flat_map(char::to_uppercase).flat_map(char::to_lowercase)
    {
        match typed(letter) {
            Some(typed) => folded.push_str(typed),
            None => folded.push(letter),
        }
    }
    single_spaced(ComposingNormalizerBorrowed::new_nfc().normalize_iter(folded.chars()))
}

/// The digits of a telephone number, however it is written.
pub fn telephone_key(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The last eight digits of a telephone number: what stays the same with and without a country code, or a zero before the area code.
pub fn telephone_tail(text: &str) -> String {
    const LENGTH: usize = 8;
    let key = telephone_key(text);
    key.get(key.len().saturating_sub(LENGTH)..).unwrap_or_default().to_owned()
}

/// The half-open range of keys that start with `key`: from `.0` up to but excluding `.1`. An empty key matches nothing: it is what
/// remains of a text without letters.
///
/// A range needs no escapes and uses an index on either database.
pub fn prefix_range(key: String) -> (String, String) {
    let last = char::MAX.to_string();
    if key.is_empty() {
        return (last.clone(), last);
    }
    let high = format!("{key}{last}");
    (key, high)
}

/// Whether a character is an accent of the scripts whose readers look for letters without it (Unicode's Combining Diacritical Marks).
fn is_accent(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// What people type for a lower-case character that is not on their keyboard.
fn typed(letter: char) -> Option<&'static str> {
    Some(match letter {
        'æ' => "ae",
        'œ' => "oe",
        // What the upper case "ẞ" becomes.
        'ß' => "ss",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ł' => "l",
        'ŧ' => "t",
        'þ' => "th",
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' => "'",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        _ => return None,
    })
}

/// The letters without blanks at either end, with one space for each row of blanks inside, up to the longest key.
fn single_spaced(letters: impl Iterator<Item = char>) -> String {
    let mut key = String::new();
    let mut length = 0;
    let mut is_apart = false;
    for letter in letters {
        if letter.is_whitespace() {
            is_apart = length > 0;
            continue;
        }
        let more = 1 + usize::from(is_apart);
        if length + more > MOST {
            break;
        }
        if std::mem::take(&mut is_apart) {
            key.push(' ');
        }
        key.push(letter);
        length += more;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_and_forms_of_a_letter_do_not_count() {
        for (stored, typed) in [
            ("Müller", "muller"),
            ("Mu\u{308}ller", "MÜLLER"),
            ("İstanbul", "istanbul"),
            ("Diyarbakır", "diyarbakir"),
            ("Weiß", "weiss"),
            ("GROẞ", "gross"),
            ("Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
            ("Łukasz", "lukasz"),
            ("Sørensen", "sorensen"),
            ("Ægir", "aegir"),
            ("O’Brien", "o'brien"),
            ("Smith–Jones", "smith-jones"),
            ("  Sun\u{a0} Prairie ", "sun prairie"),
            ("Ｍａｘ", "max"),
            ("ﬁnn", "finn"),
            ("콩이", "콩이"),
        ] {
            assert_eq!(search_key(stored), search_key(typed), "{stored}");
        }
    }

    #[test]
    fn marks_that_make_other_letters_count() {
        for (one, other) in [("が", "か"), ("콩", "코"), ("क़", "क"), ("Meyer", "Meier")] {
            assert_ne!(search_key(one), search_key(other));
        }
    }

    #[test]
    fn the_start_of_a_word_is_found_whatever_its_last_letter() {
        let (low, high) = prefix_range(search_key("ΟΔΥΣ"));
        for text in ["Οδυσσευς", "ΟΔΥΣ", "οδυς"] {
            let key = search_key(text);
            assert!(key >= low && key < high, "{text}");
        }
    }

    #[test]
    fn a_telephone_number_is_its_digits() {
        assert_eq!(telephone_key("(608) 555-1023"), "6085551023");
        assert_eq!(telephone_key("+82 10.1234.5678"), "821012345678");
    }

    #[test]
    fn a_telephone_number_has_the_same_tail_from_abroad() {
        for (one, other) in [
            ("(608) 555-1023", "+1 608 555 1023"),
            ("010-1234-5678", "+821012345678"),
            ("030 123456", "+49 (0)30 123456"),
            ("555-1023", "5551023"),
        ] {
            assert_eq!(telephone_tail(one), telephone_tail(other), "{one}");
        }
        assert_eq!(telephone_tail("x"), "");
    }

    #[test]
    fn nothing_starts_with_what_is_not_there() {
        let (low, high) = prefix_range(search_key("\u{301}"));
        assert!(low >= high);
    }

    #[test]
    fn the_key_of_each_character_is_a_key_of_its_own() {
        for letter in char::MIN..=char::MAX {
            let key = search_key(&letter.to_string());
            assert_eq!(search_key(&key), key, "{letter:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_in_the_range_of_a_prefix_exactly_if_its_key_starts_with_it(prefix in "\\PC{1,4}", text in "\\PC{0,8}") {
            let start = search_key(&prefix);
            prop_assume!(!start.is_empty());
            let (low, high) = prefix_range(start);
            let key = search_key(&text);
            prop_assert_eq!(key >= low && key < high, key.starts_with(&low));
        }

        #[test]
        fn a_key_has_a_key_of_its_own_and_fits_its_column(text in "\\PC{0,255}") {
            let key = search_key(&text);
            prop_assert!(key.chars().count() <= MOST);
            prop_assert_eq!(search_key(&key), key);
        }

        #[test]
        fn the_composed_and_the_decomposed_form_have_one_key(text in "\\PC{0,20}") {
            let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&text);
            prop_assert_eq!(search_key(&decomposed), search_key(&text));
        }
    }
}
