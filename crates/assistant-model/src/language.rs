//! The language of a text, which selects the clinic's own sentences.

/// A language in which the clinic writes sentences of its own. A model may answer in any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Korean,
}

impl Language {
    /// Detects the language of a text: Korean if it contains a Hangul letter, else English.
    pub fn of(text: &str) -> Self {
        if text.chars().any(is_hangul) { Self::Korean } else { Self::English }
    }

    /// Picks the text in this language.
    pub fn pick<'a>(self, english: &'a str, korean: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Korean => korean,
        }
    }
}

/// Covers Hangul syllables, letters and compatibility letters (Unicode blocks).
fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hangul_letter_makes_a_text_korean() {
        assert_eq!(Language::of("Leo의 주인은 누구인가요?"), Language::Korean);
        assert_eq!(Language::of("Who owns Leo?"), Language::English);
        assert_eq!(Language::of(""), Language::English);
    }
}
