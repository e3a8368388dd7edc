//! Characters that a person does not see.

/// A range of characters, both ends included.
type Range = (char, char);

/// Characters that change the direction in which the text after them is written (Unicode's `Bidi_Control`).
pub(super) const DIRECTION: [Range; 4] =
    [('\u{61c}', '\u{61c}'), ('\u{200e}', '\u{200f}'), ('\u{202a}', '\u{202e}'), ('\u{2066}', '\u{2069}')];

/// Characters that show nothing, besides white space and controls (Unicode's `Default_Ignorable_Code_Point` up to U+FFFF, which is as far
/// as the patterns of the OpenAPI document reach, and the blank of Braille).
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

/// Whether a person sees a character.
pub(super) fn shows(letter: char) -> bool {
    letter.is_ascii_graphic() || !(letter.is_whitespace() || letter.is_control() || is_in(&UNSEEN, letter))
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
    fn a_class_has_the_ranges_in_the_form_of_a_pattern() {
        assert_eq!(class(&DIRECTION), r"\u061c-\u061c\u200e-\u200f\u202a-\u202e\u2066-\u2069");
    }
}
