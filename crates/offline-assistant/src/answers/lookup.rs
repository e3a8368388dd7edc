//! Finds the records to which the names in a question refer.

use serde_json::json;

use super::{Desk, show};
use crate::facts::{Halt, lenient};
use crate::names::{LIKE, Name, likeness, same};
use crate::records::{Details, Owner, Owners, Pet, Pets, Vet, Vets, plain};
use crate::words::hangul;

/// The kinds of records in sentences.
pub(super) const PETS: (&str, &str) = ("pets", "반려동물이");
const OWNERS: (&str, &str) = ("owners", "보호자가");

/// An answer looks up at most this number of the question's names.
const MOST_NAMES: usize = 2;

impl Desk<'_, '_> {
    /// The pets that the question names. If several share a name, the question's kind and owner narrow them down.
    pub(super) fn pets_named(&mut self) -> Result<Vec<Pet>, Halt> {
        let names = self.names();
        let found: Vec<_> = names.iter().map(|it| self.pets_of_name(it)).collect();
        let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut pets = found.concat();
        if pets.is_empty() {
            return Ok(pets);
        }
        let is_of = |pet: &Pet, name: &Name| {
            name.parts.iter().all(|part| pet.owner_name.split(' ').any(|it| is_part(part, it)))
        };
        for (name, _) in names.iter().zip(&found).filter(|(_, found)| found.is_empty()) {
            if !self.question.named_words.is_empty() {
                return Err(self.none_called("pet", "반려동물을", name));
            }
            pets.retain(|it| is_of(it, name));
            if pets.is_empty() {
                return Err(self.none_of_owner(&names, name));
            }
        }
        // "Max's Leo": both are pets' names, and one may be an owner's.
        if found.len() > 1 && self.question.named_words.is_empty() {
            keep_if_any(&mut pets, |pet| {
                names.iter().any(|it| !same(&it.full(), &pet.name) && is_of(pet, it))
            });
        }
        if let Some(kind) = self.question.kind() {
            if !pets.iter().any(|it| same(&it.kind, kind)) {
                return Err(self.none_of_kind(kind, &pets));
            }
            pets.retain(|it| same(&it.kind, kind));
        }
        pets.sort_by_key(|it| it.id);
        pets.dedup_by_key(|it| it.id);
        Ok(pets)
    }

    fn none_called(&self, what: &str, korean: &str, name: &Name) -> Halt {
        let name = plain(&name.full());
        Halt::Says(say!(
            self.language,
            "I found no {what} called \"{name}\".",
            "\"{name}\"(이)라는 {korean} 찾지 못했습니다."
        ))
    }

    /// Says that no owner with a name has a pet with the other one.
    fn none_of_owner(&self, names: &[Name], owner: &Name) -> Halt {
        let others = names.iter().filter(|it| *it != owner).map(Name::full);
        let (pet, owner) = (plain(&show::joined(others)), plain(&owner.full()));
        Halt::Says(say!(
            self.language,
            "I found no pet called \"{pet}\" of an owner called \"{owner}\".",
            "\"{owner}\"의 반려동물 \"{pet}\"을(를) 찾지 못했습니다."
        ))
    }

    /// Says that no pet in question is of the type, and which pets there are.
    pub(super) fn none_of_kind(&self, kind: &str, pets: &[Pet]) -> Halt {
        let language = self.language;
        let kind = show::kind(language, kind);
        let none = say!(language, "I found no {kind} of that name.", "그런 이름의 {kind}를 찾지 못했습니다.");
        if pets.is_empty() {
            return Halt::Says(none);
        }
        let pets = show::joined(pets.iter().map(|it| show::pet_of(language, it)));
        Halt::Says(say!(language, "{none} There is: {pets}.", "{none} 등록된 반려동물: {pets}"))
    }

    /// The one owner in the conversation's focus, or halts to ask whom the person means.
    pub(super) fn owner_in_focus(&mut self) -> Result<Owner, Halt> {
        let pets = self.focus.pets.iter().map(|it| it.owner_id);
        let mut ids: Vec<_> = self.focus.owners.iter().map(|it| it.0).chain(pets).collect();
        ids.sort_unstable();
        ids.dedup();
        let [id] = ids.as_slice() else { return Err(self.whose()) };
        Ok(self.find::<Details>("owner_details", json!({ "ownerId": id }))?.owner)
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
    pub(super) fn too_many_of_name(&self, name: &str, total: usize, (english, korean): (&str, &str)) -> Halt {
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

    /// The owners that have all names or, if there are none or "and" joins the names, any of them. Halts at a name that only some
    /// lack.
    pub(super) fn owners_of_names(&mut self, names: &[Name]) -> Result<Vec<Owner>, Halt> {
        let found: Vec<_> = names.iter().map(|it| self.owners_of_name(it)).collect();
        let mut sets = Vec::new();
        for it in found {
            sets.push(it?);
        }
        let missing = names.iter().zip(&sets).find(|(_, set)| set.is_empty()).map(|it| it.0);
        if let Some(name) = missing.filter(|_| sets.iter().any(|it| !it.is_empty())) {
            return Err(self.none_called("owner", "보호자를", name));
        }
        let Some(first) = sets.first() else { return Ok(Vec::new()) };
        let in_all = |it: &&Owner| sets.iter().all(|set| set.iter().any(|other| other.id == it.id));
        let both: Vec<_> = first.iter().filter(in_all).cloned().collect();
        let joined = !self.question.named_words.is_empty();
        let mut owners = if both.is_empty() || joined { sets.into_iter().flatten().collect() } else { both };
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
        let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut vets = found.concat();
        let missing = names.iter().zip(&found).find(|(_, found)| found.is_empty()).map(|it| it.0);
        if let Some(name) = missing.filter(|_| !vets.is_empty()) {
            return Err(self.none_called("vet", "수의사를", name));
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

    /// The pets that a question without a name refers to: those in the conversation's focus.
    pub(super) fn pets_in_focus(&self) -> Vec<Pet> {
        let mut pets = self.focus.pets.clone();
        pets.retain(|pet| self.question.kind().is_none_or(|it| same(&pet.kind, it)));
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

/// Whether a part of a known name equals the one in the question; a name in Hangul may sound like one in Latin letters.
pub(super) fn is_part(asked: &str, known: &str) -> bool {
    let is_hangul = |it: &str| it.chars().any(hangul);
    same(asked, known) || is_hangul(asked) && !is_hangul(known) && likeness(asked, known) > LIKE
}

/// Keeps the items that fit, or all items if none fits.
pub(super) fn keep_if_any<T>(items: &mut Vec<T>, fits: impl Fn(&T) -> bool) {
    if items.iter().any(&fits) {
        items.retain(fits);
    }
}
