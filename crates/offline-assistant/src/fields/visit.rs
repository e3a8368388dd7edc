//! The values of a visit: the pet and the reason.

use super::free::span;
use super::{Field, Fields};
use crate::concepts::is_medical;
use crate::lexicon::{is_known, is_known_korean};
use crate::names::Name;
use crate::question::Question;
use crate::words::Word;

pub(super) fn visit(fields: &mut Fields, question: &Question, missing: &[Field]) {
    // Text after a colon is the reason, whatever it contains.
    let colon = question.text.find(": ");
    let starts = |it: &Name| question.words.get(it.at.start).map_or(0, |it| it.at.start);
    let ahead = |it: &&Name| colon.is_none_or(|colon| starts(it) < colon);
    let any_ahead = question.names.iter().any(|it| ahead(&it));
    let names = question.names.iter().filter(|it| (ahead(it) || !any_ahead) && !is_vet(question, it));
    let (owners, pets): (Vec<_>, Vec<_>) = names.partition(|it| is_owner(question, it));
    if let Some(pet) = pets.first().filter(|_| fields.pet.is_none() || missing.contains(&Field::Name)) {
        fields.pet = Some(pet.full());
    }
    // A visit concerns one pet.
    if pets.len() > 1 && missing.is_empty() {
        fields.pet = None;
    }
    let more = pets.into_iter().filter(|it| Some(it.full()) != fields.pet && missing.contains(&Field::Owner));
    let owners: Vec<_> = owners.into_iter().chain(more).cloned().collect();
    fields.owner.extend(owners);
    if missing == [Field::Description] {
        fields.description = Some(question.text.trim().trim_end_matches('.').to_owned());
    }
    if fields.description.is_none() {
        let after = question.text.split_once(": ").map(|it| it.1.trim().trim_end_matches('.').to_owned());
        fields.description = after.filter(|it| !it.is_empty()).or_else(|| content(question));
    }
}

fn is_owner(question: &Question, name: &Name) -> bool {
    let owns = question.words.get(name.at.end.saturating_sub(1)).is_some_and(Word::owns);
    let first_of_several = question.names.len() > 1 && question.names.first() == Some(name);
    ["of", "owner"].contains(&before(question, name)) || name.parts.len() > 1 || (owns && first_of_several)
}

fn is_vet(question: &Question, name: &Name) -> bool {
    let after = question.words.get(name.at.end).map_or("", |it| it.low.as_str());
    let titled = ["선생", "수의사", "원장"].iter().any(|it| after.starts_with(it));
    titled || ["dr", "doctor", "vet"].contains(&before(question, name))
}

fn before<'a>(question: &'a Question, name: &Name) -> &'a str {
    name.at.start.checked_sub(1).and_then(|it| question.words.get(it)).map_or("", |it| it.low.as_str())
}

/// The rest of a message without names, dates and the words of the request.
fn content(question: &Question) -> Option<String> {
    let words = &question.words;
    let taken = |at: usize| {
        question.names.iter().any(|it| it.at.contains(&at))
            || question.mentions.iter().any(|it| it.words.contains(&at))
    };
    let says = |at: usize, word: &Word| {
        let medical = is_medical(words, at);
        let kind = question.kinds.iter().any(|it| it.1.contains(&at));
        let known = if word.is_hangul() {
            is_known_korean(word) || is_command(question, at)
        } else {
            is_known(&word.low)
        };
        !taken(at) && !kind && !word.is_number() && (medical || !known)
    };
    let first = words.iter().enumerate().find(|(at, it)| says(*at, it))?.0;
    let mut last = first;
    for (at, word) in words.iter().enumerate().skip(first) {
        if taken(at) || at > last + 3 {
            break;
        }
        if says(at, word) || (at == last + 1 && is_tail(words, last, at)) {
            last = at;
        }
    }
    span(question, first..last + 1)
}

/// Whether a word continues the phrase of the word before it, as "shot" does in "rabies shot".
fn is_tail(words: &[Word], before: usize, at: usize) -> bool {
    let both = words.get(before..=at).unwrap_or_default();
    words.get(at).is_some_and(|it| {
        ["shot", "shots", "up", "problem", "problems", "pain", "check", "cleaning", "removal", "again"]
            .contains(&it.low.as_str())
    }) && both.len() == 2
}

fn is_command(question: &Question, at: usize) -> bool {
    question.hits.iter().any(|it| it.words.contains(&at))
}
