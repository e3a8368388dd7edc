//! Answers about pets.

use assistant_model::language::Language;
use serde_json::{Value, json};

use super::lookup::keep_if_any;
use super::restrictions::{self, pets_input};
use super::{Answer, Answered, Desk, missing, show};
use crate::dates::Period;
use crate::facts::Halt;
use crate::filters::Joined;
use crate::lexicon::{Concept, plural_kind};
use crate::names::same;
use crate::records::{Owner, Pet, PetTypes, Pets, plain};
use crate::talk::Focus;

impl Desk<'_, '_> {
    /// Pets: all, or those that the question's filters leave.
    pub(super) fn pets(&mut self) -> Answered {
        let language = self.language;
        let filters = &self.question.filters;
        let apart = filters.kinds.joined == Joined::All && self.question.has(Concept::Count);
        if filters.kinds.wanted.len() > 1 && apart {
            return self.pets_of_kinds();
        }
        let born = self.question.period.filter(|_| self.question.has(Concept::Birth));
        let mut input = pets_input(filters, born);
        let begins =
            self.question.names.first().filter(|_| self.question.has(Concept::Starts)).map(|it| it.full());
        if let Some(begins) = &begins {
            input.insert("name".to_owned(), json!(begins));
        }
        let found = match self.find::<Pets>("find_pets", Value::Object(input)) {
            Err(Halt::Failed(reason)) => return self.unless_unknown_kind(reason),
            found => found?,
        };
        let total = found.total;
        let what = self.what(total);
        let mut which = restrictions::place(language, &filters.cities);
        if let Some(born) = born {
            let born = restrictions::period(language, born);
            which.push_str(&say!(language, " born{born}", "{born}태어난 "));
        }
        if let Some(begins) = begins.as_deref().map(plain) {
            which.push_str(&say!(
                language,
                " whose name begins with {begins}",
                "이름이 {begins}(으)로 시작하는 "
            ));
        }
        let are = if total == 1 { "is" } else { "are" };
        let lines = show::lines(found.pets.iter().map(|it| show::pet_of(language, it)));
        let more = show::more(language, total, found.pets.len());
        let text = if total == 0 {
            say!(
                language,
                "There are no pets of that sort{which}: {what}.",
                "{which}{what}: 해당하는 반려동물이 없습니다."
            )
        } else if self.question.has(Concept::Count) {
            say!(language, "There {are} {what}{which}.", "{which}{what}가 등록되어 있습니다.")
        } else {
            say!(language, "There {are} {what}{which}:{lines}{more}", "{which}{what}입니다:{lines}{more}")
        };
        Ok(Answer { text, focus: (total == 1).then(|| self.focus_on_pets(&found.pets)) })
    }

    /// "3 dogs", "3 pets that are no dogs", "3 cats or hamsters".
    fn what(&self, total: usize) -> String {
        let language = self.language;
        let kinds = &self.question.filters.kinds;
        let joined = |kinds: &[&'static str]| {
            let named = kinds.iter().map(|it| match language {
                Language::English => plural_kind(it),
                Language::Korean => show::kind(language, it),
            });
            named.collect::<Vec<_>>().join(language.pick(" or ", ", "))
        };
        match (kinds.wanted.as_slice(), kinds.excluded.as_slice()) {
            ([kind], _) => show::counted_kind(language, kind, total),
            ([], []) if total == 1 => say!(language, "1 pet", "반려동물 1마리"),
            ([], []) => say!(language, "{total} pets", "반려동물 {total}마리"),
            ([], excluded) => {
                let excluded = joined(excluded);
                say!(language, "{total} pets other than {excluded}", "{excluded} 외의 반려동물 {total}마리")
            }
            (wanted, _) => {
                let wanted = joined(wanted);
                say!(language, "{total} {wanted}", "{wanted} {total}마리")
            }
        }
    }

    /// Answers "cats and dogs", each kind separately.
    fn pets_of_kinds(&mut self) -> Answered {
        let kinds = self.question.filters.kinds.wanted.clone();
        let of_kind = |kind| {
            let mut question = self.question.clone();
            question.filters.kinds.wanted = vec![kind];
            question
        };
        let questions: Vec<_> = kinds.into_iter().map(of_kind).collect();
        let mut parts = Vec::new();
        for question in &questions {
            let (language, today, focus) = (self.language, self.today, self.focus.clone());
            parts.push(Desk { question, focus, facts: self.facts, language, today, open: false }.pets());
        }
        let parts: Vec<_> = parts.into_iter().collect::<Result<_, _>>()?;
        Ok(parts.into_iter().map(|it| it.text).collect::<Vec<_>>().join("\n").into())
    }

    pub(super) fn no_such_kind(&mut self, kind: &str) -> Answered {
        let types: PetTypes = self.find("pet_types", json!({}))?;
        let types = show::joined(types.types.iter().map(|it| show::kind(self.language, &it.name)));
        let (kinds, korean) = (plural_kind(kind), show::kind(self.language, kind));
        Ok(say!(
            self.language,
            "The clinic has no {kinds}: that is none of its pet types ({types}).",
            "이 병원에는 {korean} 종류가 없습니다. 등록된 종류: {types}"
        )
        .into())
    }

    pub(super) fn pet_types(&mut self) -> Answered {
        let types: PetTypes = self.find("pet_types", json!({}))?;
        let (count, types) = (
            types.types.len(),
            show::joined(types.types.iter().map(|it| show::kind(self.language, &it.name))),
        );
        Ok(say!(
            self.language,
            "The clinic knows {count} types of pets: {types}.",
            "등록된 반려동물 종류는 {count}가지입니다: {types}"
        )
        .into())
    }

    /// The owners of pets.
    pub(super) fn owner_of(&mut self) -> Answered {
        let language = self.language;
        let pets = if self.question.names.is_empty() { self.pets_in_focus() } else { self.pets_named()? };
        let text = match pets.as_slice() {
            [] if self.question.names.is_empty() => return self.of_whom(),
            [] => return self.not_a_pet(),
            [one] => {
                let (pet, owner) = (show::pet(language, one), plain(&one.owner_name));
                say!(language, "{owner} owns {pet}.", "{pet}의 보호자: {owner}")
            }
            more => {
                self.open = true;
                self.several(more)
            }
        };
        Ok(Answer { text, focus: Some(self.focus_on_pets(&pets)) })
    }

    /// Tries a name that no pet has as an owner's name.
    fn not_a_pet(&mut self) -> Answered {
        let (owners, nobody) = (self.owners_named(), self.nobody(missing::PET));
        let owners = owners?;
        if owners.is_empty() {
            return nobody;
        }
        let language = self.language;
        let lines = show::lines(owners.iter().map(|it| show::owner_in_full(language, it)));
        let text = say!(
            language,
            "No pet has that name, but an owner does:{lines}",
            "그런 이름의 반려동물은 없지만 보호자는 있습니다:{lines}"
        );
        Ok(Answer { text, focus: Some(self.focus_on_owners(&owners)) })
    }

    fn several(&self, pets: &[Pet]) -> String {
        let (language, count) = (self.language, pets.len());
        let lines = show::lines(pets.iter().map(|it| show::pet_of(language, it)));
        if self.question.names.len() != 1 {
            return say!(language, "There are {count} pets:{lines}", "반려동물은 {count}마리입니다:{lines}");
        }
        say!(
            language,
            "There are {count} pets of that name:{lines}",
            "그런 이름의 반려동물은 {count}마리입니다:{lines}"
        )
    }

    /// The pets of owners.
    pub(super) fn pets_of(&mut self) -> Answered {
        let owners =
            if self.question.names.is_empty() { vec![self.owner_in_focus()?] } else { self.owners_named()? };
        if owners.is_empty() {
            return self.not_an_owner();
        }
        self.open = owners.len() > 1;
        let lines: Vec<_> = owners.iter().map(|it| self.pets_of_one(it)).collect();
        let text = match lines.as_slice() {
            [one] => one.clone(),
            more => show::lines(more.iter().cloned()).trim_start().to_owned(),
        };
        let mut focus = self.focus_on_owners(&owners);
        if let Some(kind) = self.question.kind() {
            keep_if_any(&mut focus.pets, |it| same(&it.kind, kind));
        }
        Ok(Answer { text, focus: Some(focus) })
    }

    fn pets_of_one(&self, owner: &Owner) -> String {
        let (language, name) = (self.language, owner.name());
        let of_kind =
            |kind: &str| owner.pets.iter().filter(|it| same(&it.kind, kind)).cloned().collect::<Vec<_>>();
        let (pets, count) = match self.question.kind() {
            Some(kind) if of_kind(kind).is_empty() => {
                let (all, what) = (show::pets(language, &owner.pets), show::counted_kind(language, kind, 1));
                let kind = what.trim_start_matches("1 ").trim_end_matches(" 1마리");
                return say!(
                    language,
                    "{name} has no {kind}. Pets: {all}.",
                    "{name}: {kind} 없음. 반려동물: {all}"
                );
            }
            Some(kind) => (show::pets(language, &of_kind(kind)), of_kind(kind).len()),
            None => (show::pets(language, &owner.pets), owner.pets.len()),
        };
        match count {
            0 => say!(language, "{name} has no pets.", "{name}: 반려동물 없음"),
            1 => say!(language, "{name} has 1 pet: {pets}.", "{name}의 반려동물 1마리: {pets}"),
            _ => say!(language, "{name} has {count} pets: {pets}.", "{name}의 반려동물 {count}마리: {pets}"),
        }
    }

    /// Tries a name that no owner has as a pet's name.
    fn not_an_owner(&mut self) -> Answered {
        let (pets, nobody) = (self.pets_named(), self.nobody(missing::OWNER));
        let pets = pets?;
        if pets.is_empty() { nobody } else { Ok(self.pets_in_full(&pets)) }
    }

    /// The details of pets.
    pub(super) fn pet_details(&mut self) -> Answered {
        let pets = if self.question.names.is_empty() { self.pets_in_focus() } else { self.pets_named()? };
        if pets.is_empty() {
            return if self.question.names.is_empty() { self.of_whom() } else { self.not_a_pet() };
        }
        Ok(self.pets_in_full(&pets))
    }

    fn pets_in_full(&mut self, pets: &[Pet]) -> Answer {
        let (language, today) = (self.language, self.today);
        self.open = pets.len() > 1;
        let all: Vec<_> = pets.iter().map(|it| show::pet_in_full(language, it, today)).collect();
        let text = match all.as_slice() {
            [one] => one.clone(),
            more => {
                let (count, lines) = (more.len(), show::lines(more.iter().cloned()));
                say!(language, "There are {count}:{lines}", "{count}마리가 있습니다:{lines}")
            }
        };
        Answer { text, focus: Some(self.focus_on_pets(pets)) }
    }

    /// The oldest or the youngest pets among those that the filters leave.
    pub(super) fn extreme(&mut self) -> Answered {
        let oldest = self.question.has(Concept::Oldest);
        let mut input = pets_input(&self.question.filters, None);
        input.insert("order".to_owned(), json!(if oldest { "oldest" } else { "youngest" }));
        let found = match self.find::<Pets>("find_pets", Value::Object(input)) {
            Err(Halt::Failed(reason)) => return self.unless_unknown_kind(reason),
            found => found?,
        };
        let Some(birth) = found.pets.first().and_then(|it| it.birth_date) else {
            return Ok(self
                .language
                .pick(
                    "There are no such pets whose birth date is known.",
                    "생년월일을 아는 해당 반려동물이 없습니다.",
                )
                .to_owned()
                .into());
        };
        let same_day = Period { from: Some(birth), to: Some(birth) };
        let input = pets_input(&self.question.filters, Some(same_day));
        let all: Pets = self.find("find_pets", Value::Object(input))?;
        let mut answer = self.pets_in_full(&all.pets);
        answer.text.push_str(&show::more(self.language, all.total, all.pets.len()));
        Ok(answer)
    }

    pub(super) fn focus_on_pets(&self, pets: &[Pet]) -> Focus {
        let mut owners: Vec<_> = pets.iter().map(|it| (it.owner_id, it.owner_name.clone())).collect();
        owners.dedup();
        Focus { owners, pets: pets.to_vec(), vets: Vec::new() }
    }
}
