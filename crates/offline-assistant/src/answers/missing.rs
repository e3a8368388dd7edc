//! Answers for names that match no record, or no record of the kind in question.

use serde_json::json;

use super::{Answer, Answered, Desk, general, show};
use crate::facts::Halt;
use crate::names::{LIKE, likeness};
use crate::records::{Owner, Owners, Pet, Pets, plain};

/// The kind of record in question, in English and, with its particle, in Korean.
type What = (&'static str, &'static str);

pub(super) const ANYTHING: What = ("owner, pet or vet", "보호자나 반려동물, 수의사를");
pub(super) const OWNER: What = ("owner", "보호자를");
pub(super) const PET: What = ("pet", "반려동물을");
pub(super) const PET_OR_OWNER: What = ("pet or owner", "반려동물이나 보호자를");

/// The number of similar names that an answer suggests.
const MOST: usize = 3;

impl Desk<'_, '_> {
    /// Says that no record has the name, and suggests similar names. If the words may not be a name at all, says that it did not
    /// understand.
    pub(super) fn nobody(&mut self, what: What) -> Answered {
        let pets = self.find::<Pets>("find_pets", json!({}));
        let owners = self.find::<Owners>("find_owners", json!({}));
        let near = self.near(&pets?.pets, &owners?.owners);
        let names = self.names();
        let is_guess = names.iter().all(|it| !it.sure);
        if near.is_empty() && is_guess && what.0 == ANYTHING.0 {
            return Ok(general::unknown(self.language).into());
        }
        // A word in small Latin letters may mean anything.
        let is_word =
            names.iter().flat_map(|it| &it.parts).all(|it| it.chars().all(|it| it.is_ascii_lowercase()));
        if near.is_empty() && is_guess && is_word {
            let words: Vec<_> = names.iter().map(|it| it.full()).collect();
            return Ok(general::not_understood(self.language, &words).into());
        }
        let name = plain(&show::joined(names.iter().map(|it| it.full())));
        let (english, korean) = what;
        let none = say!(
            self.language,
            "I found no {english} called \"{name}\".",
            "\"{name}\"(이)라는 {korean} 찾지 못했습니다."
        );
        if near.is_empty() {
            return Ok(none.into());
        }
        let near = show::joined(near.into_iter());
        Ok(say!(self.language, "{none} Did you mean {near}?", "{none} 혹시 {near} 말씀인가요?").into())
    }

    fn near(&self, pets: &[Pet], owners: &[Owner]) -> Vec<String> {
        let names = self.names();
        let alike = |known: &str| {
            let parts = names.iter().flat_map(|it| it.parts.iter().cloned().chain([it.full()]));
            parts.map(|it| likeness(&it, known)).fold(0.0, f64::max)
        };
        let pets = pets.iter().map(|it| (alike(&it.name), plain(&it.name)));
        let owners = owners
            .iter()
            .map(|it| (alike(&it.first_name).max(alike(&it.last_name)).max(alike(&it.name())), it.name()));
        let mut found: Vec<_> = pets.chain(owners).filter(|it| it.0 >= LIKE).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut names: Vec<String> = Vec::new();
        for (_, name) in found {
            if names.len() < MOST && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Asks for the missing name.
    pub(super) fn of_whom(&mut self) -> Answered {
        Err(self.whose())
    }

    pub(super) fn whose(&self) -> Halt {
        Halt::Says(
            self.language
                .pick("Whose? Please tell me a name.", "누구를 말씀하시나요? 이름을 알려 주세요.")
                .to_owned(),
        )
    }

    /// Shows every owner, pet and vet with the name.
    pub(super) fn about(&mut self) -> Answered {
        let (pets, owners, vets) = (self.pets_named(), self.owners_named(), self.vets_named());
        let pets = pets?;
        // "Lucky of Carlos Estaban" is a pet, and so is "the cat Lucky".
        let of_pet = !pets.is_empty() && (self.question.names.len() > 1 || self.question.kind().is_some());
        let (owners, vets) = if of_pet { (Vec::new(), Vec::new()) } else { (owners?, vets?) };
        if let Some(kind) = self.question.kind().filter(|_| pets.is_empty()) {
            return Err(self.none_of_kind(kind, &[]));
        }
        let language = self.language;
        let all = pets.iter().map(|it| show::pet_in_full(language, it, self.today));
        let all = all.chain(owners.iter().map(|it| show::owner_in_full(language, it)));
        let all: Vec<_> = all.chain(vets.iter().map(|it| show::vet(language, it))).collect();
        let text = match all.as_slice() {
            [] => return self.nobody(ANYTHING),
            [one] if owners.len() == 1 => say!(language, "Owner: {one}.", "보호자 {one}"),
            [one] if vets.len() == 1 => say!(language, "Veterinarian {one}.", "수의사 {one}"),
            [one] => one.clone(),
            more => {
                let (count, lines) = (more.len(), show::lines(more.iter().cloned()));
                say!(language, "I found {count}:{lines}", "{count}건을 찾았습니다:{lines}")
            }
        };
        self.open = all.len() > 1;
        let mut focus =
            if pets.is_empty() { self.focus_on_owners(&owners) } else { self.focus_on_pets(&pets) };
        focus.vets = vets;
        Ok(Answer { text, focus: Some(focus) })
    }
}
