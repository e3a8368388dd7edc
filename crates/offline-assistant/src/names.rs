//! Finds names in questions, and similar names.

use std::ops::Range;

use super::lexicon::is_known;
use super::words::{Word, hangul};

mod korean;
mod sound;

/// A probable name of a person or an animal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Its parts, as written.
    pub(super) parts: Vec<String>,
    /// The range of its words in the question.
    pub(super) at: Range<usize>,
    /// Whether the word is written or marked as a name; otherwise it is just an unknown word.
    pub(super) sure: bool,
}

impl Name {
    pub(super) fn full(&self) -> String {
        self.parts.join(" ")
    }

    /// First and last name, if it has both.
    pub(super) fn first_and_last(&self) -> Option<(String, String)> {
        first_and_last(&self.parts)
    }

    pub(super) fn is_hangul(&self) -> bool {
        self.parts.iter().any(|it| it.chars().any(hangul))
    }
}

/// Words that introduce a name.
const CUES: [&str; 6] = ["named", "called", "surname", "lastname", "firstname", "nickname"];

/// The names in a question, outside the `taken` words, which have another meaning.
pub(super) fn names(words: &[Word], taken: &[Range<usize>]) -> Vec<Name> {
    let free = |at: usize| !taken.iter().any(|it| it.contains(&at));
    let mut found: Vec<Name> = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(at, _)| free(*at)) {
        let Some(sure) = foreign(words, at) else { continue };
        let goes_on = word.follows_directly()
            && at.checked_sub(1).and_then(|it| words.get(it)).is_some_and(|it| it.particle.is_empty());
        match found.last_mut().filter(|it| goes_on && it.at.end == at && it.sure == sure) {
            Some(name) => {
                name.parts.push(word.text.clone());
                name.at.end = at + 1;
            }
            None => found.push(Name { parts: vec![word.text.clone()], at: at..at + 1, sure }),
        }
    }
    if found.is_empty() {
        found.extend((0..words.len()).filter(|it| free(*it)).filter_map(|at| korean::name(words, at)));
    }
    if found.iter().any(|it| it.sure) {
        found.retain(|it| it.sure);
    }
    found
}

/// Whether a word may be a name: `Some(true)` if it surely is one.
fn foreign(words: &[Word], at: usize) -> Option<bool> {
    let word = words.get(at).filter(|it| !it.is_hangul() && it.text.chars().any(char::is_alphabetic))?;
    let before = at.checked_sub(1).and_then(|it| words.get(it));
    if is_nobility(words, at) {
        return Some(true);
    }
    let quoted = word.gap.ends_with(['"', '“', '‘', '\'', '「']) && before.is_some();
    let cued = before.is_some_and(|it| CUES.contains(&it.low.as_str())) || word.particle.ends_with("라는");
    if cued {
        return Some(true);
    }
    // Words with these endings, such as verbs, are not names unless they are capitalised; no dictionary lists them all.
    let is_form =
        ["ing", "tion", "ment", "ness", "able"].iter().any(|it| word.low.len() > 5 && word.low.ends_with(it));
    if (is_form && !word.is_capital())
        || is_known(&word.low)
        || !word.low.chars().next().is_some_and(char::is_alphabetic)
    {
        return None;
    }
    Some(word.is_capital() || quoted)
}

/// Splits into first and last name; the last name is the final word with any particles before it.
pub(super) fn first_and_last(parts: &[String]) -> Option<(String, String)> {
    let small = parts.iter().skip(1).position(|it| SMALL.contains(&it.as_str())).map(|it| it + 1);
    let at = small.or(parts.len().checked_sub(1)).filter(|it| *it > 0)?;
    Some((parts.get(..at)?.join(" "), parts.get(at..)?.join(" ")))
}

/// Particles inside names.
const SMALL: [&str; 12] = ["von", "van", "de", "der", "den", "da", "di", "del", "dos", "la", "le", "bin"];

/// Whether a word is a particle inside a name, as "von" is in "Anna von Berg".
fn is_nobility(words: &[Word], at: usize) -> bool {
    let capital = |at: Option<usize>| at.and_then(|it| words.get(it)).is_some_and(Word::is_capital);
    words.get(at).is_some_and(|it| SMALL.contains(&it.low.as_str()))
        && capital(at.checked_sub(1))
        && (capital(Some(at + 1)) || capital(Some(at + 2)) && is_nobility(words, at + 1))
}

/// Whether two texts are the same name, ignoring case.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// The similarity of a known name to the one in the question, from 0 to 1. A name in Hangul is compared with one in Latin letters
/// by sound.
pub(super) fn likeness(asked: &str, known: &str) -> f64 {
    if asked.chars().any(hangul) && !known.chars().any(hangul) {
        return if sound::alike(asked, known) { 1.0 } else { 0.0 };
    }
    strsim::normalized_damerau_levenshtein(&asked.to_lowercase(), &known.to_lowercase())
}

/// The least similarity that is worth a suggestion.
pub(super) const LIKE: f64 = 0.6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn found(text: &str) -> Vec<String> {
        names(&words(text), &[]).iter().map(Name::full).collect()
    }

    #[test]
    fn names_are_what_no_dictionary_knows() {
        assert_eq!(found("Who owns Leo?"), ["Leo"]);
        assert_eq!(found("what are the pets of betty davis"), ["betty davis"]);
        assert_eq!(found("Is there an owner called Will?"), ["Will"]);
        assert_eq!(found("Betty Davis's Basil"), ["Betty Davis", "Basil"]);
        assert_eq!(found("Leo의 주인은 누구인가요?"), ["Leo"]);
        assert_eq!(found("박영희의 주소는 어디야?"), ["박영희"]);
        assert!(found("How many dogs are there in the clinic?").iter().all(|it| it == "dogs"));
        assert!(found("오늘 방문은 몇 건인가요?").is_empty());
    }

    #[test]
    fn names_in_hangul_are_known_by_their_sound() {
        for (korean, known) in [
            ("레오", "Leo"),
            ("맥스", "Max"),
            ("럭키", "Lucky"),
            ("사만다", "Samantha"),
            ("데이비스", "Davis"),
            ("카터", "Carter"),
            ("조지", "George"),
            ("에두아르도", "Eduardo"),
            ("맥타비시", "McTavish"),
            ("프랭클린", "Franklin"),
        ] {
            assert!(likeness(korean, known) > LIKE, "{korean} {known}");
        }
        for (korean, known) in [("초코", "Leo"), ("로이", "Leo"), ("망고", "Max"), ("나비", "Nala")] {
            assert!(likeness(korean, known) < LIKE, "{korean} {known}");
        }
        assert!(likeness("Leow", "Leo") > LIKE);
    }
}
