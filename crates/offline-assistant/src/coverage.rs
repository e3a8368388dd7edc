//! Whether an answer accounts for every word of its question.
//!
//! A word is accounted for if it says nothing by itself, if it is a concept that the answer uses, or if it is a value that restricts
//! the answer. Anything else is said back: an answer to a part of a question would state what is not so.

use std::collections::BTreeSet;

use super::filters::{Amount, Joined, Part, refuses};
use super::intent::Intent;
use super::lexicon::Concept::{self, *};
use super::question::Question;
use super::words::Word;
use beyond::{denied, is_beyond, is_wish_of_others, may_be_name};

mod beyond;

/// An answer about pets tells at most this number of types apart.
const MOST_KINDS: usize = 4;

/// Words that say nothing by themselves. Negations, conjunctions, quantities and comparisons are never among them.
const FILLERS: &str = "
a an the this that these those is are was were am be been being do does did i me we us our you your 
 please tell show give find let know say can could would will shall may want like need look looking see get
what which who whom whose where when how there here in of at on by to for with from into as about if so
name names named called list lists me's us's hello hi hey dear thanks thank ok okay well oh now currently today's right
clinic hospital practice data records record system ones one's what's who's where's when's altogether total among up forgot anybody remember i'd i'm let's you're
mr mrs ms miss dr live lives living located based 
";

/// Beginnings of Korean words that say nothing by themselves.
const KOREAN: &str = "
알려 알고 보여 말해 가르쳐 주세요 주시 주실 줘 줄래 주겠 달라 누구 누가 무엇 무슨 뭐 뭘 뭔 어떤 어느 어디 어떻게 언제 인가 입니 이야 예요
이에요 이죠 이니 인지 인데 사는 살고 살아 살면 사시 살지 거주 키우 키워 기르 길러 가진 가지 데리 하는 하지 하나요 했나 합니 해요 해줘 할까 되나 된
여기 지금 현재 등록 찾아 궁금 혹시 부탁 대해 대한 관한 관련 좀 이름 성함 있 계시 계신 계세 그럼 안녕 보는 봐 분 씨 님 태어 왔 온
";

/// Korean words that say nothing by themselves.
const WHOLE: [&str; 18] = [
    "수", "때", "것", "거", "야", "요", "명", "마리", "년", "월", "일", "에", "이", "그", "인", "게", "담당",
    "중",
];

/// Whether a word says nothing by itself.
pub(super) fn is_filler(word: &Word) -> bool {
    if word.is_hangul() {
        let begins = KOREAN.split_whitespace().any(|it| word.low.starts_with(it));
        return !restricts(word)
            && (begins || WHOLE.contains(&word.stem.as_str()) || WHOLE.contains(&word.low.as_str()));
    }
    FILLERS.split_whitespace().any(|it| it == word.low)
}

/// The words of a question for which an answer does not account, in order, neighbours together.
pub(super) fn unread(question: &Question, intent: Intent) -> Vec<String> {
    let denied = if intent == Intent::Need { denied(question) } else { BTreeSet::new() };
    if !states_facts(intent) && denied.is_empty() {
        return Vec::new();
    }
    let read = |at: usize| {
        if states_facts(intent) { is_read(question, intent, at) } else { !denied.contains(&at) }
    };
    let mut parts: Vec<String> = Vec::new();
    let mut end = None;
    for (at, word) in question.words.iter().enumerate().filter(|(at, _)| !read(*at)) {
        match parts.last_mut().filter(|_| end == Some(at)) {
            Some(part) => *part = format!("{part} {}", word.text),
            None => parts.push(word.text.clone()),
        }
        end = Some(at + 1);
    }
    parts
}

/// Whether an answer of this intent leaves out a value of a question. It tells what `unread` cannot: which values a question has that
/// is put together from two messages.
pub(super) fn leaves_out(question: &Question, intent: Intent) -> bool {
    let filters = &question.filters;
    let parts = [
        (Part::Kinds, !filters.kinds.is_empty()),
        (Part::Cities, !filters.cities.is_empty()),
        (Part::Specialties, !filters.specialties.is_empty() || filters.no_specialty),
        (Part::Pets, filters.pets.is_some()),
        (Part::Superlative, filters.superlative.is_some()),
    ];
    let has_value = question.id.is_some() || question.telephone.is_some() || question.street.is_some();
    states_facts(intent)
        && (parts.iter().any(|(part, has)| *has && !supports(question, intent, *part))
            || has_value && !uses_values(question, intent)
            || question.names.len() > names_used(question, intent)
            || question.period.is_some() && !uses_times(question, intent))
}

fn is_read(question: &Question, intent: Intent, at: usize) -> bool {
    let Some(word) = question.words.get(at) else { return true };
    if is_beyond(question, intent, at) {
        return false;
    }
    let part = question.filters.words.get(&at);
    // "고양이만 키우는"
    let only = ["만", "밖에", "보다", "마다"].contains(&word.particle.as_str());
    if part.is_some_and(|it| supports(question, intent, *it) && (*it == Part::Pets || !only)) {
        return true;
    }
    // "The most common name" is none of a type.
    let compares = matches!(intent, Intent::MostKind | Intent::MostCity | Intent::MostPets | Intent::Cities);
    if compares && ["name", "names", "named", "called"].contains(&word.low.as_str()) {
        return false;
    }
    // "우리 병원", but not "우리 강아지"
    if ["우리", "저희"].iter().any(|it| word.low.starts_with(it)) {
        return question.hits.iter().any(|it| it.concept == Clinic && it.words.contains(&(at + 1)));
    }
    if question.hits.iter().any(|it| it.concept == Birth && it.words.contains(&at)) {
        return match intent {
            Intent::Pets => !question.timed_words.is_empty(),
            _ => uses(intent).contains(&Birth),
        };
    }
    // The words of a street are no names: "110 W. Liberty St."
    if !restricts(word) && question.value_words.contains(&at) {
        return uses_values(question, intent);
    }
    if let Some(place) = question.names.iter().position(|it| it.at.contains(&at)) {
        return names_used(question, intent) > place;
    }
    if question.named_words.contains(&at) {
        return names_used(question, intent) > 1;
    }
    if at == 0
        && question.has(Also)
        && (word.low == "and" || question.hits.iter().any(|it| it.concept == Also && it.words.contains(&at)))
    {
        return true;
    }
    if intent == Intent::Vets && word.low == "and" && question.tells_whose(at + 1) {
        return true;
    }
    if extra(intent).contains(&word.low.as_str()) {
        return true;
    }
    let restricts = restricts(word);
    if !restricts && uses_times(question, intent) && question.timed_words.contains(&at) {
        return true;
    }
    if !restricts && intent == Intent::Visits && question.treated_words.contains(&at) {
        return true;
    }
    if part.is_none() && is_filler(word) {
        return !may_be_name(question, at) && !is_wish_of_others(question, at);
    }
    let concepts = uses(intent);
    let hit = |it: &super::lexicon::Hit| {
        it.words.contains(&at) && (concepts.contains(&it.concept) || COMMON.contains(&it.concept))
    };
    let quantifies = ["each", "every", "only", "just"].contains(&word.low.as_str());
    !restricts && !quantifies && question.hits.iter().any(hit)
}

/// Whether a Korean word refuses or restricts what stands before it: "고양이만", "강아지보다".
fn restricts(word: &Word) -> bool {
    let only = ["만", "보다", "마다", "밖에"].contains(&word.particle.as_str());
    let each = word.is_hangul() && (word.low.ends_with('별') || word.low.contains("별로"));
    refuses(word) || each || only && !word.stem.ends_with('지')
}

/// Words that say nothing in questions of one intent.
fn extra(intent: Intent) -> &'static [&'static str] {
    match intent {
        Intent::PetDetails => &["years", "lived"],
        Intent::Cities => &["different", "distinct"],
        Intent::PetTypes => &["treat", "accept", "take", "see", "know", "supported", "possible"],
        _ => &[],
    }
}

/// Concepts by which people ask, whatever they ask for.
const COMMON: [Concept; 6] = [Who, List, Exists, Details, Name, Clinic];

/// Whether an answer of this intent states facts of the clinic's data.
fn states_facts(intent: Intent) -> bool {
    !uses(intent).is_empty()
}

/// The concepts that an answer of this intent uses.
fn uses(intent: Intent) -> &'static [Concept] {
    match intent {
        Intent::Owners => &[Owner, Owns, Count, City, Address, Telephone, Where, Starts],
        Intent::MostPets => &[Owner, Owns, Pet],
        Intent::MostCity | Intent::Cities => &[Owner, City, Address, Where, Count, Owns],
        Intent::MostKind => &[Kind, Pet],
        Intent::OwnerOf => &[Owner, Owns, Pet, Pronoun],
        Intent::PetsOf => &[Owner, Owns, Pet, Count, Pronoun, Kind],
        Intent::Contact => &[Owner, Owns, Pet, Telephone, Address, City, Where, Pronoun],
        Intent::Pets => &[Pet, Count, Starts, Owns],
        Intent::PetDetails => &[Pet, Owner, Owns, Age, Birth, Kind, When, Pronoun],
        Intent::Extreme => &[Pet, Oldest, Youngest],
        Intent::Visits => &[Visit, Pet, Owner, Count, When, Last, First, Upcoming, Past, Owns, Pronoun],
        Intent::Vets => &[Vet, Specialty, Count, Owns, Pronoun],
        Intent::Specialties => &[Specialty, Vet, Owns],
        Intent::PetTypes => &[Kind, Pet, Count],
        Intent::Statistics => &[Statistics, Owner, Pet, Vet, Visit, Count, Kind],
        Intent::About => &[Owner, Pet, Vet],
        _ => &[],
    }
}

/// The number of names, from the first on, that an answer uses.
fn names_used(question: &Question, intent: Intent) -> usize {
    use Intent::{About, Contact, OwnerOf, Owners, PetDetails, Pets, PetsOf, Vets, Visits};
    match intent {
        // An id or a street tells the owner by itself.
        Owners => usize::from(question.id.is_none() && question.street.is_none()),
        // "Betty Davis's Basil" is one pet; "Betty and Basil" are two records.
        About if !question.named_words.is_empty() => 1,
        Pets => usize::from(question.has(Starts)),
        // Of several words that may be names, some are none.
        OwnerOf | PetsOf | Contact | PetDetails | Visits | Vets | About => {
            if question.names.iter().all(|it| it.sure) { 2 } else { 1 }
        }
        _ => 0,
    }
}

fn uses_times(question: &Question, intent: Intent) -> bool {
    match intent {
        Intent::Visits => true,
        Intent::Pets => question.has(Birth),
        _ => false,
    }
}

/// Whether an answer of this intent is restricted by a telephone number, an address and an id; an id stands alone.
fn uses_values(question: &Question, intent: Intent) -> bool {
    let alone = question.id.is_none() || question.telephone.is_none() && question.street.is_none();
    intent == Intent::Owners && alone
}

/// Whether an answer of this intent is restricted by a part of the filters.
fn supports(question: &Question, intent: Intent, part: Part) -> bool {
    let filters = &question.filters;
    let (kinds, cities, specialties) = (&filters.kinds, &filters.cities, &filters.specialties);
    let one_kind = kinds.excluded.is_empty() && kinds.wanted.len() < 2;
    let one_city = cities.excluded.is_empty() && cities.wanted.len() < 2;
    match (intent, part) {
        (Intent::Owners, Part::Kinds | Part::Cities | Part::Pets) => question.id.is_none(),
        (Intent::MostPets, Part::Kinds | Part::Cities) => true,
        (Intent::MostPets, Part::Superlative) => filters.superlative.is_some_and(|it| it.of == Pet),
        (Intent::MostCity, Part::Superlative) => {
            filters.superlative.is_some_and(|it| it.of == Owner && it.amount == Amount::Most)
        }
        (Intent::MostKind, Part::Superlative) => {
            filters.superlative.is_some_and(|it| it.amount == Amount::Most)
        }
        (Intent::Pets, Part::Kinds) => {
            (kinds.excluded.is_empty() || kinds.joined == Joined::Any || kinds.wanted.is_empty())
                && kinds.wanted.len() <= MOST_KINDS
        }
        (Intent::Pets | Intent::Extreme, Part::Cities) => cities.excluded.is_empty(),
        (Intent::Extreme, Part::Kinds) => kinds.wanted.len() < 2 || kinds.joined == Joined::Any,
        (Intent::PetsOf, Part::Pets) => filters.pets.is_some_and(|it| it.least == 1 && it.most.is_none()),
        (
            Intent::PetsOf | Intent::OwnerOf | Intent::PetDetails | Intent::About | Intent::Contact,
            Part::Kinds,
        ) => one_kind,
        (Intent::Visits, Part::Kinds) => one_kind,
        (Intent::Visits, Part::Cities) => one_city && question.names.is_empty() && !question.refers(),
        // General practice is no specialty: it is answered for alone.
        (Intent::Vets, Part::Specialties) => {
            !specialties.excluded.contains(&"general practice")
                && (!filters.no_specialty || specialties.is_empty())
        }
        (Intent::Vets, Part::Superlative) => {
            let alone = question.names.is_empty() && specialties.is_empty() && !filters.no_specialty;
            alone && filters.superlative.is_some_and(|it| it.of == Specialty && it.amount == Amount::Most)
        }
        (Intent::PetTypes, Part::Kinds) => false,
        _ => false,
    }
}
