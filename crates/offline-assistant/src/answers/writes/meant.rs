//! Finds the one owner or pet that a change affects.

use super::super::lookup::is_part;
use super::super::{Desk, show};
use crate::facts::Halt;
use crate::fields::{Draft, Field};
use crate::names::{Name, same};
use crate::records::{Owner, Pet, plain};

impl Desk<'_, '_> {
    /// The id of the one owner to whom the change refers.
    pub(super) fn owner_id(&mut self, draft: &mut Draft) -> Result<i64, Halt> {
        if draft.fields.owner.is_empty() {
            let mut owners = self.focus.owners.clone();
            owners.dedup_by_key(|it| it.0);
            return match owners.as_slice() {
                [] => Err(Halt::Asks),
                [(id, _)] => Ok(*id),
                more => {
                    draft.missing = vec![Field::Owner];
                    let who = show::lines(more.iter().map(|it| plain(&it.1)));
                    Err(Halt::Says(say!(
                        self.language,
                        "Which owner do you mean?{who}",
                        "어느 보호자를 말씀하시나요?{who}"
                    )))
                }
            };
        }
        let names = draft.fields.owner.clone();
        let owners = self.owners_of_names(&names)?;
        match owners.as_slice() {
            [one] => Ok(one.id),
            [] => {
                draft.fields.owner.clear();
                draft.missing = vec![Field::Owner];
                let who = plain(&show::joined(names.iter().map(|it| it.full())));
                Err(Halt::Says(say!(
                    self.language,
                    "I found no owner called \"{who}\". Whom do you mean?",
                    "\"{who}\"(이)라는 보호자를 찾지 못했습니다. 누구를 말씀하시나요?"
                )))
            }
            more => {
                draft.missing = vec![Field::Owner];
                let who = show::lines(more.iter().map(Owner::name));
                Err(Halt::Says(say!(
                    self.language,
                    "Which owner do you mean?{who}",
                    "어느 보호자를 말씀하시나요?{who}"
                )))
            }
        }
    }

    /// The id of the one pet to which the change refers.
    pub(super) fn pet_id(&mut self, draft: &mut Draft) -> Result<i64, Halt> {
        let mut pets = match &draft.fields.pet {
            Some(pet) => self.pets_of_name(&name(pet))?,
            None => {
                let names = draft.fields.owner.clone();
                self.owners_of_names(&names)?.iter().flat_map(Owner::pets).collect()
            }
        };
        let parts: Vec<_> = draft.fields.owner.iter().flat_map(|it| it.parts.clone()).collect();
        pets.retain(|pet| parts.iter().all(|it| pet.owner_name.split(' ').any(|part| is_part(it, part))));
        if let Some(kind) = draft.fields.kind {
            if !pets.is_empty() && !pets.iter().any(|it| same(&it.kind, kind)) {
                (draft.fields.kind, draft.fields.pet) = (None, None);
                draft.missing = vec![Field::Name];
                return Err(self.none_of_kind(kind, &pets));
            }
            pets.retain(|it| same(&it.kind, kind));
        }
        match pets.as_slice() {
            [one] => Ok(one.id),
            [] => {
                let owner = show::joined(draft.fields.owner.iter().map(|it| it.full()));
                let who = match draft.fields.pet.take() {
                    Some(pet) if owner.is_empty() => pet,
                    Some(pet) => format!("{owner}'s {pet}"),
                    None => owner,
                };
                draft.fields.owner.clear();
                draft.missing = vec![Field::Name];
                let who = plain(&who);
                Err(Halt::Says(say!(
                    self.language,
                    "I found no pet called \"{who}\". Which pet do you mean?",
                    "\"{who}\"(이)라는 반려동물을 찾지 못했습니다. 어느 반려동물인가요?"
                )))
            }
            more => {
                draft.missing = vec![Field::Owner];
                let which = show::lines(more.iter().map(|it: &Pet| show::pet_of(self.language, it)));
                Err(Halt::Says(say!(
                    self.language,
                    "Which pet do you mean?{which}",
                    "어느 반려동물인가요?{which}"
                )))
            }
        }
    }
}

/// Makes a name from text that certainly is one.
pub(super) fn name(text: &str) -> Name {
    Name { parts: text.split(' ').map(str::to_owned).collect(), at: 0..0, sure: true }
}
