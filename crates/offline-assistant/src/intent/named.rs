//! Questions with a name.

use std::ops::Range;

use super::super::lexicon::Concept::*;
use super::super::names::Name;
use super::super::question::Question;
use super::super::words::Word;
use super::Intent;

pub(super) fn intent(it: &Question) -> Option<Intent> {
    if it.has(Vet) && !it.needs.is_empty() && it.specialties.is_empty() {
        return Some(Intent::Need);
    }
    let does = !it.specialties.is_empty() && !it.any(&[Needs, Past, When, Last, Visit]);
    if (does || it.any(&[Vet, Specialty])) && !it.has(Pet) && it.kinds.is_empty() {
        return Some(Intent::Vets);
    }
    let treated = !it.needs.is_empty() && it.any(&[When, Last, Count, Exists, Past]);
    let when = (it.has(When) || it.period.is_some()) && !it.any(&[Birth, Age]);
    if it.has(Visit) || treated || when {
        return Some(Intent::Visits);
    }
    if !it.needs.is_empty() && it.specialties.is_empty() && !it.is_asking() {
        return Some(Intent::Need);
    }
    if it.has(Starts) {
        return Some(if it.has(Pet) || !it.kinds.is_empty() { Intent::Pets } else { Intent::Owners });
    }
    let of_owners = it.has(Owner) && !it.any(&[Pet, Vet]) && it.kinds.is_empty();
    if of_owners && (it.has(Count) || it.has(Name) && it.has(Who)) {
        return Some(Intent::Owners);
    }
    if it.street.is_some() && it.any(&[Who, Owner]) {
        return Some(Intent::Owners);
    }
    if asks_for_owner(it) {
        return Some(if it.any(&[Telephone, Address, City, Where]) {
            Intent::Contact
        } else {
            Intent::OwnerOf
        });
    }
    if it.any(&[Telephone, Address, City, Where]) {
        return Some(Intent::Contact);
    }
    let whose = it.names.iter().any(|name| ends(it, name).is_some_and(Word::owns));
    let of_owner = whose && it.names.len() > 1 && !it.kinds.is_empty();
    if of_owner || it.any(&[Age, Birth]) || (it.has(Kind) && !it.has(Owns) && !whose) {
        return Some(Intent::PetDetails);
    }
    if !whose && is_pet(it) {
        return Some(if it.has(Count) { Intent::PetsOf } else { Intent::PetDetails });
    }
    if it.has(Owner) && !it.has(Pet) && it.kinds.is_empty() {
        return Some(Intent::About);
    }
    (it.any(&[Pet, Owns]) || !it.kinds.is_empty()).then_some(Intent::PetsOf)
}

/// "Leo's owner", "the owner of Leo", "who owns Leo", "whose pet is Leo", but not "the owner Betty".
fn asks_for_owner(it: &Question) -> bool {
    let low: Vec<_> = it.words.iter().map(|it| it.low.as_str()).collect();
    let said = |words: &[&str]| low.iter().any(|it| words.contains(it));
    let of =
        low.windows(2).any(|it| matches!(it, ["owner" | "owners" | "parent" | "guardian" | "family", "of"]));
    let owns = said(&["owns", "owned", "belong", "belongs", "whose"]) && !it.any(&[Count, List]);
    let who_has = it.has(Who) && it.any(&[Owns, Owner]) && !marks_owner(it);
    let of_it = !it.names.iter().any(|name| ends(it, name).is_some_and(Word::owns));
    let whose_kind = it.has(Who) && (!it.kinds.is_empty() || it.has(Pet)) && of_it && !low.contains(&"is");
    let after = it.beside_name(Owner, true) && !it.has(Exists) && !marks_owner(it);
    of || owns || who_has || whose_kind || after
}

/// "The owner Betty", "an owner named Betty", "Betty라는 보호자".
fn marks_owner(it: &Question) -> bool {
    let hits = it.hits.iter().filter(|it| it.concept == Owner);
    hits.into_iter().any(|hit| it.names.iter().any(|name| marks(it, &hit.words, name)))
}

/// "The cat Leo", "a pet named Leo", "is Leo a cat", "Leo라는 고양이".
fn is_pet(it: &Question) -> bool {
    let pets = it.hits.iter().filter(|it| it.concept == Pet).map(|it| &it.words);
    let kinds = it.kinds.iter().map(|it| &it.1);
    let is_called = it.names.iter().any(|name| ends(it, name).is_some_and(|it| it.particle.contains("라는")));
    let marked = (is_called && (it.has(Pet) || !it.kinds.is_empty()))
        || pets.chain(kinds).any(|words| it.names.iter().any(|name| marks(it, words, name)));
    let is_a_kind = !it.kinds.is_empty() && !it.any(&[Owns, Pet, Count]);
    marked || is_a_kind
}

/// Whether the words introduce the name, as "owner" does in "the owner Betty".
fn marks(it: &Question, words: &Range<usize>, name: &Name) -> bool {
    let cued = it.words.get(words.end).is_some_and(|it| ["named", "called"].contains(&it.low.as_str()));
    let before = words.end + usize::from(cued) == name.at.start;
    before || (name.at.end == words.start && ends(it, name).is_some_and(|it| it.particle.contains("라는")))
}

fn ends<'a>(it: &'a Question, name: &Name) -> Option<&'a Word> {
    it.words.get(name.at.end.checked_sub(1)?)
}
