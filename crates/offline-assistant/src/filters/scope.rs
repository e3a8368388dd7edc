//! Negations and conjunctions, and the values to which they apply.
//!
//! A negation that applies to no value, and a conjunction whose meaning is open, are left to be said back.

use super::groups::gather;
use super::{Filters, Part, Values, is_hit, low, refuses};
use crate::coverage::is_filler;
use crate::lexicon::{Concept, Hit};
use crate::words::Word;

const NOT: [&str; 22] = [
    "not",
    "no",
    "without",
    "except",
    "excluding",
    "neither",
    "outside",
    "isn't",
    "aren't",
    "don't",
    "doesn't",
    "didn't",
    "haven't",
    "hasn't",
    "wasn't",
    "weren't",
    "lack",
    "lacks",
    "lacking",
    "non",
    "nor",
    "besides",
];

/// Words through which a negation reaches a value, and which say nothing themselves.
const THROUGH: [Concept; 9] = [
    Concept::Owns,
    Concept::Address,
    Concept::Owner,
    Concept::Pet,
    Concept::Vet,
    Concept::Specialty,
    Concept::Exists,
    Concept::Kind,
    Concept::List,
];

/// Verbs that begin a new statement about the subject.
const VERBS: [&str; 10] = ["has", "owns", "lives", "keeps", "does", "have", "own", "live", "keep", "do"];

/// A value in the order of the words.
pub(super) struct Value {
    pub(super) sort: Part,
    pub(super) index: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Conjunction {
    And,
    Or,
}

/// How a value relates to the value before it.
pub(super) struct Link {
    pub(super) at: Vec<usize>,
    pub(super) conjunction: Option<Conjunction>,
    is_new_statement: bool,
}

pub(super) fn read(words: &[Word], hits: &[Hit], values: &Values<'_>, filters: &mut Filters) {
    let mut all = ordered(values);
    all.sort_by_key(|it| (it.from, std::cmp::Reverse(it.to)));
    all.dedup_by(|next, before| next.from < before.to && next.sort == before.sort);
    let is_korean =
        words.iter().any(|it| it.is_hangul() && refuses(it)) || words.last().is_some_and(Word::is_hangul);
    let excluded = if is_korean { korean(words, &all, filters) } else { english(words, hits, &all, filters) };
    gather(words, values, &all, &excluded, filters);
    if !filters.no_specialty {
        no_specialty(words, hits, filters);
    }
}

fn ordered(values: &Values<'_>) -> Vec<Value> {
    let kinds = values.kinds.iter().enumerate().map(|(index, it)| (Part::Kinds, index, &it.1));
    let cities = values.cities.iter().enumerate().map(|(index, it)| (Part::Cities, index, &it.1));
    let specialties =
        values.specialties.iter().enumerate().map(|(index, it)| (Part::Specialties, index, &it.1));
    let all = kinds.chain(cities).chain(specialties);
    all.map(|(sort, index, at)| Value { sort, index, from: at.start, to: at.end }).collect()
}

/// For each value whether it is excluded; `None` if that is open.
fn english(words: &[Word], hits: &[Hit], all: &[Value], filters: &mut Filters) -> Vec<Option<bool>> {
    const OF_NOUNS: [&str; 5] = ["no", "without", "lack", "lacks", "lacking"];
    let mut excluded = Vec::new();
    let mut end = 0;
    let mut of_noun = false;
    for (place, value) in all.iter().enumerate() {
        let between = end..value.from;
        let negations: Vec<_> =
            between.clone().filter(|at| is_not(words, *at) && !filters.words.contains_key(at)).collect();
        let before = excluded.last().copied().flatten();
        let between_has_or = place > 0 && between.clone().any(|at| low(words, at) == "or");
        let link = link(words, between);
        let reach = |from: usize| {
            (from + 1..value.from).all(|at| passes(words, hits, at) || filters.words.contains_key(&at))
        };
        let verdict = match negations.as_slice() {
            // "No cat or no dog" is open.
            [one] if low(words, *one) != "nor" && between_has_or => None,
            [one] if reach(*one) => {
                filters.words.insert(*one, value.sort);
                of_noun = OF_NOUNS.contains(&low(words, *one));
                // "Pets but no dog", "cats and no dogs"
                if let Some(joins) = one.checked_sub(1).filter(|it| ["but", "and"].contains(&low(words, *it)))
                {
                    filters.words.insert(joins, value.sort);
                }
                Some(true)
            }
            [] if place == 0 => Some(false),
            [] => {
                let same = all.get(place - 1).is_some_and(|it| it.sort == value.sort);
                match (before, link.conjunction) {
                    (Some(true), Some(Conjunction::Or)) if same && !link.is_new_statement => Some(true),
                    (Some(true), _) if link.is_new_statement => Some(false),
                    (Some(true), None) if same => Some(true),
                    // "Without a snake in Madison"
                    (Some(true), None) if of_noun => Some(false),
                    (Some(true), _) => None,
                    (known, _) => known,
                }
            }
            _ => None,
        };
        excluded.push(verdict);
        end = value.to;
    }
    excluded
}

fn korean(words: &[Word], all: &[Value], filters: &mut Filters) -> Vec<Option<bool>> {
    const CLOSES: [&str; 16] = [
        "있으면서",
        "살면서",
        "키우면서",
        "있지만",
        "있고",
        "있으면",
        "있는",
        "살고",
        "살며",
        "사는",
        "살지만",
        "키우고",
        "키우며",
        "키우지만",
        "키우는",
        "기르는",
    ];
    let mut excluded: Vec<Option<bool>> = all.iter().map(|_| Some(false)).collect();
    let mut recent: Vec<usize> = Vec::new();
    for at in 0..words.len() {
        if let Some(place) = all.iter().position(|it| it.from == at) {
            recent.push(place);
        }
        let Some(word) = words.get(at) else { continue };
        if refuses(word)
            && !filters.words.contains_key(&at)
            && !all.iter().any(|it| (it.from..it.to).contains(&at))
        {
            // "안 키우는": the word belongs to the verb behind it.
            let joined_by_and = recent.windows(2).any(|pair| {
                let [a, b] = pair else { return false };
                let (Some(a), Some(b)) = (all.get(*a), all.get(*b)) else { return false };
                a.sort != b.sort
                    || link(words, a.to.saturating_sub(1)..b.from).conjunction == Some(Conjunction::And)
            });
            let reachable = recent.last().and_then(|it| all.get(*it)).is_some_and(|it| at < it.to + 4);
            if !recent.is_empty() && reachable {
                // "고양이가 없거나 강아지가 없는" is open.
                let open = joined_by_and || word.low.ends_with("거나");
                let verdict = if open { None } else { Some(true) };
                let part = recent.last().and_then(|it| all.get(*it)).map_or(Part::Pets, |it| it.sort);
                for place in recent.drain(..) {
                    if let Some(it) = excluded.get_mut(place) {
                        *it = verdict;
                    }
                }
                filters.words.insert(at, part);
            }
        } else if word.is_hangul() && CLOSES.iter().any(|it| word.low.starts_with(it)) {
            recent.clear();
        }
    }
    excluded
}

/// The conjunctions between two values.
pub(super) fn link(words: &[Word], between: std::ops::Range<usize>) -> Link {
    let mut link = Link { at: Vec::new(), conjunction: None, is_new_statement: false };
    for at in between {
        let word = low(words, at);
        let hangul = words.get(at).is_some_and(Word::is_hangul);
        let particle = words.get(at).map_or("", |it| it.particle.as_str());
        let found = match word {
            "or" | "nor" | "또는" | "혹은" | "아니면" => Some(Conjunction::Or),
            "and" | "plus" | "그리고" | "및" => Some(Conjunction::And),
            "well" if low(words, at + 1) == "as" && at > 0 && low(words, at - 1) == "as" => {
                Some(Conjunction::And)
            }
            "but" | "yet" => {
                link.is_new_statement = true;
                Some(Conjunction::And)
            }
            _ if hangul
                && (word.ends_with("이나")
                    || word.ends_with("거나")
                    || word.ends_with("이든")
                    || word.ends_with('나')) =>
            {
                Some(Conjunction::Or)
            }
            _ if ["와", "과", "랑", "이랑", "하고"].contains(&particle)
                || (hangul && word.ends_with("랑")) =>
            {
                Some(Conjunction::And)
            }
            _ => None,
        };
        if VERBS.get(..5).is_some_and(|it| it.contains(&word)) && link.conjunction.is_some() {
            link.is_new_statement = true;
        }
        if let Some(found) = found {
            link.conjunction = Some(found);
            link.at.push(at);
        }
    }
    link
}

/// "Vets without a specialty", "전문 분야가 없는 수의사".
fn no_specialty(words: &[Word], hits: &[Hit], filters: &mut Filters) {
    let is_specialty = |at: usize| is_hit(hits, at, Concept::Specialty);
    if !filters.specialties.is_empty() {
        return;
    }
    let Some(first) = (0..words.len()).find(|at| is_specialty(*at)) else { return };
    let last = (first..words.len()).take_while(|at| is_specialty(*at)).last().unwrap_or(first);
    let denied = |at: usize| {
        !filters.words.contains_key(&at) && (is_not(words, at) || words.get(at).is_some_and(refuses))
    };
    let through = |from: usize, to: usize| (from + 1..to).all(|at| passes(words, hits, at));
    let before = (0..first).rev().find(|at| denied(*at)).filter(|at| through(*at, first));
    let after = (last + 1..(last + 3).min(words.len()))
        .find(|at| denied(*at) && words.get(*at).is_some_and(Word::is_hangul));
    if let Some(at) = before.or(after) {
        filters.no_specialty = true;
        filters.words.insert(at, Part::Specialties);
        filters.words.extend((first..=last).map(|it| (it, Part::Specialties)));
    }
}

pub(in super::super) fn is_not(words: &[Word], at: usize) -> bool {
    NOT.contains(&low(words, at))
}

fn passes(words: &[Word], hits: &[Hit], at: usize) -> bool {
    words.get(at).is_some_and(is_filler)
        || VERBS.contains(&low(words, at))
        || ["and", "or", "but", "specialize", "specialise", "those", "either"].contains(&low(words, at))
            && low(words, at) != "or"
        || THROUGH.iter().any(|it| is_hit(hits, at, *it))
}
