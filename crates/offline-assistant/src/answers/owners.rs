//! Answers about owners.

use serde_json::json;

use super::{Answer, Answered, Desk, show};
use crate::facts::Halt;
use crate::lexicon::{Concept, plural_kind};
use crate::names::same;
use crate::records::{Details, Owner, Owners, Pet, Pets, plain};
use crate::talk::Focus;

impl Desk<'_, '_> {
    /// Owners: all, or those with a city, a telephone number, an id or a kind of pet.
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
        let begins =
            self.question.names.first().filter(|_| self.question.has(Concept::Starts)).map(|it| it.full());
        if let (Some(begins), Some(input)) = (begins, input.as_object_mut()) {
            let is_first = self.question.text.to_lowercase().contains("first name");
            input.insert(if is_first { "firstName" } else { "lastName" }.to_owned(), json!(begins));
        }
        let is_all = input.as_object().is_some_and(serde_json::Map::is_empty);
        if let Some(kind) = self.question.kind().filter(|_| is_all) {
            return self.owners_of_kind(kind);
        }
        let mut found: Owners = self.find("find_owners", input)?;
        let question = self.question;
        let lives = |it: &Owner| {
            question
                .street
                .as_ref()
                .is_none_or(|street| it.address.to_lowercase().contains(&street.to_lowercase()))
        };
        let has =
            |it: &Owner| question.kind().is_none_or(|kind| it.pets.iter().any(|it| same(&it.kind, kind)));
        let several = |it: &Owner| !question.has(Concept::Several) || it.pets.len() > 1;
        let some = question.street.is_some() || question.kind().is_some() || question.has(Concept::Several);
        if some && found.total > found.owners.len() {
            return Ok(self.too_many());
        }
        if some {
            found.owners.retain(|it| lives(it) && has(it) && several(it));
            found.total = found.owners.len();
        }
        Ok(self.listed(&found))
    }

    fn listed(&mut self, found: &Owners) -> Answer {
        let (language, total) = (self.language, found.total);
        let place = self.question.places.first().map(|it| plain(it));
        let mut place = place.map_or_else(String::new, |it| say!(language, " in {it}", "{it}에 사는 "));
        if let Some(street) = self.question.street.as_deref().map(plain) {
            place.push_str(&say!(language, " at {street}", "{street}에 사는 "));
        }
        if let Some(kind) = self.question.kind() {
            let (kinds, korean) = (plural_kind(kind), show::kind(language, kind));
            place.push_str(&say!(language, " with {kinds}", "{korean}를 키우는 "));
        }
        if self.question.has(Concept::Several) {
            place.push_str(language.pick(" with several pets", "반려동물이 여럿인 "));
        }
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
        let (name, mut city, pets) = (it.name(), plain(&it.city), show::pets(self.language, &it.pets));
        if self.question.has(Concept::Address) {
            city = format!("{}, {city}", plain(&it.address));
        }
        if self.question.has(Concept::Telephone) {
            city = format!("{city}, {}", plain(&it.telephone));
        }
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
        let (count, kinds) = (owners.len(), plural_kind(kind));
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

    /// Declines a comparison that needs all records when the tool returned only some.
    pub(super) fn too_many(&self) -> Answer {
        self.language
            .pick("There are too many to compare for me.", "너무 많아서 제가 비교할 수 없습니다.")
            .to_owned()
            .into()
    }

    pub(super) fn focus_on_owners(&self, owners: &[Owner]) -> Focus {
        Focus {
            owners: owners.iter().map(|it| (it.id, it.name())).collect(),
            pets: owners.iter().flat_map(Owner::pets).collect(),
            vets: Vec::new(),
        }
    }
}
