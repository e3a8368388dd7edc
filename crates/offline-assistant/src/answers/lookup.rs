//! Finds the records to which the names in a question refer.

use serde_json::json;

use super::Desk;
use crate::facts::{Halt, lenient};
use crate::names::{LIKE, Name, likeness, same};
use crate::records::{Owner, Owners, Pet, Pets, Vet, Vets, plain};

/// The kinds of records in sentences.
const PETS: (&str, &str) = ("pets", "반려동물이");
const OWNERS: (&str, &str) = ("owners", "보호자가");

/// An answer looks up at most this number of the question's names.
const MOST_NAMES: usize = 2;

impl Desk<'_, '_> {
    /// The pets that the question names. If several share a name, the question's kind and owner narrow them down.
    pub(super) fn pets_named(&mut self) -> Result<Vec<Pet>, Halt> {
        let names = self.names();
        let found: Vec<_> = names.iter().map(|it| self.pets_of_name(it)).collect();
        let mut pets: Vec<Pet> = Vec::new();
        for it in found {
            pets.extend(it?);
        }
        let of_others = |pet: &Pet| {
            let others = names.iter().filter(|it| !same(&it.full(), &pet.name));
            others.flat_map(|it| &it.parts).any(|part| pet.owner_name.split(' ').any(|it| same(it, part)))
        };
        if names.len() > 1 {
            keep_if_any(&mut pets, of_others);
        }
        self.keep_kind(&mut pets);
        pets.dedup_by_key(|it| it.id);
        Ok(pets)
    }

    /// The pets of all owners that have this name.
    pub(super) fn pets_of_name(&mut self, name: &Name) -> Result<Vec<Pet>, Halt> {
        let full = name.full();
        let exact = self.find::<Pets>("find_pets", json!({ "name": full, "wholeName": true }));
        let all =
            if name.is_hangul() { self.find::<Pets>("find_pets", json!({})) } else { Ok(Pets::default()) };
        let (exact, all) = (exact?, all?);
        if exact.total > exact.pets.len() {
            return Err(self.too_many_of_name(&full, exact.total, PETS));
        }
        let mut pets = exact.pets;
        // Sounds are compared only where all pets are at hand.
        if pets.is_empty() && all.total == all.pets.len() {
            pets.extend(all.pets.into_iter().filter(|it| likeness(&full, &it.name) > 0.99));
        }
        Ok(pets)
    }

    /// Says how many records share a name, rather than picking some of them.
    fn too_many_of_name(&self, name: &str, total: usize, (english, korean): (&str, &str)) -> Halt {
        let name = plain(name);
        Halt::Says(say!(
            self.language,
            "There are {total} {english} called \"{name}\". Please tell me more, such as the owner's first and last name.",
            "\"{name}\"(이)라는 {korean} {total}건 있습니다. 보호자의 이름과 성을 함께 알려 주세요."
        ))
    }

    /// The owners that the question names by first name, last name or both.
    pub(super) fn owners_named(&mut self) -> Result<Vec<Owner>, Halt> {
        let names = self.names();
        self.owners_of_names(&names)
    }

    /// The owners that have all names or, if there are none, any of them.
    pub(super) fn owners_of_names(&mut self, names: &[Name]) -> Result<Vec<Owner>, Halt> {
        let found: Vec<_> = names.iter().map(|it| self.owners_of_name(it)).collect();
        let mut sets = Vec::new();
        for it in found {
            sets.push(it?);
        }
        sets.retain(|it| !it.is_empty());
        let Some(first) = sets.first() else { return Ok(Vec::new()) };
        let in_all = |it: &&Owner| sets.iter().all(|set| set.iter().any(|other| other.id == it.id));
        let both: Vec<_> = first.iter().filter(in_all).cloned().collect();
        let mut owners = if both.is_empty() { sets.into_iter().flatten().collect() } else { both };
        owners.sort_by_key(|it| it.id);
        owners.dedup_by_key(|it| it.id);
        Ok(owners)
    }

    fn owners_of_name(&mut self, name: &Name) -> Result<Vec<Owner>, Halt> {
        let full = name.full();
        let whole = |key: &str, value: &str| json!({ key: value, "wholeNames": true });
        let both =
            |(first, last): (&str, &str)| json!({ "firstName": first, "lastName": last, "wholeNames": true });
        let mut inputs = Vec::new();
        if let Some((first, last)) = name.first_and_last() {
            inputs.extend([both((&first, &last)), both((&last, &first))]);
        }
        if name.parts.len() == 1 || inputs.is_empty() {
            inputs.extend([whole("lastName", &full), whole("firstName", &full)]);
        }
        // A Korean name begins with the family name, which has one syllable.
        let mut letters = full.chars();
        if let Some(family) =
            letters.next().filter(|_| name.is_hangul() && name.parts.len() == 1 && full.chars().count() > 1)
        {
            inputs.push(both((letters.as_str(), &family.to_string())));
        }
        let exact: Vec<_> = inputs.into_iter().map(|it| self.find::<Owners>("find_owners", it)).collect();
        let all = if name.is_hangul() {
            self.find::<Owners>("find_owners", json!({}))
        } else {
            Ok(Owners::default())
        };
        let mut owners: Vec<Owner> = Vec::new();
        for found in exact {
            let found = found?;
            if found.total > found.owners.len() {
                return Err(self.too_many_of_name(&full, found.total, OWNERS));
            }
            owners.extend(found.owners);
        }
        let all = all?;
        // Sounds are compared only where all owners are at hand.
        if owners.is_empty() && all.total == all.owners.len() {
            owners.extend(all.owners.into_iter().filter(|it| is_owner(it, name)));
        }
        Ok(owners)
    }

    /// The vets that the question names.
    pub(super) fn vets_named(&mut self) -> Result<Vec<Vet>, Halt> {
        let names = self.names();
        let found: Vec<_> = names.iter().map(|it| self.vets_of_name(it)).collect();
        let mut vets: Vec<Vet> = Vec::new();
        for it in found {
            vets.extend(it?);
        }
        vets.dedup();
        Ok(vets)
    }

    fn vets_of_name(&mut self, name: &Name) -> Result<Vec<Vet>, Halt> {
        let last = name.parts.last().cloned().unwrap_or_default();
        let mut asked = vec![lenient(self.find::<Vets>("list_vets", json!({ "name": last })))];
        if name.is_hangul() {
            asked.push(self.find("list_vets", json!({})));
        }
        let mut vets = Vec::new();
        for it in asked {
            vets.extend(it?.vets);
        }
        let fits = |vet: &Vet| {
            name.parts.iter().all(|it| is_part(it, &vet.first_name) || is_part(it, &vet.last_name))
        };
        vets.retain(fits);
        Ok(vets)
    }

    pub(super) fn names(&self) -> Vec<Name> {
        self.question.names.iter().take(MOST_NAMES).cloned().collect()
    }

    pub(super) fn keep_kind(&self, pets: &mut Vec<Pet>) {
        if let Some(kind) = self.question.kind() {
            keep_if_any(pets, |it| same(&it.kind, kind));
        }
    }

    /// The pets that a question without a name refers to: those in the conversation's focus.
    pub(super) fn pets_in_focus(&self) -> Vec<Pet> {
        let mut pets = self.focus.pets.clone();
        self.keep_kind(&mut pets);
        pets
    }
}

pub(super) fn is_owner(owner: &Owner, name: &Name) -> bool {
    match name.first_and_last() {
        Some((first, last)) => {
            is_part(&first, &owner.first_name) && is_part(&last, &owner.last_name)
                || is_part(&last, &owner.first_name) && is_part(&first, &owner.last_name)
        }
        None => is_part(&name.full(), &owner.first_name) || is_part(&name.full(), &owner.last_name),
    }
}

/// Whether a part of a known name equals the one in the question; in Hangul, whether it sounds the same.
fn is_part(asked: &str, known: &str) -> bool {
    same(asked, known)
        || (Name { parts: vec![asked.to_owned()], at: 0..0, sure: true }).is_hangul()
            && likeness(asked, known) > LIKE
}

/// Keeps the items that fit, or all items if none fits.
pub(super) fn keep_if_any<T>(items: &mut Vec<T>, fits: impl Fn(&T) -> bool) {
    if items.iter().any(&fits) {
        items.retain(fits);
    }
}
