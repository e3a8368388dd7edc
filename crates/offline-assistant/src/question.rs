//! Parses a person's message, as far as rules can.

use std::ops::Range;

use assistant_model::language::Language;
use jiff::civil::Date;

use super::concepts::{needed, specialty_in};
use super::dates::{Looking, Mention, Period, mentions, period};
use super::lexicon::{Concept, Hit, corrected, hits, kind_in};
use super::names::{Name, names};
use super::words::{Word, words};

/// A parsed message.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) text: String,
    pub(super) language: Language,
    pub(super) words: Vec<Word>,
    pub(super) hits: Vec<Hit>,
    pub(super) names: Vec<Name>,
    /// Cities, recognised by neighbouring words: "in Madison".
    pub(super) places: Vec<String>,
    /// Kinds of animals, with their words.
    pub(super) kinds: Vec<(&'static str, Range<usize>)>,
    pub(super) specialties: Vec<&'static str>,
    /// The fields of medicine that a pet needs, the most important first.
    pub(super) needs: Vec<&'static str>,
    pub(super) mentions: Vec<Mention>,
    pub(super) period: Option<Period>,
    /// The digits of a telephone number.
    pub(super) telephone: Option<String>,
    /// A street address: the house number and the street's name.
    pub(super) street: Option<String>,
    /// The number after "owner" or "pet".
    pub(super) id: Option<i64>,
}

impl Question {
    pub(super) fn read(text: &str, today: Date, planning: bool) -> Self {
        let mut words = words(text);
        for word in &mut words {
            if let Some(known) = corrected(&word.low) {
                (word.low, word.stem) = (known.to_owned(), known.to_owned());
            }
        }
        let all = hits(&words);
        let planned =
            planning || all.iter().any(|it| matches!(it.concept, Concept::Book | Concept::Upcoming));
        let mentions = mentions(&words, today, if planned { Looking::Ahead } else { Looking::Back });
        let timed = |it: &Hit| mentions.iter().any(|at| at.words.contains(&it.words.start));
        let hits: Vec<_> = all.into_iter().filter(|it| !timed(it)).collect();
        let kinds = found(&words, kind_in);
        let specialties = found(&words, specialty_in);
        let understood = mentions.iter().map(|it| &it.words);
        let understood =
            understood.chain(kinds.iter().map(|it| &it.1)).chain(specialties.iter().map(|it| &it.1));
        let taken: Vec<_> = understood.cloned().collect();
        let (places, names) = names(&words, &taken).into_iter().partition(|it| is_place(&words, it));
        Self {
            text: text.to_owned(),
            language: Language::of(text),
            places: Vec::<Name>::into_iter(places).map(|it| it.full()).collect(),
            names,
            kinds,
            specialties: specialties.into_iter().map(|it| it.0).collect(),
            needs: needed(&words),
            period: period(&words, &mentions),
            telephone: telephone(&words, &mentions),
            street: street(text, &words, &mentions),
            id: id(&words, &hits),
            mentions,
            hits,
            words,
        }
    }

    pub(super) fn has(&self, concept: Concept) -> bool {
        self.hits.iter().any(|it| it.concept == concept)
    }

    pub(super) fn any(&self, concepts: &[Concept]) -> bool {
        concepts.iter().any(|it| self.has(*it))
    }

    pub(super) fn kind(&self) -> Option<&'static str> {
        self.kinds.first().map(|it| it.0)
    }

    /// Whether the message has only names and numbers, which belong to no language.
    pub(super) fn is_bare(&self) -> bool {
        self.hits.is_empty() && !self.words.iter().any(Word::is_hangul)
    }

    pub(super) fn is_asking(&self) -> bool {
        self.text.trim_end().ends_with(['?', '？'])
    }

    /// The first position of a concept.
    pub(super) fn place_of(&self, concept: Concept) -> Option<usize> {
        self.hits.iter().find(|it| it.concept == concept).map(|it| it.words.start)
    }

    /// Whether a concept stands right before or after a name.
    pub(super) fn beside_name(&self, concept: Concept, after: bool) -> bool {
        let touches = |hit: &Hit, name: &Name| {
            if after { hit.words.start == name.at.end } else { hit.words.end == name.at.start }
        };
        self.hits
            .iter()
            .filter(|it| it.concept == concept)
            .any(|hit| self.names.iter().any(|it| touches(hit, it)))
    }
}

/// Every match of `read`, with its words.
fn found<T>(words: &[Word], read: impl Fn(&[Word], usize) -> Option<(T, usize)>) -> Vec<(T, Range<usize>)> {
    (0..words.len()).filter_map(|at| read(words, at).map(|(it, length)| (it, at..at + length))).collect()
}

/// Whether a name is a town's, by its neighbouring words.
fn is_place(words: &[Word], name: &Name) -> bool {
    let before = name.at.start.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| it.low.as_str());
    let particle =
        name.at.end.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| it.particle.as_str());
    let after = words.get(name.at.end).map_or("", |it| it.low.as_str());
    let is_about = ["대해", "대한", "관해", "관한"].iter().any(|it| after.starts_with(it));
    let is_town = ["지역", "시에", "도시", "동네"].iter().any(|it| after.starts_with(it));
    ["in", "near", "from"].contains(&before)
        || is_town
        || particle == "에서"
        || (particle == "에" && !is_about)
}

/// A telephone number: seven digits or more, in any grouping.
fn telephone(words: &[Word], mentions: &[Mention]) -> Option<String> {
    let dated = |at: usize| mentions.iter().any(|it| it.words.contains(&at));
    let mut digits = String::new();
    for (at, word) in words.iter().enumerate() {
        let is_part = word.low.chars().all(|it| it.is_ascii_digit() || it == '-') && !dated(at);
        let goes_on = word.gap.chars().all(|it| matches!(it, ' ' | '.' | '(' | ')' | '-' | '/' | '+'));
        if digits.len() >= 7 && !(is_part && goes_on) {
            break;
        }
        if !goes_on || !is_part {
            digits.clear();
        }
        if is_part {
            digits.extend(word.low.chars().filter(char::is_ascii_digit));
        }
    }
    Some(digits).filter(|it| it.len() >= 7)
}

/// `345 Maple`: a house number and a street, if they surely are an address.
fn street(text: &str, words: &[Word], mentions: &[Mention]) -> Option<String> {
    let dated = |at: usize| mentions.iter().any(|it| it.words.contains(&at));
    let mut pairs = words.windows(2).enumerate();
    let (_, pair) = pairs.find(|(at, pair)| {
        let [number, name] = pair else { return false };
        !dated(*at)
            && number.is_number()
            && number.low.len() < 6
            && name.follows_directly()
            && name.is_capital()
    })?;
    let [number, name] = pair else { return None };
    text.get(number.at.start..name.at.start + name.text.len()).map(str::to_owned)
}

fn id(words: &[Word], hits: &[Hit]) -> Option<i64> {
    let after = hits.iter().find(|it| matches!(it.concept, Concept::Owner | Concept::Pet))?.words.end;
    let is_filler = |it: &&Word| ["id", "number", "no", "with", "the", "번호"].contains(&it.low.as_str());
    let skipped = words.iter().skip(after).take_while(is_filler).count();
    let word = words.get(after + skipped).filter(|it| it.is_number() && it.low.len() < 7)?;
    word.low.parse().ok()
}
