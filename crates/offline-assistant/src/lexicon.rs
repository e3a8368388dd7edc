//! Maps the words of questions to concepts.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::words::{Word, hangul};

mod kinds;
mod stop_words;
mod table;

pub(super) use kinds::{kind_in, korean_kind, plural_kind};

/// A possible meaning of a word in a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Concept {
    // Kinds of records.
    Owner,
    Pet,
    Vet,
    Visit,
    Clinic,
    // Requested information.
    Count,
    List,
    Who,
    When,
    Where,
    Exists,
    Details,
    Age,
    Birth,
    Telephone,
    Address,
    City,
    Kind,
    Specialty,
    Statistics,
    Owns,
    // Restrictions.
    Last,
    First,
    Upcoming,
    Oldest,
    Youngest,
    // Actions.
    Add,
    Book,
    Change,
    Delete,
    New,
    Name,
    Moved,
    Starts,
    Needs,
    Mine,
    Past,
    // The conversation itself.
    Greeting,
    Thanks,
    Help,
    Yes,
    No,
    Pronoun,
    Also,
    // Subjects beyond the clinic's data.
    Emergency,
    Hostile,
    Hours,
    Price,
    Advice,
}

/// An occurrence of a concept in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) concept: Concept,
    /// The words that express it.
    pub(super) words: Range<usize>,
}

/// Every concept in a text, in the order of its words.
pub(super) fn hits(words: &[Word]) -> Vec<Hit> {
    let mut found = Vec::new();
    for (concept, phrases) in table::PHRASES {
        for phrase in phrases.split(',').map(str::trim) {
            for at in 0..words.len() {
                if let Some(length) = matches(words, at, phrase) {
                    found.push(Hit { concept: *concept, words: at..at + length });
                }
            }
        }
    }
    // The "last" of "last name" is not a time.
    let names: Vec<_> =
        found.iter().filter(|it| it.concept == Concept::Name).map(|it| it.words.clone()).collect();
    let in_name = |it: &Hit| names.iter().any(|at| at.start <= it.words.start && it.words.end <= at.end);
    found.retain(|it| it.concept == Concept::Name || !in_name(it));
    found.sort_by_key(|it| (it.words.start, it.words.end));
    found
}

/// The number of words that the phrase covers, if the words from `at` on match it.
pub(super) fn matches(words: &[Word], at: usize, phrase: &str) -> Option<usize> {
    if let Some(whole) = phrase.strip_prefix('=') {
        return words.get(at).filter(|it| it.stem == whole).map(|_| 1);
    }
    if phrase.chars().next().is_some_and(hangul) {
        return matches_korean(words, at, phrase);
    }
    let mut length = 0;
    for part in phrase.split(' ') {
        let low = words.get(at + length)?.low.as_str();
        let plural = low.strip_suffix("es") == Some(part) || low.strip_suffix('s') == Some(part);
        if low != part && !(plural && part.len() > 2) {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// Korean words carry prefixes and particles, so a phrase of two or more syllables may match inside a word. After `=`, it must
/// match a whole word.
fn matches_korean(words: &[Word], at: usize, phrase: &str) -> Option<usize> {
    let first = words.get(at).filter(|it| it.is_hangul())?;
    let mut parts = phrase.split(' ');
    let head = parts.next()?;
    let fits = if head.chars().count() > 1 {
        first.low.contains(head)
    } else {
        first.stem == head || (phrase.contains(' ') && first.low.ends_with(head))
    };
    let squeezed: String = phrase.split(' ').collect();
    if phrase.contains(' ') && first.low.contains(&squeezed) {
        return Some(1);
    }
    if !fits {
        return None;
    }
    let mut length = 1;
    for part in parts {
        words.get(at + length).filter(|it| it.low.starts_with(part))?;
        length += 1;
    }
    Some(length)
}

/// Whether the dictionary has a non-Hangul word; such a word is a name only if it is marked as one.
pub(super) fn is_known(low: &str) -> bool {
    let known = |it: &str| KNOWN.contains(it);
    let stripped = |end: &str| low.strip_suffix(end).is_some_and(|it| it.len() > 2 && known(it));
    known(low) || stripped("s") || stripped("es") || stripped("'t")
}

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let phrases =
        table::PHRASES.iter().map(|(_, it)| *it).chain(kinds::words()).chain(super::concepts::phrases());
    phrases
        .chain([stop_words::WORDS])
        .flat_map(|it| it.split([',', ' ', '\n']))
        .filter(|it| !it.is_empty())
        .collect()
});

/// Whether a word names a property or record that questions ask for.
pub(super) fn is_fact(word: &Word) -> bool {
    use Concept::*;
    const FACTS: [Concept; 11] =
        [Owner, Pet, Vet, Visit, Age, Birth, Telephone, Address, City, Kind, Specialty];
    hits(std::slice::from_ref(word)).iter().any(|it| FACTS.contains(&it.concept))
}

/// The dictionary word that differs from this one by a single letter, which is not the first.
pub(super) fn corrected(low: &str) -> Option<&'static str> {
    if low.len() < 4 || !low.chars().all(|it| it.is_ascii_lowercase()) || is_known(low) {
        return None;
    }
    let near = |word: &str| {
        let begun = BY_LETTER.get(usize::from(word.as_bytes().first()? - b'a'))?;
        let alike = |it: &&&str| it.len().abs_diff(word.len()) < 2 && strsim::osa_distance(it, word) == 1;
        begun.iter().find(alike).copied()
    };
    // The plural of such a word, too.
    near(low).or_else(|| near(low.strip_suffix('s')?))
}

/// The words worth correcting to, by their first letter.
static BY_LETTER: LazyLock<[Vec<&'static str>; 26]> = LazyLock::new(|| {
    let mut all = [const { Vec::new() }; 26];
    let words = table::PHRASES.iter().flat_map(|(_, it)| it.split([',', ' ']));
    for word in words.filter(|it| it.len() > 4 && it.is_ascii()) {
        let first = word.bytes().next().and_then(|it| it.checked_sub(b'a'));
        if let Some(begun) = first.and_then(|it| all.get_mut(usize::from(it))) {
            begun.push(word);
        }
    }
    all
});

/// Whether a Korean word has a known meaning and thus is not a name.
pub(super) fn is_known_korean(word: &Word) -> bool {
    let common = |it: &str| word.stem == it || (it.chars().count() > 1 && word.low.starts_with(it));
    let verb = stop_words::VERBS.split_whitespace().any(|it| word.low.starts_with(it));
    let alone = std::slice::from_ref(word);
    verb || stop_words::KOREAN.split_whitespace().any(common)
        || !hits(alone).is_empty()
        || super::concepts::is_medical(alone, 0)
}
