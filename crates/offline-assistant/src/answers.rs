//! Composes the answers, in one module for each subject.

use assistant_model::language::Language;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts::{Facts, Halt};
use super::intent::Intent;
use super::question::Question;
use super::talk::{Focus, Talk};

mod cities;
mod contact;
pub(super) mod general;
mod lookup;
mod missing;
mod needs;
mod owners;
mod pets;
mod restrictions;
mod show;
mod vets;
mod visits;
mod writes;

/// An answer's text, and the new focus of the conversation if the answer changes it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) focus: Option<Focus>,
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self { text, focus: None }
    }
}

type Answered = Result<Answer, Halt>;

/// The inputs of an answer.
struct Desk<'a, 'b> {
    question: &'a Question,
    focus: Focus,
    facts: &'a mut Facts<'b>,
    language: Language,
    today: Date,
    /// Whether the answer lists several matches and leaves the choice to the person.
    open: bool,
}

impl Desk<'_, '_> {
    fn find<T: serde::de::DeserializeOwned>(&mut self, tool: &'static str, input: Value) -> Result<T, Halt> {
        self.facts.find(tool, input)
    }
}

/// Answers a question with a recognised intent, or halts.
pub(super) fn answer(
    talk: &mut Talk,
    question: &Question,
    intent: Intent,
    facts: &mut Facts<'_>,
    today: Date,
) -> Answered {
    let language = question.language;
    let mut desk = Desk { question, focus: talk.focus.clone(), facts, language, today, open: false };
    let answered = match intent {
        Intent::AddOwner | Intent::AddPet | Intent::Book | Intent::ChangeOwner => {
            writes::answer(talk, &mut desk, intent)
        }
        Intent::Yes => writes::repeated(talk, &mut desk),
        Intent::No => {
            let had = talk.draft.take().is_some() || talk.written.take().is_some();
            Ok(general::no(language, had).into())
        }
        _ => desk.look_up(intent),
    };
    talk.open = desk.open;
    answered
}

impl Desk<'_, '_> {
    fn look_up(&mut self, intent: Intent) -> Answered {
        let language = self.language;
        match intent {
            Intent::Hostile => Ok(general::hostile(language).into()),
            Intent::Delete => Ok(general::delete(language).into()),
            Intent::CannotChange => Ok(general::cannot_change(language).into()),
            Intent::Greeting => Ok(general::greeting(language).into()),
            Intent::Thanks => Ok(general::thanks(language).into()),
            Intent::Help => Ok(general::help(language).into()),
            Intent::Hours => Ok(general::hours(language).into()),
            Intent::Price => Ok(general::price(language).into()),
            Intent::Advice => Ok(general::advice(language).into()),
            Intent::Emergency => self.emergency(),
            Intent::Need => self.need(),
            Intent::Owners => self.owners(),
            Intent::MostPets => self.most_pets(),
            Intent::MostCity => self.most_city(),
            Intent::Cities => self.cities(),
            Intent::MostKind => self.most_kind(),
            Intent::OwnerOf => self.owner_of(),
            Intent::PetsOf => self.pets_of(),
            Intent::Contact => self.contact(),
            Intent::Pets => self.pets(),
            Intent::PetDetails => self.pet_details(),
            Intent::Extreme => self.extreme(),
            Intent::Visits => self.visits(),
            Intent::Vets => self.vets(),
            Intent::Specialties => self.specialties(),
            Intent::PetTypes => self.pet_types(),
            Intent::Statistics => self.statistics(),
            Intent::About => self.about(),
            _ => Ok(general::unknown(language).into()),
        }
    }

    fn statistics(&mut self) -> Answered {
        let all = self.find("clinic_statistics", json!({}))?;
        Ok(general::statistics(self.language, &all).into())
    }
}
