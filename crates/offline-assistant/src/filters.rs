//! Reads what a question restricts its answer by: values that are wanted, excluded or joined, numbers of pets, and superlatives.
//!
//! Every reading says which words it accounts for. A word that no reading accounts for is said back as not understood.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lexicon::{Concept, Hit};
use super::words::Word;

mod groups;
mod numbers;
mod scope;
mod superlatives;

pub(super) use scope::is_not;
pub(super) use superlatives::{Amount, Superlative};

/// How the wanted values of a group are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Joined {
    #[default]
    Any,
    All,
}

/// The values of one sort in a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group<T> {
    pub(super) wanted: Vec<T>,
    pub(super) joined: Joined,
    pub(super) excluded: Vec<T>,
}

impl<T> Default for Group<T> {
    fn default() -> Self {
        Self { wanted: Vec::new(), joined: Joined::Any, excluded: Vec::new() }
    }
}

impl<T> Group<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.excluded.is_empty()
    }
}

/// A number of pets, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Between {
    pub(super) least: u16,
    pub(super) most: Option<u16>,
}

/// What a question restricts its answer by.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    pub(super) kinds: Group<&'static str>,
    pub(super) cities: Group<String>,
    pub(super) specialties: Group<&'static str>,
    /// Vets without a specialty are asked for.
    pub(super) no_specialty: bool,
    /// The number of pets of an owner.
    pub(super) pets: Option<Between>,
    pub(super) superlative: Option<Superlative>,
    /// The words that the filters account for, each with the part that does.
    pub(super) words: Accounted,
}

/// Words by their place, with the part that accounts for them.
pub(super) type Accounted = BTreeMap<usize, Part>;

/// A part of the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Kinds,
    Cities,
    Specialties,
    Pets,
    Superlative,
}

/// The values in a question with their words.
pub(super) struct Values<'a> {
    pub(super) kinds: &'a [(&'static str, Range<usize>)],
    pub(super) cities: &'a [(String, Range<usize>)],
    pub(super) specialties: &'a [(&'static str, Range<usize>)],
}

/// Reads the filters of a question.
pub(super) fn filters(words: &[Word], hits: &[Hit], values: &Values<'_>) -> Filters {
    let mut filters = Filters::default();
    filters.superlative = superlatives::read(words, hits, &mut filters.words);
    filters.pets = numbers::read(words, hits, values, &mut filters.words);
    scope::read(words, hits, values, &mut filters);
    filters
}

fn is_hit(hits: &[Hit], at: usize, concept: Concept) -> bool {
    hits.iter().any(|it| it.concept == concept && it.words.contains(&at))
}

fn low(words: &[Word], at: usize) -> &str {
    words.get(at).map_or("", |it| it.low.as_str())
}

/// Whether a Korean word refuses what stands before it.
pub(super) fn refuses(word: &Word) -> bool {
    const INSIDE: [&str; 9] = ["않", "없", "아닌", "아니", "말고", "제외", "빼고", "못하", "못한"];
    word.is_hangul()
        && (["안", "못"].contains(&word.low.as_str()) || INSIDE.iter().any(|it| word.low.contains(it)))
}
