//! Answers about owners.

use serde_json::{Map, Value, json};

use super::restrictions::{self, owners_input};
use super::{Answer, Answered, Desk, show};
use crate::facts::Halt;
use crate::filters::Amount;
use crate::lexicon::Concept;
use crate::names::{Name, same};
use crate::records::{Details, Owner, Owners, PetTypes, plain};
use crate::talk::Focus;

/// The most owners that an answer lists.
const SHOWN: usize = 20;

impl Desk<'_, '_> {
    /// Owners: all, or those that the question's filters leave.
    pub(super) fn owners(&mut self) -> Answered {
        if let Some(id) = self.question.id {
            let found: Details = self.find("owner_details", json!({ "ownerId": id }))?;
            return Ok(self.owner(&found.owner));
        }
        let question = self.question;
        let mut input = owners_input(&question.filters);
        if let Some(telephone) = &question.telephone {
            input.insert("telephone".to_owned(), json!(telephone));
        }
        if let Some(street) = &question.street {
            input.insert("address".to_owned(), json!(street));
        } else if let Some(name) = question.names.first() {
            return self.owners_by_name(&input, &name.full());
        }
        let found = match self.find::<Owners>("find_owners", Value::Object(input)) {
            Err(Halt::Failed(reason)) => return self.unless_unknown_kind(reason),
            found => found?,
        };
        Ok(self.listed(&found, ""))
    }

    /// Owners whose name is or begins with a text.
    fn owners_by_name(&mut self, input: &Map<String, Value>, name: &str) -> Answered {
        let language = self.language;
        let text = self.question.text.to_lowercase();
        let begins = self.question.has(Concept::Starts);
        let with = |keys: &[&str]| {
            let mut input = input.clone();
            input.extend(keys.iter().map(|key| ((*key).to_owned(), json!(name))));
            input.insert("wholeNames".to_owned(), json!(!begins));
            Value::Object(input)
        };
        let said = plain(name);
        if begins || text.contains("first name") || text.contains("last name") || text.contains("surname") {
            let is_first = text.contains("first name");
            let found: Owners =
                self.find("find_owners", with(&[if is_first { "firstName" } else { "lastName" }]))?;
            let said = match (is_first, begins) {
                (true, true) => {
                    say!(language, " whose first name begins with {said}", "이름이 {said}(으)로 시작하는 ")
                }
                (false, true) => {
                    say!(language, " whose last name begins with {said}", "성이 {said}(으)로 시작하는 ")
                }
                (true, false) => say!(language, " whose first name is {said}", "이름이 {said}인 "),
                (false, false) => say!(language, " whose last name is {said}", "성이 {said}인 "),
            };
            return Ok(self.listed(&found, &said));
        }
        if let Some((first, last)) = self.question.names.first().and_then(Name::first_and_last) {
            let owners = if input.is_empty() {
                self.owners_named()?
            } else {
                let whole = |first: &str, last: &str| {
                    let mut input = input.clone();
                    input.extend(
                        [("firstName", first), ("lastName", last)].map(|it| (it.0.to_owned(), json!(it.1))),
                    );
                    input.insert("wholeNames".to_owned(), json!(true));
                    Value::Object(input)
                };
                let found = [whole(&first, &last), whole(&last, &first)];
                let [found, turned] = found.map(|it| self.find::<Owners>("find_owners", it));
                found?.owners.into_iter().chain(turned?.owners).collect()
            };
            let found = Owners { total: owners.len(), owners };
            return Ok(self.listed(&found, &say!(language, " called {said}", "이름이 {said}인 ")));
        }
        let found = [with(&["lastName"]), with(&["firstName"]), with(&["firstName", "lastName"])];
        let [last, first, both] = found.map(|it| self.find::<Owners>("find_owners", it));
        let (last, first, both) = (last?, first?, both?);
        let mut owners = last.owners;
        owners.extend(first.owners.into_iter().filter(|it| both.owners.iter().all(|both| both.id != it.id)));
        let total = last.total + first.total - both.total.min(first.total);
        owners.truncate(SHOWN);
        Ok(self.listed(&Owners { owners, total }, &say!(language, " called {said}", "이름이 {said}인 ")))
    }

    fn listed(&mut self, found: &Owners, named: &str) -> Answer {
        let (language, total) = (self.language, found.total);
        let mut place = restrictions::owners(language, &self.question.filters);
        place.push_str(named);
        if let Some(street) = self.question.street.as_deref().map(plain) {
            let whole = found
                .owners
                .iter()
                .all(|it| same(&it.address, &street) || same(&it.address, &format!("{street}.")));
            place.push_str(&if whole {
                say!(language, " at {street}", "{street}에 사는 ")
            } else {
                say!(language, " whose address begins with {street}", "주소가 {street}(으)로 시작하는 ")
            });
        }
        if let Some(telephone) = &self.question.telephone
            && found.owners.iter().any(|it| it.telephone != *telephone)
        {
            place.push_str(&say!(
                language,
                " whose telephone number begins with {telephone}",
                "전화번호가 {telephone}(으)로 시작하는 "
            ));
        }
        let text = match (found.owners.as_slice(), total) {
            ([], _) => match &self.question.telephone {
                Some(telephone) => say!(
                    language,
                    "No owner{place} has the telephone number {telephone}.",
                    "{place}전화번호 {telephone}인 보호자는 없습니다."
                ),
                None => say!(language, "I found no owners{place}.", "{place}보호자를 찾지 못했습니다."),
            },
            ([one], 1) => {
                let one = show::owner_in_full(language, one);
                say!(language, "There is 1 owner{place}: {one}.", "{place}보호자는 1명입니다. {one}")
            }
            (owners, _)
                if self.question.has(Concept::Count) && (place.is_empty() || total > owners.len()) =>
            {
                say!(language, "There are {total} owners{place}.", "{place}보호자는 모두 {total}명입니다.")
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

    /// The owners with the most or the fewest pets among those that the filters leave.
    pub(super) fn most_pets(&mut self) -> Answered {
        let language = self.language;
        let fewest = self.question.filters.superlative.is_some_and(|it| it.amount == Amount::Fewest);
        let mut input = owners_input(&self.question.filters);
        let mut first = input.clone();
        first.insert("order".to_owned(), json!(if fewest { "fewestPets" } else { "mostPets" }));
        let found = match self.find::<Owners>("find_owners", Value::Object(first)) {
            Err(Halt::Failed(reason)) => return self.unless_unknown_kind(reason),
            found => found?,
        };
        let place = restrictions::owners(language, &self.question.filters);
        let Some(count) = found.owners.first().map(|it| it.pets.len()) else {
            return Ok(say!(language, "I found no owners{place}.", "{place}보호자를 찾지 못했습니다.").into());
        };
        input.extend([("minPets".to_owned(), json!(count)), ("maxPets".to_owned(), json!(count))]);
        let all: Owners = self.find("find_owners", Value::Object(input))?;
        let (total, lines) = (all.total, show::lines(all.owners.iter().map(|it| self.short(it))));
        let more = show::more(language, total, all.owners.len());
        let (amount, korean) = if fewest { ("fewest", "적은") } else { ("most", "많은") };
        let owners = if total == 1 { "1 owner has" } else { &format!("{total} owners have") };
        let text = say!(
            language,
            "Of the owners{place}, {owners} the {amount} pets, {count}:{lines}{more}",
            "{place}보호자 중 반려동물이 가장 {korean} 보호자는 {total}명입니다 ({count}마리):{lines}{more}"
        );
        let text = if place.is_empty() { text.replacen("Of the owners, ", "", 1) } else { text };
        let focus = self.focus_on_owners(&all.owners);
        Ok(Answer { text, focus: (all.owners.len() == 1).then_some(focus) })
    }

    /// Says which kind of animal is no type of the clinic, or that the tool failed for another reason.
    pub(super) fn unless_unknown_kind(&mut self, reason: String) -> Answered {
        let kinds = &self.question.filters.kinds;
        if kinds.is_empty() {
            return Err(Halt::Failed(reason));
        }
        let types: PetTypes = self.find("pet_types", json!({}))?;
        let is_known = |kind: &str| types.types.iter().any(|it| same(&it.name, kind));
        match kinds.wanted.iter().chain(&kinds.excluded).find(|it| !is_known(it)) {
            Some(kind) => self.no_such_kind(kind),
            None => Err(Halt::Failed(reason)),
        }
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
