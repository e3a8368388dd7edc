//! Answers about visits.

use serde_json::{Value, json};

use super::{Answer, Answered, Desk, missing, show};
use crate::dates::Period;
use crate::facts::Halt;
use crate::lexicon::{Concept, matches};
use crate::names::same;
use crate::records::{Details, Owner, Owners, Pet, Pets, Visit, Visits, plain};

/// Treatments: keywords in descriptions of visits, and the phrases with which questions ask for them.
const TREATMENTS: [(&[&str], &str); 3] = [
    (
        &["rabies", "vaccin", "shot"],
        "rabies, vaccination, vaccinated, vaccine, shot, 예방접종, 접종, 백신, 광견병",
    ),
    (
        &["neuter", "spay", "castrat"],
        "neuter, neutered, neutering, spay, spayed, spaying, castrated, castration, 중성화",
    ),
    (&["dental", "tooth", "teeth"], "dental, tooth, teeth, 스케일링, 치과"),
];

/// An answer looks up the visits of at most this number of pets.
const MOST_PETS: usize = 5;

/// The same limit for owners.
const MOST_OWNERS: usize = 8;

impl Desk<'_, '_> {
    pub(super) fn visits(&mut self) -> Answered {
        let about_focus = self.question.has(Concept::Pronoun) || self.is_bare();
        if self.question.names.is_empty() {
            let pets = self.pets_in_focus();
            return match self.focus.owners.first().filter(|_| about_focus) {
                _ if about_focus && !pets.is_empty() && pets.len() <= MOST_PETS => self.visits_of_pets(&pets),
                Some((id, _)) => self.visits_of_owner(*id),
                None => self.all_visits(),
            };
        }
        let (pets, owners) = (self.pets_named(), self.owners_named());
        let (pets, owners) = (pets?, owners?);
        let asks_owner = self.question.beside_name(Concept::Owner, false) || pets.is_empty();
        match owners.first().filter(|_| asks_owner) {
            Some(owner) if owners.len() == 1 => self.visits_of_owner(owner.id),
            Some(_) => Ok(self.which_owner(&owners)),
            None if pets.is_empty() => self.nobody(missing::PET_OR_OWNER),
            None => self.visits_of_pets(pets.get(..MOST_PETS).unwrap_or(&pets)),
        }
    }

    /// Whether the question refers to the conversation's focus: "and the visits?" does, "all visits" does not.
    fn is_bare(&self) -> bool {
        let question = self.question;
        let wide = question.any(&[Concept::List, Concept::Count, Concept::Pet, Concept::Owner])
            || question.period.is_some();
        !wide && question.words.len() <= 6 && !self.focus.pets.is_empty()
    }

    fn which_owner(&mut self, owners: &[Owner]) -> Answer {
        self.open = true;
        let (count, lines) =
            (owners.len(), show::lines(owners.iter().map(|it| show::owner_in_full(self.language, it))));
        say!(
            self.language,
            "There are {count} owners of that name. Which one?{lines}",
            "그런 이름의 보호자는 {count}명입니다. 누구인가요?{lines}"
        )
        .into()
    }

    fn visits_of_owner(&mut self, id: i64) -> Answered {
        let found: Details = self.find("owner_details", json!({ "ownerId": id }))?;
        let language = self.language;
        let mut visits: Vec<_> = found
            .owner
            .pets()
            .into_iter()
            .flat_map(|pet| {
                let name = pet.name;
                pet.visits.into_iter().map(move |it| Visit { pet_name: Some(name.clone()), ..it })
            })
            .collect();
        visits.retain(|it| within(self.asked_period(), it));
        visits.sort_by_key(|it| std::cmp::Reverse(it.date));
        let name = found.owner.name();
        let whose = say!(language, "{name}'s pets", "{name}의 반려동물");
        let mut text = self.told_visits(&whose, &visits, visits.len());
        if found.visits_complete == Some(false) {
            text.push_str(language.pick(
                " (Not all visits could be read just now.)",
                " (지금은 방문 기록을 모두 읽을 수 없습니다.)",
            ));
        }
        Ok(Answer { text, focus: Some(self.focus_on_owners(std::slice::from_ref(&found.owner))) })
    }

    fn visits_of_pets(&mut self, pets: &[Pet]) -> Answered {
        let found: Vec<_> = pets
            .iter()
            .map(|it| {
                let input = self.input(Some(it.id));
                self.find::<Visits>("find_visits", input)
            })
            .collect();
        let mut parts = Vec::new();
        for (pet, found) in pets.iter().zip(found) {
            let Visits { visits, total } = found?;
            let whose = if pets.len() > 1 { show::pet_of(self.language, pet) } else { plain(&pet.name) };
            let visits: Vec<_> = visits.into_iter().map(|it| Visit { pet_name: None, ..it }).collect();
            parts.push(self.told_visits(&whose, &visits, total));
        }
        self.open = pets.len() > 1;
        Ok(Answer { text: parts.join("\n"), focus: Some(self.focus_on_pets(pets)) })
    }

    /// The visits of all pets whose owners live in a city.
    fn visits_in(&mut self, city: &str) -> Answered {
        let found: Owners = self.find("find_owners", json!({ "city": city }))?;
        if found.owners.is_empty() || found.total > MOST_OWNERS {
            return if found.owners.is_empty() { self.owners() } else { Ok(self.too_many()) };
        }
        let parts: Vec<_> = found.owners.iter().map(|it| self.visits_of_owner(it.id)).collect();
        let parts: Vec<_> = parts.into_iter().collect::<Result<_, _>>()?;
        let text = parts.into_iter().map(|it| it.text).collect::<Vec<_>>().join("\n");
        Ok(text.into())
    }

    fn all_visits(&mut self) -> Answered {
        if let Some(city) = self.question.places.first() {
            return self.visits_in(city);
        }
        let input = self.input(None);
        let kind = self.question.kind();
        let of_kind = kind.map(|it| self.find::<Pets>("find_pets", json!({ "type": it })));
        let found = self.find::<Visits>("find_visits", input);
        if let (Some(Err(Halt::Failed(_))), Some(kind)) = (&of_kind, kind) {
            return self.no_such_kind(kind);
        }
        let (of_kind, mut found) = (of_kind.transpose()?, found?);
        if let Some(of_kind) = of_kind {
            let of = |visit: &Visit, pet: &Pet| {
                visit.pet_name.as_deref().is_some_and(|it| same(it, &pet.name))
                    && visit.owner_name.as_deref() == Some(&pet.owner_name)
            };
            found.visits.retain(|visit| of_kind.pets.iter().any(|it| of(visit, it)));
            found.total = found.visits.len();
        }
        Ok(self.told_visits("", &found.visits, found.total).into())
    }

    /// Describes visits; `whose` names their pet or owner, and is empty for all visits.
    fn told_visits(&self, whose: &str, visits: &[Visit], total: usize) -> String {
        let language = self.language;
        let when = self.asked_period().map_or_else(String::new, |it| self.spoken(it));
        let of = if whose.is_empty() { String::new() } else { say!(language, " of {whose}", "{whose}의 ") };
        let treated = self.treated(visits);
        let visits = treated.as_deref().unwrap_or(visits);
        let total = if treated.is_some() { visits.len() } else { total };
        let Some((newest, oldest)) = visits.first().zip(visits.last()) else {
            return say!(language, "There are no visits{of}{when}.", "{when}{of}방문 기록이 없습니다.");
        };
        let single = [(Concept::Last, newest, "last", "마지막"), (Concept::First, oldest, "first", "첫")];
        if let Some((_, visit, english, korean)) = single.iter().find(|(it, ..)| self.question.has(*it)) {
            let visit = show::visit(language, visit);
            return say!(
                language,
                "The {english} visit{of}{when} was on {visit}.",
                "{when}{of}{korean} 방문: {visit}"
            );
        }
        let lines = show::lines(visits.iter().map(|it| show::visit(language, it)));
        let more = show::more(language, total, visits.len());
        let (are, s) = if total == 1 { ("is", "") } else { ("are", "s") };
        say!(
            language,
            "There {are} {total} visit{s}{of}{when}:{lines}{more}",
            "{when}{of}방문은 {total}건입니다:{lines}{more}"
        )
    }

    /// The visits for the treatment in the question; `None` if it names none or there are no such visits.
    fn treated(&self, visits: &[Visit]) -> Option<Vec<Visit>> {
        let words = &self.question.words;
        let asked = |phrases: &str| {
            phrases.split(',').any(|it| (0..words.len()).any(|at| matches(words, at, it.trim()).is_some()))
        };
        let (keys, _) = TREATMENTS.iter().find(|(_, phrases)| asked(phrases))?;
        let has = |it: &&Visit| {
            it.description
                .as_ref()
                .is_some_and(|text| keys.iter().any(|key| text.to_lowercase().contains(key)))
        };
        Some(visits.iter().filter(has).cloned().collect())
    }

    fn asked_period(&self) -> Option<Period> {
        let upcoming = || self.question.has(Concept::Upcoming) && !self.question.has(Concept::Last);
        self.question.period.or_else(|| upcoming().then_some(Period { from: Some(self.today), to: None }))
    }

    fn input(&self, pet: Option<i64>) -> Value {
        let Period { from, to } = self.asked_period().unwrap_or_default();
        let mut input = serde_json::Map::new();
        let fields = [
            ("from", from.map(|it| json!(it))),
            ("to", to.map(|it| json!(it))),
            ("petId", pet.map(|it| json!(it))),
        ];
        input.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        Value::Object(input)
    }

    fn spoken(&self, period: Period) -> String {
        let language = self.language;
        match (period.day(), period.from, period.to) {
            (Some(day), ..) => say!(language, " on {day}", "{day} "),
            (_, Some(from), Some(to)) => say!(language, " from {from} to {to}", "{from}부터 {to}까지 "),
            (_, Some(from), None) => say!(language, " from {from} on", "{from} 이후 "),
            (_, None, Some(to)) => say!(language, " up to {to}", "{to}까지 "),
            (_, None, None) => String::new(),
        }
    }
}

fn within(period: Option<Period>, visit: &Visit) -> bool {
    period.is_none_or(|period| visit.date.is_some_and(|it| period.contains(it)))
}
