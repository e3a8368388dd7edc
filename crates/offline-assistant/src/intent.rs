//! Recognises the intent of a message.

use super::lexicon::Concept::{self, *};
use super::question::Question;

mod changes;
mod named;
mod things;

/// The subject of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intent {
    Hostile,
    Delete,
    Greeting,
    Thanks,
    Help,
    Hours,
    Price,
    Advice,
    Emergency,
    Need,
    AddOwner,
    AddPet,
    Book,
    ChangeOwner,
    CannotChange,
    Yes,
    No,
    /// Owners: all, or those that the filters leave.
    Owners,
    /// The owners with the most or the fewest pets.
    MostPets,
    /// The cities with the most owners.
    MostCity,
    /// The cities in which owners live.
    Cities,
    /// The most common types of pets.
    MostKind,
    OwnerOf,
    PetsOf,
    Contact,
    Pets,
    PetDetails,
    Extreme,
    Visits,
    Vets,
    Specialties,
    PetTypes,
    Statistics,
    /// Every record with the name.
    About,
    Unknown,
}

/// Recognises the intent of a message. The rules apply to any message, in this order.
pub(super) fn of(it: &Question) -> Intent {
    let named = !it.names.is_empty();
    let about = || if named { named::intent(it) } else { things::intent(it) };
    let rest = || if named { Intent::About } else { Intent::Unknown };
    guarded(it)
        .or_else(|| changes::intent(it))
        .or_else(|| beyond(it))
        .or_else(about)
        .or_else(|| small_talk(it))
        .unwrap_or_else(rest)
}

/// Intents that take precedence over all others.
fn guarded(it: &Question) -> Option<Intent> {
    if it.has(Hostile) {
        return Some(Intent::Hostile);
    }
    // "Have a tooth removed" is a need, not a deletion.
    let of_record = it.any(&[Owner, Visit]) || !it.names.is_empty() || it.needs.is_empty();
    if it.has(Delete) && of_record {
        return Some(Intent::Delete);
    }
    let books = it.has(Book) && !it.names.is_empty() && it.period.is_some();
    (it.has(Emergency) && !books && (it.is_asking() || !it.any(&[Visit, Count, List])))
        .then_some(Intent::Emergency)
}

/// Subjects outside the clinic's data, and needs for treatment.
fn beyond(it: &Question) -> Option<Intent> {
    let of_data = it.any(&[Owner, Vet]) || !it.names.is_empty();
    if it.has(Price) && !it.has(Owns) {
        return Some(Intent::Price);
    }
    let of_clinic = it.has(Clinic) && it.any(&[Telephone, Address, Where]) && !it.any(&[Pet, Visit, Owns]);
    if !of_data && (of_clinic || it.has(Hours) && (it.has(Clinic) || !it.has(Visit))) {
        return Some(Intent::Hours);
    }
    if needs_vet(it) {
        // "Who does surgery?" asks for vets with a specialty; "my dog needs surgery" asks for a vet who can help.
        let more = it.needs.iter().any(|need| !it.specialties.contains(need)) || !it.kinds.is_empty();
        let asks_vets =
            !it.specialties.is_empty() && !more && it.any(&[Vet, Who, Exists, List, Count, Specialty, Also]);
        return Some(if asks_vets { Intent::Vets } else { Intent::Need });
    }
    if it.has(Statistics) {
        return Some(Intent::Statistics);
    }
    (it.has(Advice) && it.names.is_empty()).then_some(Intent::Advice)
}

/// Whether a pet has a condition that needs a vet.
fn needs_vet(it: &Question) -> bool {
    let of_records = it.any(&[Last, Upcoming, First])
        || it.period.is_some()
        || (it.has(Visit) && it.any(&[List, Owner, Count]));
    if of_records || was_treated(it) {
        return false;
    }
    if complains(it) {
        return true;
    }
    let named = if it.has(Needs) && !it.is_asking() {
        false
    } else {
        it.names.iter().any(|name| name.sure || !it.any(&[Vet, Needs, Mine]))
    };
    let counts = it.has(Count) && it.specialties.is_empty();
    !it.needs.is_empty() && !named && !counts
}

/// "Which pets have been neutered?" asks for visits: the treatment is in the past.
fn was_treated(it: &Question) -> bool {
    let asks = it.has(Past) && !it.any(&[Needs, Mine]) && (it.is_asking() || it.any(&[List, Who]));
    let someone = !it.names.is_empty() || !it.kinds.is_empty() || it.any(&[Pet, Who]);
    asks && someone && !it.needs.is_empty()
}

/// "My bird cannot fly": whether the message is a complaint about the person's own pet, even one without a known sign.
fn complains(it: &Question) -> bool {
    const OTHERS: [Concept; 13] =
        [Owner, Visit, Count, List, Age, Birth, Book, Add, Telephone, Address, Last, Advice, Hours];
    let of_own = it.has(Mine) && (!it.kinds.is_empty() || it.has(Pet)) && it.names.iter().all(|it| !it.sure);
    of_own && !it.any(&OTHERS) && !it.is_asking()
}

fn small_talk(it: &Question) -> Option<Intent> {
    const TALK: [(Concept, Intent); 5] = [
        (Help, Intent::Help),
        (Thanks, Intent::Thanks),
        (Greeting, Intent::Greeting),
        (No, Intent::No),
        (Yes, Intent::Yes),
    ];
    let found = TALK.iter().find(|(concept, _)| it.has(*concept)).map(|it| it.1)?;
    (found == Intent::Help || it.names.iter().all(|it| !it.sure)).then_some(found)
}
