//! Parses a person's message, as far as rules can.

use std::collections::BTreeSet;
use std::ops::Range;

use assistant_model::language::Language;
use jiff::civil::Date;

use super::concepts::{needed, specialty_in};
use super::dates::{Looking, Mention, Period, mentions, period, span};
use super::filters::{Filters, Values, filters};
use super::lexicon::{Concept, Hit, corrected, hits, kind_in};
use super::names::{Name, families, names};
use super::treatments;
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
    /// The number after "owner".
    pub(super) id: Option<i64>,
    /// Texts, one of which the description of a visit has in it if it was for the treatment in question.
    pub(super) treatment: Vec<&'static str>,
    pub(super) filters: Filters,
    /// The words that join names.
    pub(super) named_words: BTreeSet<usize>,
    /// The words of the period.
    pub(super) timed_words: BTreeSet<usize>,
    /// The words of the telephone number, the address and the id.
    pub(super) value_words: BTreeSet<usize>,
    /// The words of the treatment.
    pub(super) treated_words: BTreeSet<usize>,
}

impl Question {
    pub(super) fn read(text: &str, today: Date, planning: bool) -> Self {
        let mut words = words(text);
        for (_, word) in words.iter_mut().enumerate().filter(|(at, it)| *at == 0 || !it.is_capital()) {
            if let Some(known) = corrected(&word.low) {
                (word.low, word.stem) = (known.to_owned(), known.to_owned());
            }
        }
        // The words of names such as "Ann Price" have no other meaning.
        let families = families(&words);
        let free = |it: &Range<usize>| !families.iter().any(|at| it.contains(at));
        let all: Vec<_> = hits(&words).into_iter().filter(|it| free(&it.words)).collect();
        let planned =
            planning || all.iter().any(|it| matches!(it.concept, Concept::Book | Concept::Upcoming));
        let mentions = mentions(&words, today, if planned { Looking::Ahead } else { Looking::Back });
        let timed = |it: &Hit| mentions.iter().any(|at| at.words.contains(&it.words.start));
        let hits: Vec<_> = all.into_iter().filter(|it| !timed(it)).collect();
        let of_sort =
            |found: Vec<(&'static str, Range<usize>)>| found.into_iter().filter(|it| free(&it.1)).collect();
        let kinds: Vec<_> = of_sort(found(&words, kind_in));
        let specialties: Vec<_> = of_sort(found(&words, specialty_in));
        let understood = mentions.iter().map(|it| &it.words);
        let understood =
            understood.chain(kinds.iter().map(|it| &it.1)).chain(specialties.iter().map(|it| &it.1));
        let taken: Vec<_> = understood.cloned().collect();
        let (cities, names) = apart(&words, &names(&words, &taken, &families));
        let street = street(text, &words, &mentions);
        let values = Values { kinds: &kinds, cities: &cities, specialties: &specialties };
        let filters = filters(&words, &hits, &values);
        let (treatment, treated_words) = treatments::read(&words);
        let telephone = telephone(&words, &mentions);
        let mut value_words = id_words(&words, &hits);
        value_words.extend(street.iter().flat_map(|it| it.1.clone()));
        if telephone.is_some() {
            let digits =
                |it: &Word| it.low == "number" || it.low.chars().all(|it| it.is_ascii_digit() || it == '-');
            value_words.extend(words.iter().enumerate().filter(|(_, it)| digits(it)).map(|it| it.0));
        }
        Self {
            text: text.to_owned(),
            language: Language::of(text),
            places: cities.into_iter().map(|it| it.0).collect(),
            named_words: joining(&words, &names),
            names,
            kinds,
            specialties: specialties.into_iter().map(|it| it.0).collect(),
            needs: needed(&words),
            period: period(&words, &mentions),
            timed_words: span(&words, &mentions),
            telephone,
            street: street.map(|it| it.0),
            id: id(&words, &hits),
            treatment,
            treated_words,
            value_words,
            filters,
            mentions,
            hits,
            words,
        }
    }

    pub(super) fn has(&self, concept: Concept) -> bool {
        self.hits.iter().any(|it| it.concept == concept)
    }

    /// Whether a pronoun refers to the conversation's focus; "그럼" and the like only lead on.
    pub(super) fn refers(&self) -> bool {
        let leads_on =
            |hit: &Hit| self.hits.iter().any(|it| it.concept == Concept::Also && it.words == hit.words);
        let refers = |it: &Hit| !leads_on(it) && !self.tells_whose(it.words.start);
        self.hits.iter().any(|it| it.concept == Concept::Pronoun && refers(it))
    }

    /// Whether a word is the "their" of "the vets and their specialties".
    pub(super) fn tells_whose(&self, at: usize) -> bool {
        let low = |at: usize| self.words.get(at).map_or("", |it| it.low.as_str());
        let hit = |concept: Concept, at: usize| {
            self.hits.iter().any(|it| it.concept == concept && it.words.contains(&at))
        };
        low(at) == "their"
            && at.checked_sub(1).is_some_and(|it| ["and", "with"].contains(&low(it)))
            && at.checked_sub(2).is_some_and(|it| hit(Concept::Vet, it))
            && hit(Concept::Specialty, at + 1)
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

/// Parts cities, which neighbouring words tell, from other names. A city may follow another one: "in Monona or Windsor".
fn apart(words: &[Word], all: &[Name]) -> (Vec<(String, Range<usize>)>, Vec<Name>) {
    let (mut cities, mut names): (Vec<(String, Range<usize>)>, Vec<Name>) = (Vec::new(), Vec::new());
    let joined = |end: usize, name: &Name| {
        let conjunctions = ["or", "and", "nor", "및", "또는"];
        let particle = end.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| it.particle.as_str());
        let particles = ["와", "과", "나", "이나", "랑", "이랑"].contains(&particle);
        let between = words.get(end..name.at.start);
        between.is_some_and(|it| {
            it.iter().all(|it| conjunctions.contains(&it.low.as_str())) && (!it.is_empty() || particles)
                || it.is_empty() && words.get(end).is_some_and(|it| it.gap.contains(','))
        })
    };
    let towns: Vec<_> = all.iter().map(|it| is_place(words, it)).collect();
    for (place, name) in all.iter().enumerate() {
        let after = cities.last().is_some_and(|it| joined(it.1.end, name));
        // "Monona와 Windsor에 사는"
        let before = all.get(place + 1).zip(towns.get(place + 1)).is_some_and(|(next, is_town)| {
            *is_town && words.get(next.at.start).is_some() && joined_by_particle(words, name, next)
        });
        if towns.get(place) == Some(&true) || after || before {
            cities.push((name.full(), name.at.clone()));
        } else {
            names.push(name.clone());
        }
    }
    (cities, names)
}

fn joined_by_particle(words: &[Word], name: &Name, next: &Name) -> bool {
    let particle =
        name.at.end.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| it.particle.as_str());
    name.at.end == next.at.start && ["와", "과", "나", "이나", "랑", "이랑", "하고"].contains(&particle)
}

/// The conjunctions between names.
fn joining(words: &[Word], names: &[Name]) -> BTreeSet<usize> {
    let between = names.windows(2).filter_map(|pair| {
        let [a, b] = pair else { return None };
        Some(a.at.end..b.at.start)
    });
    let joins = |at: &usize| {
        words.get(*at).is_some_and(|it| ["and", "or", "그리고", "또는"].contains(&it.low.as_str()))
    };
    between.filter(|it| it.clone().all(|at| joins(&at))).flatten().collect()
}

/// Whether a name is a town's, by its neighbouring words.
fn is_place(words: &[Word], name: &Name) -> bool {
    let before = name.at.start.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| it.low.as_str());
    let particle =
        name.at.end.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| it.particle.as_str());
    let after = words.get(name.at.end).map_or("", |it| it.low.as_str());
    let is_about = ["대해", "대한", "관해", "관한"].iter().any(|it| after.starts_with(it));
    let is_town = ["지역", "시에", "도시", "동네"].iter().any(|it| after.starts_with(it));
    ["in", "near", "from", "outside"].contains(&before)
        || is_town
        || particle == "에서"
        || particle == "에는"
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

/// `345 Maple`: a house number and a street, if they surely are an address, and their words.
fn street(text: &str, words: &[Word], mentions: &[Mention]) -> Option<(String, Range<usize>)> {
    let dated = |at: usize| mentions.iter().any(|it| it.words.contains(&at));
    let mut pairs = words.windows(2).enumerate();
    let (at, pair) = pairs.find(|(at, pair)| {
        let [number, name] = pair else { return false };
        !dated(*at)
            && number.is_number()
            && number.low.len() < 6
            && name.follows_directly()
            && name.is_capital()
    })?;
    let [number, _] = pair else { return None };
    let more = words.iter().skip(at + 2).take(3);
    let more =
        more.take_while(|it| it.is_capital() && it.gap.chars().all(|it| matches!(it, ' ' | '.'))).count();
    let last = words.get(at + 1 + more)?;
    let text = text.get(number.at.start..last.at.start + last.text.len())?;
    Some((text.to_owned(), at..at + 2 + more))
}

fn id(words: &[Word], hits: &[Hit]) -> Option<i64> {
    let at = id_words(words, hits).last().copied()?;
    words.get(at)?.low.parse().ok()
}

/// The words of an id after "owner".
fn id_words(words: &[Word], hits: &[Hit]) -> BTreeSet<usize> {
    let Some(hit) = hits.iter().find(|it| it.concept == Concept::Owner) else {
        return BTreeSet::new();
    };
    let is_filler = |it: &&Word| ["id", "number", "no", "번호"].contains(&it.low.as_str());
    let with = words.get(hit.words.end).is_some_and(|it| it.low == "with")
        && words.get(hit.words.end + 1).is_some_and(|it| is_filler(&it));
    let from = hit.words.end + usize::from(with);
    let at = from + words.iter().skip(from).take_while(is_filler).count();
    let is_id = words.get(at).is_some_and(|it| it.is_number() && it.low.len() < 7);
    if is_id { (hit.words.end..=at).collect() } else { BTreeSet::new() }
}
