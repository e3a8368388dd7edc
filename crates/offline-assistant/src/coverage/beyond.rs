//! Words that no answer accounts for, although a part of their meaning is known.

use std::collections::BTreeSet;

use super::is_filler;
use crate::concepts::medical_words;
use crate::filters::{is_not, refuses};
use crate::intent::Intent;
use crate::lexicon::Concept::{self, *};
use crate::question::Question;
use crate::words::Word;

/// The negations in a question for vets, but not those in signs of a condition, such as "not eating", nor those behind the pet.
pub(super) fn denied(question: &Question) -> BTreeSet<usize> {
    const CANNOT: [&str; 6] = ["cannot", "can't", "won't", "never", "couldn't", "wouldn't"];
    if !question.any(&[Vet, Who]) {
        return BTreeSet::new();
    }
    let kinds = question.kinds.iter().map(|it| it.1.start);
    let pet = kinds.chain([Pet, Mine].iter().filter_map(|it| question.place_of(*it))).min();
    let end = pet.unwrap_or(question.words.len());
    let medical = medical_words(&question.words);
    let denies = |at: &usize| {
        is_not(&question.words, *at)
            || question.words.get(*at).is_some_and(|it| refuses(it) || CANNOT.contains(&it.low.as_str()))
    };
    (0..end).filter(|at| denies(at) && !medical.contains(at)).collect()
}

/// Whether a word asks for more than answers of this kind tell.
pub(super) fn is_beyond(question: &Question, intent: Intent, at: usize) -> bool {
    let hit =
        |concept: Concept| question.hits.iter().any(|it| it.concept == concept && it.words.contains(&at));
    let several = |some: &[Concept]| some.iter().filter(|it| question.has(**it)).count() > 1;
    // A name begins with a letter; a city is not looked for by one.
    let begins = question.has(Starts) && [City, Address, Telephone, Where].iter().any(|it| hit(*it));
    let of_one = [&[Last, First, Upcoming][..], &[Oldest, Youngest]]
        .iter()
        .any(|some| several(some) && some.iter().any(|it| hit(*it)));
    let counts_fields = intent == Intent::Vets && hit(Count) && counts_specialties(question);
    begins && !question.words.get(at).is_some_and(is_filler)
        || of_one
        || counts_fields
        || of_all(question, at)
}

/// "How many specialties", "전문 분야는 몇 개", but not "how many vets with a specialty".
fn counts_specialties(question: &Question) -> bool {
    let starts = |at: usize| question.hits.iter().any(|it| it.concept == Specialty && it.words.start == at);
    let korean = |it: &Word| {
        ["개", "가지"].iter().any(|unit| it.low.starts_with(unit) || it.low.starts_with(&format!("몇{unit}")))
    };
    question.hits.iter().any(|it| it.concept == Count && starts(it.words.end))
        || question.words.iter().any(korean)
}

/// "Do all owners have a dog?" is a question about all of them; "show all owners" is not.
fn of_all(question: &Question, at: usize) -> bool {
    const ASKS: [&str; 8] = ["do", "does", "did", "is", "are", "was", "were", "have"];
    let Some(word) = question.words.get(at) else { return false };
    let first = question.words.first().map_or("", |it| it.low.as_str());
    let english = ASKS.contains(&first) && ["all", "every", "each", "everyone"].contains(&word.low.as_str());
    let owns = ["have", "has", "own", "owns", "keep", "keeps"];
    let of_owned = word.low == "all"
        && at
            .checked_sub(1)
            .and_then(|it| question.words.get(it))
            .is_some_and(|it| owns.contains(&it.low.as_str()));
    let asks = |it: &Word| ["나요", "까요", "니까", "니"].iter().any(|end| it.low.ends_with(end));
    let korean = ["모든", "모두", "전부"].iter().any(|it| word.low.starts_with(it))
        && question.words.last().is_some_and(asks)
        && !question.any(&[Who, Count, When, Where]);
    english || of_owned || korean
}

/// "Will" in "Who owns Will?", but not at the start of a sentence.
pub(super) fn may_be_name(question: &Question, at: usize) -> bool {
    const NONE: [&str; 12] =
        ["i", "i'd", "i'm", "mr", "mrs", "ms", "miss", "dr", "clinic", "hospital", "ok", "hello"];
    let begins = |it: &Word| it.gap.contains(['.', '?', '!', ':', '"', '\n', ',']);
    let capital =
        |it: &Word| it.is_capital() && !it.is_hangul() && !begins(it) && !NONE.contains(&it.low.as_str());
    at > 0 && question.words.get(at).is_some_and(capital)
}

/// "I want", "do you need", but not "owners who want a dog".
pub(super) fn is_wish_of_others(question: &Question, at: usize) -> bool {
    const US: [&str; 9] = ["i", "we", "you", "i'd", "we'd", "you'd", "would", "to", "me"];
    let wishes = question.words.get(at).is_some_and(|it| ["want", "like", "need"].contains(&it.low.as_str()));
    let ours = at.checked_sub(1).and_then(|it| question.words.get(it));
    wishes && at > 0 && !ours.is_some_and(|it| US.contains(&it.low.as_str()))
}
