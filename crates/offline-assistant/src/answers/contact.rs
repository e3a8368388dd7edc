//! Answers with owners' contact details.

use serde_json::json;

use super::lookup::PETS;
use super::{Answer, Answered, Desk, missing, show};
use crate::facts::Halt;
use crate::lexicon::Concept;
use crate::names::same;
use crate::records::{Details, Owner, Owners, plain};

impl Desk<'_, '_> {
    /// Telephone, address and city of owners, found by their own names or their pets' names.
    pub(super) fn contact(&mut self) -> Answered {
        let owners = if self.question.names.is_empty() {
            vec![self.owner_in_focus()?]
        } else {
            let (named, of_pet) = (self.owners_named(), self.owners_of_pets_named());
            if self.question.has(Concept::Owner) {
                let of_pet = of_pet?;
                if of_pet.is_empty() { named? } else { of_pet }
            } else {
                let named = named?;
                if named.is_empty() { of_pet? } else { named }
            }
        };
        if let Some(kind) = self.question.kind()
            && !owners.iter().all(|it| it.pets.iter().any(|it| same(&it.kind, kind)))
        {
            let pets: Vec<_> = owners.iter().flat_map(Owner::pets).collect();
            return Err(self.none_of_kind(kind, &pets));
        }
        if owners.is_empty() {
            return self.nobody(missing::OWNER);
        }
        let lines: Vec<_> = owners.iter().map(|it| self.contact_of(it)).collect();
        let count = owners.len();
        let text = match lines.as_slice() {
            [one] => one.clone(),
            more => {
                self.open = true;
                let lines = show::lines(more.iter().cloned());
                if self.question.names.len() > 1 {
                    say!(
                        self.language,
                        "There are {count} owners:{lines}",
                        "보호자는 {count}명입니다:{lines}"
                    )
                } else {
                    say!(
                        self.language,
                        "There are {count} owners of that name:{lines}",
                        "그런 이름의 보호자는 {count}명입니다:{lines}"
                    )
                }
            }
        };
        Ok(Answer { text, focus: Some(self.focus_on_owners(&owners)) })
    }

    fn contact_of(&self, it: &Owner) -> String {
        let language = self.language;
        let (name, address, city, telephone) =
            (it.name(), plain(&it.address), plain(&it.city), plain(&it.telephone));
        let asked = |concepts: &[Concept]| self.question.any(concepts);
        let mut parts = Vec::new();
        if asked(&[Concept::Address, Concept::Where, Concept::City]) {
            parts.push(say!(language, "address {address}, {city}", "주소 {address}, {city}"));
        }
        if asked(&[Concept::Telephone]) || parts.is_empty() {
            parts.push(say!(language, "telephone {telephone}", "전화번호 {telephone}"));
        }
        if asked(&[Concept::Pet]) {
            let pets = show::pets(language, &it.pets);
            parts.push(say!(language, "pets: {pets}", "반려동물: {pets}"));
        }
        let parts = parts.join(", ");
        say!(language, "{name}: {parts}.", "{name}: {parts}")
    }

    fn owners_of_pets_named(&mut self) -> Result<Vec<Owner>, Halt> {
        let one = self.question.names.len() == 1 && self.question.kind().is_none();
        let Some(name) = self.question.names.first().filter(|_| one) else {
            let mut ids: Vec<_> = self.pets_named()?.iter().map(|it| it.owner_id).collect();
            ids.sort_unstable();
            ids.dedup();
            let found: Vec<_> = ids
                .iter()
                .map(|it| self.find::<Details>("owner_details", json!({ "ownerId": it })))
                .collect();
            return found.into_iter().map(|it| Ok(it?.owner)).collect();
        };
        // A pet's name is a single word.
        if name.parts.len() > 1 {
            return Ok(Vec::new());
        }
        let name = name.full();
        let found: Owners = self.find("find_owners", json!({ "petName": name, "wholeNames": true }))?;
        if found.total > found.owners.len() {
            return Err(self.too_many_of_name(&name, found.total, PETS));
        }
        Ok(found.owners)
    }
}
