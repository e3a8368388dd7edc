//! Requests to add or change records.

use super::super::lexicon::Concept::*;
use super::super::question::Question;
use super::Intent;

pub(super) fn intent(it: &Question) -> Option<Intent> {
    // "When was the last appointment that was booked?" asks for a record.
    let looks_up = it.has(Last) || (it.any(&[When, Who, Count, Upcoming]) && it.is_asking());
    if looks_up {
        return None;
    }
    if it.has(Book) {
        return Some(Intent::Book);
    }
    let has_data = it.telephone.is_some() || it.text.contains(|letter: char| letter.is_ascii_digit());
    if it.has(Change) && (it.any(&[Telephone, Address, City]) || has_data) {
        return Some(Intent::ChangeOwner);
    }
    if it.has(Moved) && (!it.names.is_empty() || it.has(Owner)) {
        return Some(Intent::ChangeOwner);
    }
    if it.has(Change) && (!it.names.is_empty() || it.any(&[Owner, Pet, Visit, Name, Birth, Vet, Kind])) {
        return Some(Intent::CannotChange);
    }
    if it.has(Add) || it.has(New) && (it.has(Name) || it.telephone.is_some()) { added(it) } else { None }
}

/// The kind of record to add: the first that the message names.
fn added(it: &Question) -> Option<Intent> {
    let pet = it.place_of(Pet).into_iter().chain(it.kinds.first().map(|it| it.1.start)).min();
    let first = [
        (it.place_of(Owner), Intent::AddOwner),
        (pet, Intent::AddPet),
        (it.place_of(Visit), Intent::Book),
        (it.place_of(Vet), Intent::CannotChange),
    ];
    let found = first.into_iter().filter_map(|(at, intent)| Some((at?, intent)));
    let Some((_, first)) = found.min_by_key(|it| it.0) else {
        // "Register Ann Lee, 1 High St., Monona, 6085551234"
        return (it.telephone.is_some() || it.street.is_some()).then_some(Intent::AddOwner);
    };
    // A Korean sentence may name the owner before the record to add: "Betty 보호자에게 강아지를 추가".
    let to_owner = |it: &str| ["에게", "한테", "앞으로"].iter().any(|particle| it.ends_with(particle));
    let given = it.words.iter().any(|it| to_owner(&it.low) || to_owner(&it.particle));
    Some(if first == Intent::AddOwner && given && pet.is_some() { Intent::AddPet } else { first })
}
