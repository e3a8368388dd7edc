//! Conversations: tracks their focus and interprets each message in its context.

use assistant_model::Message;
use assistant_model::consent;
use assistant_model::language::Language;
use jiff::civil::Date;
use serde_json::Value;

use super::answers::{self, Answer};
use super::coverage;
use super::facts::{Facts, Halt};
use super::fields::Draft;
use super::intent::{self, Intent};
use super::lexicon::Concept;
use super::question::Question;
use super::records::{Pet, Vet};

/// The next step of the assistant.
#[derive(Debug)]
pub(super) enum Next {
    Say(String),
    Call(Vec<(&'static str, Value)>),
}

/// The records that the conversation refers to, which "it" or "her" means.
#[derive(Clone, Debug, Default)]
pub(super) struct Focus {
    pub(super) owners: Vec<(i64, String)>,
    pub(super) pets: Vec<Pet>,
    pub(super) vets: Vec<Vet>,
}

/// A conversation so far.
#[derive(Debug, Default)]
pub(super) struct Talk {
    pub(super) focus: Focus,
    /// A change that still lacks values.
    pub(super) draft: Option<Draft>,
    /// A change that waits for consent.
    pub(super) written: Option<(&'static str, Value)>,
    /// The values of that change, for corrections.
    pub(super) proposed: Option<Draft>,
    /// Whether the last answer left a choice among several matches.
    pub(super) open: bool,
    last: Option<(Question, Intent)>,
}

/// The most rounds of tool calls before an answer.
const MOST_ROUNDS: usize = 3;

/// The next step after the messages so far.
pub(super) fn next(messages: &[Message], today: Date, language: Language) -> Next {
    let turns = turns(messages);
    let is_first = turns.len() <= 1;
    let mut talk = Talk::default();
    let mut next = Next::Say(answers::general::unknown(language));
    let last = turns.len().saturating_sub(1);
    for (at, (text, facts)) in turns.into_iter().enumerate() {
        let language = if at == last { language } else { Language::of(text) };
        next = talk.turn(text, facts, today, language);
    }
    match next {
        Next::Say(text) if is_first && !text.contains(super::introduction(language)) => {
            Next::Say(format!("{text}\n\n{}", super::introduction(language)))
        }
        other => other,
    }
}

/// The person's messages, each with the results of the tool calls that followed it.
fn turns(messages: &[Message]) -> Vec<(&str, Facts<'_>)> {
    let mut turns: Vec<(&str, Facts<'_>)> = Vec::new();
    let mut calls = &[][..];
    for message in messages {
        match message {
            Message::Person(text) => turns.push((text, Facts::default())),
            Message::Model(reply) => calls = &reply.calls,
            Message::Results(results) => {
                if let Some((_, facts)) = turns.last_mut() {
                    facts.learn(calls, results);
                }
            }
        }
    }
    turns
}

impl Talk {
    fn turn(&mut self, text: &str, mut facts: Facts<'_>, today: Date, language: Language) -> Next {
        let waiting = self.draft.as_ref().or(self.proposed.as_ref().filter(|_| self.written.is_some()));
        let planning = waiting.is_some_and(|it| it.intent() == Intent::Book);
        let mut read = Question::read(text, today, planning);
        read.language = language;
        if let Some((last, _)) = self.last.as_ref().filter(|_| read.is_bare()) {
            read.language = last.language;
        }
        let language = read.language;
        let waits = self.draft.is_some() || self.written.is_some();
        if waits && consent::read(text) == Some(false) {
            (self.draft, self.written, self.last) = (None, None, None);
            return Next::Say(answers::general::no(language, true));
        }
        let said = read.clone();
        let (question, intent) = self.understood(read);
        let unread = coverage::unread(&said, intent);
        if !unread.is_empty() {
            (self.open, self.last) = (false, None);
            return Next::Say(answers::general::not_understood(language, &unread));
        }
        // A question taken up again must use what the new words bring.
        if said.words != question.words && coverage::leaves_out(&question, intent) {
            (self.open, self.last) = (false, None);
            return Next::Say(answers::general::not_understood(language, &[text.to_owned()]));
        }
        let rounds = facts.rounds;
        let answer = answers::answer(self, &question, intent, &mut facts, today);
        self.last = Some((question, intent));
        match answer {
            Ok(Answer { text, focus }) => {
                self.focus = focus.unwrap_or_else(|| std::mem::take(&mut self.focus));
                Next::Say(text)
            }
            Err(Halt::Asks) if rounds < MOST_ROUNDS => Next::Call(facts.wanted().to_vec()),
            Err(Halt::Says(text)) => Next::Say(text),
            Err(Halt::Failed(reason)) => Next::Say(answers::general::failed(language, &reason)),
            Err(Halt::Asks) => Next::Say(answers::general::failed(language, "?")),
        }
    }

    /// Interprets a message in the context of those before it.
    fn understood(&mut self, question: Question) -> (Question, Intent) {
        let intent = intent::of(&question);
        if let Some(draft) = self.proposed.as_ref().filter(|_| self.written.is_some() && corrects(&question))
        {
            let intent = draft.intent();
            self.draft = Some(draft.clone());
            // Other words are no names here.
            let names = question.names.iter().filter(|it| it.sure).cloned().collect();
            return (Question { names, ..question }, intent);
        }
        if let Some(draft) = self.draft.as_ref() {
            if draft.goes_on_with(&question, intent) {
                return (question, draft.intent());
            }
            if !question.any(&[Concept::No, Concept::Delete]) || question.words.len() > 4 {
                self.draft = None;
            }
        }
        match &self.last {
            Some((last, of)) if self.open && is_choice(&question, intent) => {
                (narrowed(last.clone(), question), *of)
            }
            Some((last, of)) if is_fragment(&question, intent) => (replaced(last.clone(), question), *of),
            _ => (question, intent),
        }
    }
}

/// Whether a message corrects a change that waits for consent: "yes, but call it Max", "no, on Friday".
fn corrects(question: &Question) -> bool {
    const ANSWERS: [&str; 14] = [
        "yes",
        "ok",
        "okay",
        "sure",
        "yeah",
        "yep",
        "no",
        "nope",
        "but",
        "네",
        "예",
        "아니요",
        "아니",
        "그런데",
    ];
    let first = question.words.first().is_some_and(|it| ANSWERS.contains(&it.low.as_str()));
    first && question.words.len() > 1 && !question.is_asking()
}

/// Whether a message only chooses among several matches.
fn is_choice(question: &Question, intent: Intent) -> bool {
    let says_which = !question.names.is_empty() || !question.kinds.is_empty() || !question.places.is_empty();
    let short = question.words.len() <= 8 && !question.is_asking();
    says_which
        && short
        && matches!(
            intent,
            Intent::About
                | Intent::Pets
                | Intent::PetsOf
                | Intent::PetDetails
                | Intent::Owners
                | Intent::OwnerOf
        )
}

/// Whether a message repeats the previous question for another subject: "and Max?", "고양이는요?".
fn is_fragment(question: &Question, intent: Intent) -> bool {
    let opens = question.hits.first().is_some_and(|it| it.concept == Concept::Also && it.words.start == 0);
    let closes =
        question.words.last().is_some_and(|it| ["은", "는", "은요", "는요"].contains(&it.particle.as_str()));
    let about = !question.names.is_empty()
        || !question.kinds.is_empty()
        || !question.specialties.is_empty()
        || question.period.is_some()
        || !question.places.is_empty();
    let says_no_more = matches!(
        intent,
        Intent::About
            | Intent::Unknown
            | Intent::Pets
            | Intent::Vets
            | Intent::Visits
            | Intent::Owners
            | Intent::Need
    );
    let asks_more =
        question.any(&[Concept::Count, Concept::Visit, Concept::Vet, Concept::Owner, Concept::List]);
    (opens || closes) && about && says_no_more && !asks_more && question.words.len() <= 7
}

/// The previous question with the subject of this one.
fn replaced(mut last: Question, now: Question) -> Question {
    last.id = None;
    if !now.names.is_empty() || !now.places.is_empty() {
        (last.telephone, last.street) = (None, None);
    }
    if !now.names.is_empty() {
        last.names = now.names;
        last.kinds = now.kinds;
        last.filters.kinds = now.filters.kinds;
    } else if !now.kinds.is_empty() {
        last.kinds = now.kinds;
        last.filters.kinds = now.filters.kinds;
    }
    if !now.specialties.is_empty() {
        last.specialties = now.specialties;
        last.filters.specialties = now.filters.specialties;
        last.filters.no_specialty = now.filters.no_specialty;
    }
    if now.period.is_some() {
        last.period = now.period;
    }
    if !now.places.is_empty() {
        last.places = now.places;
        last.filters.cities = now.filters.cities;
    }
    last.language = now.language;
    last
}

/// The previous question, narrowed down by this one.
fn narrowed(mut last: Question, now: Question) -> Question {
    last.names.extend(now.names);
    if !now.places.is_empty() {
        last.places = now.places;
        last.filters.cities = now.filters.cities;
    }
    if !now.kinds.is_empty() {
        last.kinds = now.kinds;
        last.filters.kinds = now.filters.kinds;
    }
    last.language = now.language;
    last
}
