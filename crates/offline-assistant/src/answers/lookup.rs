//! Finds the records to which the names in a question refer.

use serde_json::json;

use super::Desk;
use crate::facts::{Halt, lenient};
use crate::names::{LIKE, Name, likeness, same};
use crate::records::{Owner, Owners, Pet, Pets, Vet, Vets};

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
        let exact = self.find::<Pets>("find_pets", json!({ "name": full }));
        let all =
            if name.is_hangul() { self.find::<Pets>("find_pets", json!({})) } else { Ok(Pets::default()) };
        let (mut exact, all) = (exact?.pets, all?.pets);
        exact.retain(|it| same(&it.name, &full));
        exact.extend(all.into_iter().filter(|it| name.is_hangul() && likeness(&full, &it.name) > 0.99));
        Ok(exact)
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
        let mut asked = Vec::new();
        if let Some((first, last)) = name.first_and_last() {
            asked.push(self.find::<Owners>("find_owners", json!({ "firstName": first, "lastName": last })));
        } else {
            let full = name.full();
            asked.push(self.find("find_owners", json!({ "lastName": full })));
            asked.push(self.find("find_owners", json!({ "firstName": full })));
        }
        if name.is_hangul() {
            asked.push(self.find("find_owners", json!({})));
        }
        let mut owners = Vec::new();
        for it in asked {
            owners.extend(it?.owners);
        }
        owners.retain(|it| is_owner(it, name));
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
