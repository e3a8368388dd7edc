//! Finds names in questions, and similar names.

use std::collections::BTreeSet;
use std::ops::Range;

use super::dates::MONTHS;
use super::lexicon::{is_known, is_known_korean};
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

/// The names in a question, outside the `taken` words, which have another meaning, and with the `families`.
pub(super) fn names(words: &[Word], taken: &[Range<usize>], families: &BTreeSet<usize>) -> Vec<Name> {
    let free = |at: usize| !taken.iter().any(|it| it.contains(&at));
    let mut found: Vec<Name> = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(at, _)| free(*at)) {
        let named = if families.contains(&at) { Some(true) } else { foreign(words, at) };
        let Some(sure) = named else { continue };
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
    let hangul = (0..words.len()).filter(|it| free(*it));
    if words.iter().filter(|it| it.is_hangul()).all(|it| !is_known_korean(it)) {
        // A Korean name in a sentence of another language has no particle.
        found.extend(hangul.filter_map(|at| korean::alone(words, at)));
    } else if found.is_empty() {
        found.extend(hangul.filter_map(|at| korean::name(words, at)));
    } else {
        found.extend(hangul.filter_map(|at| korean::name(words, at)).filter(|it| it.sure));
    }
    found.sort_by_key(|it| it.at.start);
    if found.iter().any(|it| it.sure) {
        found.retain(|it| it.sure);
    }
    found
}

/// Capitalised words of the dictionary that belong to a name: "Price" in "Ann Price", but no fillers, such as "Will" in "Will Lee".
pub(super) fn families(words: &[Word]) -> BTreeSet<usize> {
    let capital = |at: usize| {
        words.get(at).filter(|it| {
            it.is_capital() && !it.is_number() && !is_title(&it.low) && !crate::coverage::is_filler(it)
        })
    };
    let touches = |at: usize| words.get(at).is_some_and(|it| it.gap.chars().all(|it| it == ' '));
    let mut found = BTreeSet::new();
    for at in 1..words.len() {
        let Some(word) = capital(at).filter(|it| is_known(&it.low) && !is_month(&it.low)) else { continue };
        let before = at - 1;
        let is_name = |at: usize| capital(at).is_some_and(|it| !is_known(&it.low)) || is_nobility(words, at);
        let follows = touches(at)
            && words.get(before).is_some_and(|it| it.particle.is_empty())
            && (is_name(before)
                || found.contains(&before)
                || CUES.contains(&words.get(before).map_or("", |it| &it.low)));
        let leads =
            touches(at + 1) && word.particle.is_empty() && is_name(at + 1) && !word.low.ends_with("ing");
        if follows || leads {
            found.insert(at);
        }
    }
    found
}

fn is_title(low: &str) -> bool {
    [
        "dr", "mr", "mrs", "ms", "miss", "doctor", "vet", "owner", "pet", "client", "customer", "st", "ave",
        "blvd",
    ]
    .contains(&low)
        || ["street", "avenue", "road", "drive", "lane", "and", "or", "but", "not", "no"].contains(&low)
}

fn is_month(low: &str) -> bool {
    MONTHS.contains(&low) || low.ends_with("day") && low.len() > 5
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
    if parts.first().is_some_and(|it| SMALL.contains(&it.as_str())) {
        return None;
    }
    let small = parts.iter().skip(1).position(|it| SMALL.contains(&it.as_str())).map(|it| it + 1);
    let at = small.or(parts.len().checked_sub(1)).filter(|it| *it > 0)?;
    Some((parts.get(..at)?.join(" "), parts.get(at..)?.join(" ")))
}

/// Particles inside names.
const SMALL: [&str; 12] = ["von", "van", "de", "der", "den", "da", "di", "del", "dos", "la", "le", "bin"];

/// Whether a word is a particle inside a name, as "von" is in "Anna von Berg" and both are in "de la Cruz".
fn is_nobility(words: &[Word], at: usize) -> bool {
    let is_small = |at: usize| words.get(at).is_some_and(|it| SMALL.contains(&it.low.as_str()));
    let last = (at..words.len().min(at + 3)).take_while(|it| is_small(*it)).last();
    last.is_some_and(|it| words.get(it + 1).is_some_and(|it| it.is_capital() && it.follows_directly()))
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
        let words = words(text);
        names(&words, &[], &families(&words)).iter().map(Name::full).collect()
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
    fn words_of_the_dictionary_are_names_beside_a_name() {
        for name in ["Anna Price", "John Fish", "Carlos de la Cruz", "Maria Bird", "Ray Nilsson"] {
            assert_eq!(found(&format!("Who is {name}?")), [name]);
        }
        assert_eq!(found("Who owns Leo the Cat"), ["Leo"]);
        assert_eq!(found("Who owns 콩이?"), ["콩이"]);
        assert_eq!(found("Betty Davis에게 초코라는 강아지를 추가해 주세요"), ["Betty Davis", "초코"]);
        assert_eq!(found("Betty Davis에게 콩이라는 강아지를 추가해 주세요"), ["Betty Davis", "콩이"]);
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
