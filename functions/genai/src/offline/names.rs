//! Names in questions, and names like them.

use std::ops::Range;

use super::lexicon::{is_known, is_known_korean};
use super::words::{Word, hangul};

mod sound;

/// What is probably the name of someone or something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Its parts as they are written.
    pub(super) parts: Vec<String>,
    /// The words of the question that it is.
    pub(super) at: Range<usize>,
    /// Whether it is written or marked as a name, not merely a word that is not known.
    pub(super) sure: bool,
}

impl Name {
    pub(super) fn full(&self) -> String {
        self.parts.join(" ")
    }

    /// First and last name, where it has both.
    pub(super) fn first_and_last(&self) -> Option<(String, String)> {
        let (last, first) = self.parts.split_last().filter(|(_, first)| !first.is_empty())?;
        Some((first.join(" "), last.clone()))
    }

    pub(super) fn is_hangul(&self) -> bool {
        self.parts.iter().any(|it| it.chars().any(hangul))
    }
}

/// Words before a name.
const CUES: [&str; 6] = ["named", "called", "surname", "lastname", "firstname", "nickname"];

/// The names in a question, but for words that were understood as something else.
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
        found.extend((0..words.len()).filter(|it| free(*it)).filter_map(|at| korean(words, at)));
    }
    if found.iter().any(|it| it.sure) {
        found.retain(|it| it.sure);
    }
    found
}

/// Whether a word may be a name, and if so whether that is sure.
fn foreign(words: &[Word], at: usize) -> Option<bool> {
    let word = words.get(at).filter(|it| !it.is_hangul() && it.text.chars().any(char::is_alphabetic))?;
    let before = at.checked_sub(1).and_then(|it| words.get(it));
    let quoted = word.gap.ends_with(['"', '“', '‘', '\'', '「']) && before.is_some();
    let cued = before.is_some_and(|it| CUES.contains(&it.low.as_str())) || word.particle.ends_with("라는");
    if cued {
        return Some(true);
    }
    if is_known(&word.low) || !word.low.chars().next().is_some_and(char::is_alphabetic) {
        return None;
    }
    Some(word.is_capital() || quoted)
}

/// Particles that a Korean name has in questions about it.
const AFTER_NAMES: [&str; 20] = [
    "의",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에게",
    "한테",
    "라는",
    "이라는",
    "이란",
    "네",
    "씨",
    "님",
    "씨의",
    "님의",
    "씨는",
    "님은",
    "이라고",
];

/// Words for whoever is named before them.
const BESIDE_NAMES: [&str; 6] = ["고객", "보호자", "주인", "씨", "님", "회원"];

/// A Korean name, by what sticks to it; a family or first name may stand before it.
fn korean(words: &[Word], at: usize) -> Option<Name> {
    let word = words.get(at)?;
    let fits =
        |it: &Word| it.is_hangul() && (2..=5).contains(&it.stem.chars().count()) && !is_known_korean(it);
    let marked = word.particle.contains("라는")
        || ["씨", "님", "의", "네"].iter().any(|it| word.particle.starts_with(it));
    // "이민수 고객의 전화번호": the word for an owner says what it is.
    let whole = ["", "이"].contains(&word.particle.as_str());
    let next = words.get(at + 1).filter(|it| whole && it.follows_directly());
    let is_owner = next.is_some_and(|it| BESIDE_NAMES.iter().any(|owner| it.low.starts_with(owner)));
    // Objects are seldom names, but for "초코를 찾아줘".
    if ["을", "를"].contains(&word.particle.as_str()) && words.len() > 3 {
        return None;
    }
    if !fits(word) || !(is_owner || AFTER_NAMES.contains(&word.particle.as_str())) {
        return None;
    }
    let before = at.checked_sub(1).and_then(|it| words.get(it));
    // What looks like a particle belongs to the name where none is needed.
    let mut parts = vec![if is_owner { word.low.clone() } else { word.stem.clone() }];
    let mut from = at;
    if let Some(before) = before.filter(|it| word.follows_directly() && it.particle.is_empty() && fits(it)) {
        parts.insert(0, before.stem.clone());
        from -= 1;
    }
    Some(Name { parts, at: from..at + 1, sure: marked || is_owner })
}

/// Whether texts are the same name.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// How like a name another is: more than `LIKE` is worth a suggestion. A name in Hangul is compared by its sound.
pub(super) fn likeness(asked: &str, known: &str) -> f64 {
    if asked.chars().any(hangul) && !known.chars().any(hangul) {
        return if sound::of(asked) == sound::of(known) { 1.0 } else { 0.0 };
    }
    strsim::normalized_damerau_levenshtein(&asked.to_lowercase(), &known.to_lowercase())
}

/// The least likeness that is worth a suggestion.
pub(super) const LIKE: f64 = 0.6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offline::words::words;

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
        ] {
            assert!(likeness(korean, known) > LIKE, "{korean} {known}");
        }
        assert!(likeness("초코", "Leo") < LIKE);
        assert!(likeness("Leow", "Leo") > LIKE);
    }
}
