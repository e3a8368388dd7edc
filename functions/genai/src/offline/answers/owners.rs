//! Answers about owners.

use serde_json::json;

use super::{Answer, Answered, Desk, missing, show};
use crate::offline::facts::Halt;
use crate::offline::lexicon::Concept;
use crate::offline::names::same;
use crate::offline::records::{Details, Owner, Owners, Pet, Pets, plain};
use crate::offline::talk::Focus;

impl Desk<'_, '_> {
    /// Owners: all, those of a city, a telephone number, an id, or of a kind of pet.
    pub(super) fn owners(&mut self) -> Answered {
        if let Some(id) = self.question.id {
            let found: Details = self.find("owner_details", json!({ "ownerId": id }))?;
            return Ok(self.owner(&found.owner));
        }
        let mut input = json!({});
        if let (Some(city), Some(input)) = (self.question.places.first(), input.as_object_mut()) {
            input.insert("city".to_owned(), json!(city));
        }
        if let (Some(telephone), Some(input)) = (&self.question.telephone, input.as_object_mut()) {
            input.insert("telephone".to_owned(), json!(telephone));
        }
        let is_all = input.as_object().is_some_and(serde_json::Map::is_empty);
        if let Some(kind) = self.question.kind().filter(|_| is_all) {
            return self.owners_of_kind(kind);
        }
        let mut found: Owners = self.find("find_owners", input)?;
        if let Some(kind) = self.question.kind() {
            found.owners.retain(|it| it.pets.iter().any(|it| same(&it.kind, kind)));
            found.total = found.owners.len();
        }
        Ok(self.listed(&found))
    }

    fn listed(&mut self, found: &Owners) -> Answer {
        let (language, total) = (self.language, found.total);
        let place = self.question.places.first().map(|it| plain(it));
        let place = place.map_or_else(String::new, |it| say!(language, " in {it}", "{it}에 사는 "));
        let text = match (found.owners.as_slice(), total) {
            ([], _) => match &self.question.telephone {
                Some(telephone) => say!(
                    language,
                    "No owner has the telephone number {telephone}.",
                    "전화번호 {telephone}인 보호자는 없습니다."
                ),
                None => say!(language, "I found no owners{place}.", "{place}보호자를 찾지 못했습니다."),
            },
            ([one], 1) => {
                let one = show::owner_in_full(language, one);
                say!(language, "There is one owner{place}: {one}.", "{place}보호자는 1명입니다. {one}")
            }
            (_, _) if self.question.has(Concept::Count) && place.is_empty() => {
                say!(language, "The clinic has {total} owners.", "보호자는 모두 {total}명입니다.")
            }
            (owners, _) => {
                let lines = show::lines(owners.iter().map(|it| self.short(it)));
                let more = show::more(language, total, owners.len());
                say!(
                    language,
                    "There are {total} owners{place}:{lines}{more}",
                    "{place}보호자는 {total}명입니다:{lines}{more}"
                )
            }
        };
        let focus = self.focus_on_owners(&found.owners);
        Answer { text, focus: (found.owners.len() == 1).then_some(focus) }
    }

    fn short(&self, it: &Owner) -> String {
        let (name, city, pets) = (it.name(), plain(&it.city), show::pets(self.language, &it.pets));
        say!(self.language, "{name}, {city}; pets: {pets}", "{name}, {city}, 반려동물: {pets}")
    }

    fn owner(&mut self, owner: &Owner) -> Answer {
        let one = show::owner_in_full(self.language, owner);
        let text = say!(self.language, "Owner: {one}.", "보호자 {one}");
        Answer { text, focus: Some(self.focus_on_owners(std::slice::from_ref(owner))) }
    }

    fn owners_of_kind(&mut self, kind: &str) -> Answered {
        let language = self.language;
        let found: Pets = match self.find("find_pets", json!({ "type": kind })) {
            Err(Halt::Failed(_)) => return self.no_such_kind(kind),
            other => other?,
        };
        let mut owners: Vec<(String, Vec<&Pet>)> = Vec::new();
        for pet in &found.pets {
            match owners.iter_mut().find(|it| it.0 == pet.owner_name) {
                Some((_, pets)) => pets.push(pet),
                None => owners.push((pet.owner_name.clone(), vec![pet])),
            }
        }
        let names = |pets: &[&Pet]| show::joined(pets.iter().map(|it| plain(&it.name)));
        let lines =
            show::lines(owners.iter().map(|(owner, pets)| format!("{}: {}", plain(owner), names(pets))));
        let more = show::more(language, found.total, found.pets.len());
        let (count, kinds) = (owners.len(), crate::offline::lexicon::plural_kind(kind));
        let korean = show::kind(language, kind);
        Ok(match count {
            0 => say!(language, "Nobody has {kinds}.", "{korean} 보호자는 없습니다."),
            1 => say!(
                language,
                "1 owner has {kinds}:{lines}{more}",
                "{korean} 보호자는 1명입니다:{lines}{more}"
            ),
            _ => say!(
                language,
                "{count} owners have {kinds}:{lines}{more}",
                "{korean} 보호자는 {count}명입니다:{lines}{more}"
            ),
        }
        .into())
    }

    pub(super) fn owners_without_pets(&mut self) -> Answered {
        let language = self.language;
        let found: Owners = self.find("find_owners", json!({}))?;
        let without: Vec<_> = found.owners.iter().filter(|it| it.pets.is_empty()).collect();
        let looked_at = found.owners.len();
        let part = if found.total > looked_at {
            say!(
                language,
                " (I could look at {looked_at} of them only.)",
                " (그중 {looked_at}명만 확인했습니다.)"
            )
        } else {
            String::new()
        };
        let (count, lines) = (without.len(), show::lines(without.iter().map(|it| it.name())));
        Ok(match count {
            0 => say!(
                language,
                "No owner is without pets: all have at least one.{part}",
                "반려동물이 없는 보호자는 없습니다.{part}"
            ),
            _ => say!(
                language,
                "Owners without pets: {count}{part}{lines}",
                "반려동물이 없는 보호자는 {count}명입니다.{part}{lines}"
            ),
        }
        .into())
    }

    pub(super) fn most_pets(&mut self) -> Answered {
        let language = self.language;
        let found: Owners = self.find("find_owners", json!({}))?;
        let most = found.owners.iter().map(|it| it.pets.len()).max().unwrap_or(0);
        let lines =
            show::lines(found.owners.iter().filter(|it| it.pets.len() == most).map(|it| self.short(it)));
        if found.total > found.owners.len() {
            return Ok(self.too_many());
        }
        Ok(say!(
            language,
            "The most pets, {most}, have:{lines}",
            "반려동물이 가장 많은 보호자입니다 ({most}마리):{lines}"
        )
        .into())
    }

    /// Something that would need all records where only some are shown.
    pub(super) fn too_many(&self) -> Answer {
        self.language
            .pick("There are too many to compare for me.", "너무 많아서 제가 비교할 수 없습니다.")
            .to_owned()
            .into()
    }

    /// Telephone, address and city of owners, by their names or those of their pets.
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
        let parts = parts.join(", ");
        say!(language, "{name}: {parts}.", "{name}: {parts}")
    }

    fn owners_of_pets_named(&mut self) -> Result<Vec<Owner>, Halt> {
        // A pet's name has one part.
        let name = self.question.names.first().filter(|it| it.parts.len() == 1);
        let Some(name) = name.map(|it| it.full()) else { return Ok(Vec::new()) };
        let found: Owners = self.find("find_owners", json!({ "petName": name }))?;
        Ok(found.owners.into_iter().filter(|it| it.pets.iter().any(|it| same(&it.name, &name))).collect())
    }

    pub(super) fn focus_on_owners(&self, owners: &[Owner]) -> Focus {
        Focus {
            owners: owners.iter().map(|it| (it.id, it.name())).collect(),
            pets: owners.iter().flat_map(Owner::pets).collect(),
            vets: Vec::new(),
        }
    }
}
