//! The language of a text, for the sentences that the clinic writes itself.

/// A language in which the clinic writes sentences of its own. A model may answer in any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Korean,
}

impl Language {
    /// The language of a text: Korean where there is a Hangul letter, else English.
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

/// Syllables, letters and their compatibility forms (Unicode blocks of Hangul).
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
