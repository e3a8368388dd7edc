//! Answers with owners' contact details.

use serde_json::json;

use super::{Answer, Answered, Desk, missing, show};
use crate::facts::Halt;
use crate::lexicon::Concept;
use crate::names::same;
use crate::records::{Details, Owner, Owners, plain};

impl Desk<'_, '_> {
    /// Telephone, address and city of owners, found by their own names or their pets' names.
    pub(super) fn contact(&mut self) -> Answered {
        let owners = if self.question.names.is_empty() {
            let of_pets = self.pets_in_focus().into_iter().map(|it| it.owner_id).next();
            let Some(id) = self.focus.owners.first().map(|it| it.0).or(of_pets) else {
                return self.of_whom();
            };
            let found: Details = self.find("owner_details", json!({ "ownerId": id }))?;
            vec![found.owner]
        } else {
            let (named, of_pet) = (self.owners_named(), self.owners_of_pets_named());
            let (named, of_pet) = (named?, of_pet?);
            let by_pet = self.question.has(Concept::Owner) && !of_pet.is_empty();
            if by_pet || named.is_empty() { of_pet } else { named }
        };
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
                say!(
                    self.language,
                    "There are {count} owners of that name:{lines}",
                    "그런 이름의 보호자는 {count}명입니다:{lines}"
                )
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
        // A pet's name is a single word.
        let name = self.question.names.first().filter(|it| it.parts.len() == 1);
        let Some(name) = name.map(|it| it.full()) else { return Ok(Vec::new()) };
        let found: Owners = self.find("find_owners", json!({ "petName": name, "wholeNames": true }))?;
        Ok(found.owners.into_iter().filter(|it| it.pets.iter().any(|it| same(&it.name, &name))).collect())
    }
}
