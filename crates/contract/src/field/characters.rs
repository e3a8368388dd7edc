//! Characters: the one form of each text, and those that a person does not see.

use icu_normalizer::ComposingNormalizerBorrowed;

/// A range of characters, both ends included.
type Range = (char, char);

/// Characters that change the direction in which the text after them is written (Unicode's `Bidi_Control`).
pub(super) const DIRECTION: [Range; 4] =
    [('\u{61c}', '\u{61c}'), ('\u{200e}', '\u{200f}'), ('\u{202a}', '\u{202e}'), ('\u{2066}', '\u{2069}')];

/// Characters that show nothing, besides white space and controls, up to U+FFFF, which is as far as the patterns of the OpenAPI document
/// reach (Unicode's `Default_Ignorable_Code_Point`, and the blank of Braille).
pub(super) const UNSEEN: [Range; 15] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fff8}'),
];

/// The characters beyond U+FFFF that show nothing.
const UNSEEN_BEYOND: [Range; 3] =
    [('\u{1bca0}', '\u{1bca3}'), ('\u{1d173}', '\u{1d17a}'), ('\u{e0000}', '\u{e0fff}')];

/// The form in which a text is kept: composed (NFC), without blanks at either end. Tabs and line ends stay, for rules to judge.
pub fn normal(text: String) -> String {
    let composed = if text.is_ascii() {
        text
    } else {
        ComposingNormalizerBorrowed::new_nfc().normalize(&text).into_owned()
    };
    let trimmed = composed.trim_matches(|it: char| it.is_whitespace() && !it.is_control());
    if trimmed.len() == composed.len() { composed } else { trimmed.to_owned() }
}

/// Whether a person sees a character.
pub(super) fn shows(letter: char) -> bool {
    let is_unseen = || is_in(&UNSEEN, letter) || is_in(&UNSEEN_BEYOND, letter);
    letter.is_ascii_graphic() || !(letter.is_whitespace() || letter.is_control() || is_unseen())
}

/// Whether a person sees every character of a text, apart from single blanks inside.
pub fn is_plain(text: &str) -> bool {
    let is_framed = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
    !text.is_empty() && !is_framed && text.chars().all(|it| it == ' ' || shows(it))
}

/// Whether a character changes the direction of writing.
pub(super) fn is_direction_mark(letter: char) -> bool {
    is_in(&DIRECTION, letter)
}

/// The ranges as part of a character class of a JSON Schema pattern.
pub(super) fn class(ranges: &[Range]) -> String {
    let escaped = |it: char| format!("\\u{:04x}", u32::from(it));
    ranges.iter().map(|(first, last)| format!("{}-{}", escaped(*first), escaped(*last))).collect()
}

fn is_in(ranges: &[Range], letter: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_shows_all_that_it_has() {
        for good in ["ann@clinic.example", "Ann Lee", "김 지우"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["", " ", " a", "a ", "a  b", "a\nb", "a\u{a0}b", "a\u{202e}b", "a\u{200b}", "a\u{0}"] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_text_is_kept_composed_and_without_blanks_around_it() {
        assert_eq!(normal(" Davis  ".to_owned()), "Davis");
        assert_eq!(normal("\u{a0}Mu\u{308}ller\u{3000}".to_owned()), "Müller");
        assert_eq!(normal("\u{1100}\u{1161}".to_owned()), "가");
    }

    #[test]
    fn a_class_has_the_ranges_in_the_form_of_a_pattern() {
        assert_eq!(class(&DIRECTION), r"\u061c-\u061c\u200e-\u200f\u202a-\u202e\u2066-\u2069");
    }
}
