//! Changes of data: asks for missing values, then calls the tool that asks for consent.

use serde_json::{Map, Value, json};

use super::{Answered, Desk, general, show};
use crate::facts::Halt;
use crate::fields::{Draft, Field, Fields};
use crate::intent::Intent;
use crate::lexicon::Concept;
use crate::records::{Confirmation, plain};
use crate::talk::Talk;

mod meant;

/// Continues a pending change, or begins one.
pub(super) fn answer(talk: &mut Talk, desk: &mut Desk<'_, '_>, intent: Intent) -> Answered {
    let mut draft =
        talk.draft.take().filter(|it| it.intent() == intent).unwrap_or_else(|| Draft::new(intent));
    let before = draft.fields.clone();
    draft.take(desk.question);
    // A correction that corrects nothing leaves what waits as it is.
    if talk.written.is_some() && draft.fields == before && before != Fields::default() {
        let unread = [desk.question.text.clone()];
        return Err(Halt::Says(general::not_understood(desk.language, &unread)));
    }
    let (tool, input) = match desk.call(&mut draft) {
        Ok(call) => call,
        Err(halt) => {
            // The draft keeps the values so far until the person supplies the rest.
            if matches!(halt, Halt::Says(_)) {
                talk.draft = Some(draft);
            }
            return Err(halt);
        }
    };
    talk.written = Some((tool, input.clone()));
    talk.proposed = Some(draft);
    confirmed(desk, tool, input)
}

/// Repeats the change that waits for consent: only the program that runs the tools can accept consent.
pub(super) fn repeated(talk: &mut Talk, desk: &mut Desk<'_, '_>) -> Answered {
    // After consent, the assistant runs the change and records a result with another input; the change then no longer waits.
    if talk
        .written
        .as_ref()
        .is_some_and(|(tool, input)| desk.facts.has_used(tool) && !desk.facts.knows(tool, input))
    {
        talk.written = None;
    }
    match talk.written.clone() {
        Some((tool, input)) => confirmed(desk, tool, input),
        None => Ok(general::nothing_to_confirm(desk.language).into()),
    }
}

fn confirmed(desk: &mut Desk<'_, '_>, tool: &'static str, input: Value) -> Answered {
    let Confirmation { summary } = desk.find(tool, input)?;
    let summary = plain(&summary);
    Ok(say!(desk.language, "{summary} Please confirm.", "{summary} 확인해 주세요.").into())
}

/// A tool and its input.
type Call = (&'static str, Value);

impl Desk<'_, '_> {
    fn call(&mut self, draft: &mut Draft) -> Result<Call, Halt> {
        match draft.intent() {
            Intent::AddOwner => self.add_owner(draft),
            Intent::AddPet => self.add_pet(draft),
            Intent::ChangeOwner => self.change_owner(draft),
            _ => self.book_visit(draft),
        }
    }

    fn add_owner(&self, draft: &mut Draft) -> Result<Call, Halt> {
        let Fields { first_name, last_name, address, city, telephone, .. } = &draft.fields;
        let told = [
            (Field::FirstName, "firstName", first_name),
            (Field::LastName, "lastName", last_name),
            (Field::Address, "address", address),
            (Field::City, "city", city),
            (Field::Telephone, "telephone", telephone),
        ];
        let missing: Vec<_> = told.iter().filter(|it| it.2.is_none()).map(|it| it.0).collect();
        let input: Map<_, _> = told
            .iter()
            .filter_map(|(_, name, value)| Some(((*name).to_owned(), json!(value.as_ref()?))))
            .collect();
        self.complete(
            draft,
            missing,
            "Add the owner Ann Lee, 12 Main St., Madison, 6085551234",
            "보호자 등록: Ann Lee, 12 Main St., Madison, 6085551234",
        )?;
        Ok(("add_owner", Value::Object(input)))
    }

    fn add_pet(&mut self, draft: &mut Draft) -> Result<Call, Halt> {
        let told_owner = !draft.fields.owner.is_empty()
            || (self.question.has(Concept::Pronoun) && !self.focus.owners.is_empty());
        let told = [
            (Field::Owner, told_owner),
            (Field::Name, draft.fields.pet.is_some()),
            (Field::Kind, draft.fields.kind.is_some()),
        ];
        let missing = told.iter().filter(|it| !it.1).map(|it| it.0).collect();
        self.complete(
            draft,
            missing,
            "Add a dog named Rex for Betty Davis, born 2024-05-01",
            "Betty Davis에게 Rex라는 강아지 추가, 생일 2024-05-01",
        )?;
        let owner = self.owner_id(draft)?;
        let mut input = json!({ "ownerId": owner, "name": draft.fields.pet, "type": draft.fields.kind });
        if let (Some(date), Some(input)) = (draft.fields.date, input.as_object_mut()) {
            input.insert("birthDate".to_owned(), json!(date));
        }
        Ok(("add_pet", input))
    }

    fn change_owner(&mut self, draft: &mut Draft) -> Result<Call, Halt> {
        let Fields { address, city, telephone, owner, .. } = &draft.fields;
        let has_owner = !owner.is_empty() || !self.focus.owners.is_empty();
        let wants = [
            (Field::Telephone, Concept::Telephone, telephone.is_none()),
            (Field::Address, Concept::Address, address.is_none()),
            (Field::City, Concept::City, city.is_none()),
        ];
        let nothing = wants.iter().all(|it| it.2);
        let mut missing: Vec<_> =
            wants.iter().filter(|it| it.2 && nothing && self.question.has(it.1)).map(|it| it.0).collect();
        if nothing && missing.is_empty() {
            missing = if self.question.has(Concept::Moved) {
                vec![Field::Address]
            } else if draft.missing.is_empty() {
                vec![Field::Telephone, Field::Address]
            } else {
                draft.missing.clone()
            };
        }
        if !has_owner {
            missing.insert(0, Field::Owner);
        }
        let values = [("telephone", telephone), ("address", address), ("city", city)];
        let mut input: Map<_, _> = values
            .iter()
            .filter_map(|(name, value)| Some(((*name).to_owned(), json!(value.as_ref()?))))
            .collect();
        self.complete(
            draft,
            missing,
            "Change Betty Davis's telephone to 6085551234",
            "Betty Davis의 전화번호를 6085551234로 변경",
        )?;
        input.insert("ownerId".to_owned(), json!(self.owner_id(draft)?));
        Ok(("change_owner", Value::Object(input)))
    }

    fn book_visit(&mut self, draft: &mut Draft) -> Result<Call, Halt> {
        let in_focus = if draft.fields.pet.is_none() && draft.fields.owner.is_empty() {
            self.pets_in_focus()
        } else {
            Vec::new()
        };
        let meant = in_focus
            .first()
            .filter(|_| {
                in_focus.len() == 1 && (self.question.has(Concept::Pronoun) || self.question.kind().is_some())
            })
            .cloned();
        let told = [
            (Field::Name, draft.fields.pet.is_some() || !draft.fields.owner.is_empty() || meant.is_some()),
            (Field::Date, draft.fields.date.is_some()),
            (Field::Description, draft.fields.description.is_some()),
        ];
        let missing = told.iter().filter(|it| !it.1).map(|it| it.0).collect();
        if let Some(pet) = &meant {
            draft.fields.pet = Some(pet.name.clone());
            draft.fields.owner = vec![meant::name(&pet.owner_name)];
        }
        self.complete(
            draft,
            missing,
            "Book a visit for Leo on 2030-05-01: rabies shot",
            "Leo의 방문을 2030-05-01에 예약: 예방접종",
        )?;
        let pet = self.pet_id(draft)?;
        Ok((
            "book_visit",
            json!({ "petId": pet, "date": draft.fields.date, "description": draft.fields.description }),
        ))
    }

    /// Asks for missing values, if there are any.
    fn complete(
        &self,
        draft: &mut Draft,
        missing: Vec<Field>,
        english: &str,
        korean: &str,
    ) -> Result<(), Halt> {
        draft.missing = missing;
        if draft.missing.is_empty() {
            return Ok(());
        }
        let language = self.language;
        let fields = show::joined(draft.missing.iter().map(|it| label(language, *it).to_owned()));
        Err(Halt::Says(say!(
            language,
            "For that I still need: {fields}. For example: \"{english}\"",
            "다음 정보가 더 필요합니다: {fields}. 예: \"{korean}\""
        )))
    }
}

fn label(language: assistant_model::language::Language, field: Field) -> &'static str {
    let (english, korean) = match field {
        Field::FirstName => ("first name", "이름"),
        Field::LastName => ("last name", "성"),
        Field::Name => ("the pet's name", "반려동물 이름"),
        Field::Address => ("address", "주소"),
        Field::City => ("city", "도시"),
        Field::Telephone => ("telephone", "전화번호"),
        Field::Owner => ("the owner's name", "보호자 이름"),
        Field::Kind => ("the type of pet", "반려동물 종류"),
        Field::Date => ("the day", "날짜"),
        Field::Description => ("the reason of the visit", "방문 사유"),
    };
    language.pick(english, korean)
}
