//! Collects the values of a change over as many messages as necessary.

use jiff::civil::Date;

use super::intent::Intent;
use super::lexicon::Concept;
use super::names::Name;
use super::question::Question;

mod free;
mod labels;
mod visit;

/// A value of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    FirstName,
    LastName,
    Name,
    Address,
    City,
    Telephone,
    Owner,
    Kind,
    Date,
    Description,
}

/// The values so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) address: Option<String>,
    pub(super) city: Option<String>,
    pub(super) telephone: Option<String>,
    /// The owner of the pet, or the owner to change.
    pub(super) owner: Vec<Name>,
    /// The pet to add, or the pet of the visit.
    pub(super) pet: Option<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) date: Option<Date>,
    pub(super) description: Option<String>,
}

/// A change whose values are not yet complete.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    intent: Intent,
    pub(super) fields: Fields,
    /// The values that the assistant asked for last.
    pub(super) missing: Vec<Field>,
}

impl Draft {
    pub(super) fn new(intent: Intent) -> Self {
        Self { intent, fields: Fields::default(), missing: Vec::new() }
    }

    pub(super) fn intent(&self) -> Intent {
        self.intent
    }

    /// Whether a message supplies values for the change, rather than asking for something else.
    pub(super) fn goes_on_with(&self, question: &Question, intent: Intent) -> bool {
        let other = matches!(
            intent,
            Intent::Hostile | Intent::Delete | Intent::Emergency | Intent::Help | Intent::No | Intent::Thanks
        ) || matches!(
            intent,
            Intent::AddOwner | Intent::AddPet | Intent::Book | Intent::ChangeOwner
        ) && intent != self.intent;
        let asks = question.is_asking()
            || question.any(&[
                Concept::Who,
                Concept::Count,
                Concept::When,
                Concept::List,
                Concept::Details,
                Concept::Statistics,
            ]);
        !other && !asks
    }

    /// Adds the values in a message.
    pub(super) fn take(&mut self, question: &Question) {
        let before = self.fields.clone();
        let labelled = labels::labelled(question);
        let fields = &mut self.fields;
        for (field, value) in &labelled {
            match field {
                Field::FirstName => fields.first_name = Some(value.clone()),
                Field::LastName => fields.last_name = Some(value.clone()),
                Field::Address => fields.address = Some(value.clone()),
                Field::City => fields.city = Some(value.clone()),
                Field::Description => fields.description = Some(value.clone()),
                Field::Name | Field::Telephone | Field::Owner | Field::Kind | Field::Date => {}
            }
        }
        fields.telephone = question.telephone.clone().or(fields.telephone.take());
        fields.kind = question.kind().or(fields.kind);
        fields.date = question.mentions.iter().find_map(|it| it.period.day()).or(fields.date);
        match self.intent {
            Intent::AddOwner => free::owner(fields, question, &labelled, &self.missing),
            Intent::AddPet => free::pet(fields, question, &labelled),
            Intent::ChangeOwner => free::change(fields, question, &self.missing),
            _ => visit::visit(fields, question, &self.missing),
        }
        self.take_as_asked(question, &before);
    }

    /// Takes the whole message as the value if the assistant asked for just one.
    fn take_as_asked(&mut self, question: &Question, before: &Fields) {
        let fields = &mut self.fields;
        let bare = || Some(question.text.trim().trim_end_matches('.').to_owned()).filter(|it| !it.is_empty());
        match self.missing.as_slice() {
            [Field::City] if fields.city == before.city => fields.city = bare(),
            [Field::Address] if fields.address == before.address => fields.address = bare(),
            [Field::FirstName] if fields.first_name == before.first_name => fields.first_name = bare(),
            [Field::LastName] if fields.last_name == before.last_name => fields.last_name = bare(),
            [Field::Name] if fields.pet == before.pet => fields.pet = bare(),
            [Field::Description] if fields.description == before.description => fields.description = bare(),
            _ => {}
        }
    }
}
