//! Splits texts into words, in English and Korean.

use std::ops::Range;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The word as written, without a possessive `'s` and, after a foreign word, without the Korean particle.
    pub(super) text: String,
    /// The text in lower case.
    pub(super) low: String,
    /// The text in lower case without a Korean particle, for recognising names and single syllables.
    pub(super) stem: String,
    /// The Korean particle, or `'s`.
    pub(super) particle: String,
    /// The word's byte range in the text, including the particle.
    pub(super) at: Range<usize>,
    /// The text between the previous word and this one.
    pub(super) gap: String,
}

impl Word {
    pub(super) fn is_hangul(&self) -> bool {
        self.text.chars().next().is_some_and(hangul)
    }

    pub(super) fn is_number(&self) -> bool {
        self.low.chars().all(|it| it.is_ascii_digit())
    }

    pub(super) fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the word is possessive, so that the next word belongs to it.
    pub(super) fn owns(&self) -> bool {
        matches!(self.particle.as_str(), "'s" | "의" | "네")
    }

    /// Whether only whitespace separates this word from the previous one.
    pub(super) fn follows_directly(&self) -> bool {
        self.gap.chars().all(char::is_whitespace)
    }
}

/// Only this number of a text's words counts; no real question has more.
const MOST: usize = 300;

/// The words of a text in order. A change between Hangul and other letters ends a word.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut end = 0;
    while let Some(range) = next_run(text, end).filter(|_| found.len() < MOST) {
        let (Some(run), Some(gap)) = (text.get(range.clone()), text.get(end..range.start)) else { break };
        end = range.end;
        if !run.chars().next().is_some_and(hangul) {
            found.push(foreign(run, range, gap));
        } else if let Some(before) =
            found.last_mut().filter(|it| gap.is_empty() && is_particle(run) && !it.is_hangul())
        {
            before.particle = run.to_owned();
            before.at.end = range.end;
        } else {
            found.push(korean(run, range, gap));
        }
    }
    found
}

pub(super) fn hangul(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7A3}')
}

/// The next run of letters and digits in one script. It includes inner hyphens and apostrophes, as in `X-ray` and `O'Neil`.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let start = from + rest.find(char::is_alphanumeric)?;
    let mut letters = text.get(start..)?.char_indices().peekable();
    let mut end = start;
    let mut script = None;
    while let Some((at, letter)) = letters.next() {
        let joins = matches!(letter, '-' | '\'' | '’')
            && script == Some(false)
            && letters.peek().is_some_and(|(_, it)| it.is_alphanumeric() && !hangul(*it));
        if !joins && (!letter.is_alphanumeric() || script.is_some_and(|it| it != hangul(letter))) {
            break;
        }
        script.get_or_insert(hangul(letter));
        end = start + at + letter.len_utf8();
    }
    Some(start..end)
}

fn foreign(run: &str, at: Range<usize>, gap: &str) -> Word {
    let (text, particle) = match run.strip_suffix("'s").or_else(|| run.strip_suffix("’s")) {
        Some(text) => (text, "'s"),
        None => (run, ""),
    };
    let low = text.to_lowercase();
    Word {
        text: text.to_owned(),
        stem: low.clone(),
        low,
        particle: particle.to_owned(),
        at,
        gap: gap.to_owned(),
    }
}

fn korean(run: &str, at: Range<usize>, gap: &str) -> Word {
    let particle =
        PARTICLES.iter().find(|it| run.len() > it.len() && run.ends_with(**it)).copied().unwrap_or("");
    let stem = run.strip_suffix(particle).unwrap_or(run).to_owned();
    let (text, low) = (run.to_owned(), run.to_owned());
    Word { text, low, stem, particle: particle.to_owned(), at, gap: gap.to_owned() }
}

/// Whether Hangul behind a foreign word is a particle.
fn is_particle(run: &str) -> bool {
    PARTICLES.contains(&run) || ["나", "랑"].contains(&run)
}

/// Particles and other endings that stick to names, longest first.
const PARTICLES: [&str; 54] = [
    "이나",
    "이라는",
    "이라고",
    "에게서",
    "한테서",
    "에게는",
    "으로는",
    "에서는",
    "이에요",
    "입니다",
    "이랑은",
    "씨에게",
    "님에게",
    "이란",
    "이랑",
    "라는",
    "라고",
    "에게",
    "한테",
    "에서",
    "에는",
    "으로",
    "부터",
    "까지",
    "하고",
    "이고",
    "이며",
    "이야",
    "예요",
    "처럼",
    "보다",
    "씨의",
    "님의",
    "씨는",
    "님은",
    "은요",
    "는요",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "와",
    "과",
    "도",
    "만",
    "로",
    "씨",
    "님",
    "네",
    "야",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stems(text: &str) -> Vec<String> {
        words(text).into_iter().map(|it| it.stem).collect()
    }

    #[test]
    fn possessives_and_particles_come_off() {
        assert_eq!(stems("Leo's owner?"), ["leo", "owner"]);
        assert_eq!(stems("Leo의 주인은 누구인가요?"), ["leo", "주인", "누구인가요"]);
        assert_eq!(stems("Betty Davis에게 전화"), ["betty", "davis", "전화"]);
        assert!(words("Leo의 주인").first().unwrap().owns());
    }

    #[test]
    fn hyphens_and_apostrophes_inside_belong_to_a_word() {
        assert_eq!(
            stems("an X-ray for O'Neil - on 2013-01-02"),
            ["an", "x-ray", "for", "o'neil", "on", "2013-01-02"]
        );
        assert_eq!(stems("2013년 1월"), ["2013", "년", "1", "월"]);
    }

    proptest! {
        #[test]
        fn every_word_is_where_it_says(text in "\\PC{0,60}|[a-z가-힣 '의는-]{0,40}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert_eq!(text.get(end..end + word.gap.len()), Some(word.gap.as_str()));
                prop_assert!(text.get(word.at.clone()).unwrap().starts_with(&word.text));
                end = word.at.end;
            }
        }
    }
}
