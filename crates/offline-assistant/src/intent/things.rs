//! Questions without a name: about all records of a kind, or about the conversation's focus.

use super::super::lexicon::Concept::*;
use super::super::question::Question;
use super::Intent;

pub(super) fn intent(it: &Question) -> Option<Intent> {
    let rules: [fn(&Question) -> Option<Intent>; 4] = [vets, visits, owners, spoken_of];
    rules.iter().find_map(|rule| rule(it)).or_else(|| pets(it))
}

fn vets(it: &Question) -> Option<Intent> {
    let had = it.has(Past) && it.any(&[Pet, Who]) && !it.has(Vet);
    if (it.has(Vet) && !it.has(Visit)) || (!it.specialties.is_empty() && !had) {
        return Some(Intent::Vets);
    }
    it.has(Specialty).then_some(if it.has(Pronoun) { Intent::Vets } else { Intent::Specialties })
}

fn visits(it: &Question) -> Option<Intent> {
    let when = it.period.is_some() && !it.has(Birth) && it.any(&[Who, Exists, Count, List, Upcoming, Past]);
    let treated = !it.needs.is_empty() && it.has(Past);
    (it.has(Visit) || when || treated || (it.has(Last) && it.any(&[Pronoun, When]))).then_some(Intent::Visits)
}

fn owners(it: &Question) -> Option<Intent> {
    if let Some(superlative) = it.filters.superlative {
        return match superlative.of {
            Owner if it.any(&[City, Where, Address]) => Some(Intent::MostCity),
            Kind => Some(Intent::MostKind),
            Pet if it.any(&[Owner, Who]) => Some(Intent::MostPets),
            Pet if it.has(Kind) => Some(Intent::MostKind),
            _ => None,
        };
    }
    if counts_cities(it) {
        return Some(Intent::Cities);
    }
    if it.any(&[Oldest, Youngest]) {
        return Some(Intent::Extreme);
    }
    if it.filters.pets.is_some() && it.any(&[Owner, Who, Owns]) {
        return Some(Intent::Owners);
    }
    let of_pets = !it.any(&[Owner, Who]) && (it.has(Pet) || !it.kinds.is_empty());
    if !it.places.is_empty() && of_pets {
        return Some(Intent::Pets);
    }
    (it.telephone.is_some() || !it.places.is_empty()).then_some(Intent::Owners)
}

/// "How many cities do our owners live in?"
fn counts_cities(it: &Question) -> bool {
    let counts = it.hits.iter().filter(|it| it.concept == Count).map(|it| it.words.end);
    let near =
        |end: usize| it.hits.iter().any(|it| it.concept == City && (end..end + 2).contains(&it.words.start));
    it.places.is_empty() && counts.into_iter().any(near)
}

/// Questions about the conversation's focus: "what is her telephone?", "주소는?".
fn spoken_of(it: &Question) -> Option<Intent> {
    let maybe = it.has(Pronoun) && !it.has(Count) || it.words.len() <= 4 && !it.any(&[List, Count]);
    if !maybe || (it.has(Owner) && it.has(List)) {
        return None;
    }
    if it.any(&[Telephone, Address, City, Where]) {
        return Some(Intent::Contact);
    }
    if it.any(&[Age, Birth]) || (it.has(Kind) && it.has(Pronoun)) {
        return Some(Intent::PetDetails);
    }
    let owner = it.has(Owner) && (it.any(&[Who, Pronoun]) || it.words.len() <= 2);
    let owns = it.has(Who) && it.has(Owns) && it.has(Pronoun);
    if (owner || owns) && !it.any(&[List, Pet]) && (it.kinds.is_empty() || it.has(Pronoun)) {
        return Some(Intent::OwnerOf);
    }
    (it.has(Pronoun) && it.any(&[Pet, Owns])).then_some(Intent::PetsOf)
}

fn pets(it: &Question) -> Option<Intent> {
    if it.has(Kind) && !it.has(Owner) && it.kinds.is_empty() {
        return Some(Intent::PetTypes);
    }
    if it.has(Owner) || (it.has(Who) && (it.has(Owns) || !it.kinds.is_empty())) {
        return Some(Intent::Owners);
    }
    (it.has(Pet) || !it.kinds.is_empty()).then_some(Intent::Pets)
}
