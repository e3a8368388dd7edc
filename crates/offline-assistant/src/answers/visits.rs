//! Answers about visits.

use serde_json::{Value, json};

use super::lookup::PETS;
use super::restrictions::{self, pets_input};
use super::{Answer, Answered, Desk, missing, show};
use crate::dates::Period;
use crate::facts::Halt;
use crate::lexicon::Concept;
use crate::names::{Name, same};
use crate::records::{Owner, Pet, Pets, Visit, Visits, plain};

/// An answer looks up the visits of at most this number of pets.
const MOST_PETS: usize = 5;

impl Desk<'_, '_> {
    pub(super) fn visits(&mut self) -> Answered {
        if self.question.names.is_empty() {
            if !self.question.refers() && !self.is_bare() {
                return self.all_visits();
            }
            let pets = self.pets_in_focus();
            if !pets.is_empty() && pets.len() <= MOST_PETS {
                return self.visits_of_pets(&pets);
            }
            let owner = self.owner_in_focus()?;
            return self.visits_of_owner(&owner);
        }
        let (pets, owners) = (self.pets_named(), self.owners_named());
        let pets = pets?;
        let one_name = self.question.names.len() == 1;
        if pets.is_empty() || one_name && self.question.beside_name(Concept::Owner, false) {
            let owners = owners?;
            match owners.as_slice() {
                [owner] => return self.visits_of_owner(owner),
                [] if pets.is_empty() => return self.nobody(missing::PET_OR_OWNER),
                [] => {}
                _ => return Ok(self.which_owner(&owners)),
            }
        }
        if pets.len() > MOST_PETS {
            let name = show::joined(self.names().iter().map(Name::full));
            return Err(self.too_many_of_name(&name, pets.len(), PETS));
        }
        self.visits_of_pets(&pets)
    }

    /// Whether the question refers to the conversation's focus: "and the visits?" does, "all visits" does not.
    fn is_bare(&self) -> bool {
        let question = self.question;
        let wide = !question.filters.cities.is_empty()
            || question.any(&[Concept::List, Concept::Count, Concept::Pet, Concept::Owner])
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

    fn visits_of_owner(&mut self, owner: &Owner) -> Answered {
        let (language, name) = (self.language, owner.name());
        let focus = Some(self.focus_on_owners(std::slice::from_ref(owner)));
        if owner.pets.is_empty() {
            return Ok(say!(language, "{name} has no pets.", "{name}: 반려동물 없음").into());
        }
        let mut pets = owner.pets();
        let mut whose = say!(language, "{name}'s pets", "{name}의 반려동물");
        if let Some(kind) = self.question.kind() {
            pets.retain(|it| same(&it.kind, kind));
            let kind = show::kind(language, kind);
            if pets.is_empty() {
                return Ok(Answer {
                    text: say!(language, "{name} has no {kind}.", "{name}: {kind} 없음"),
                    focus,
                });
            }
            whose.push_str(&format!(" ({kind})"));
        }
        let visits = self.visits_among(&pets)?;
        Ok(Answer { text: self.told_visits(&whose, &visits), focus })
    }

    /// The visits of pets, as the question restricts them.
    fn visits_among(&mut self, pets: &[Pet]) -> Result<Visits, Halt> {
        let ids: Vec<_> = pets.iter().map(|it| it.id).collect();
        let input = self.input(&ids);
        self.find("find_visits", input)
    }

    fn visits_of_pets(&mut self, pets: &[Pet]) -> Answered {
        let found: Vec<_> = pets.iter().map(|it| self.visits_among(std::slice::from_ref(it))).collect();
        let mut parts = Vec::new();
        for (pet, found) in pets.iter().zip(found) {
            let Visits { visits, total } = found?;
            let whose = if pets.len() > 1 { show::pet_of(self.language, pet) } else { plain(&pet.name) };
            let visits: Vec<_> = visits.into_iter().map(|it| Visit { pet_name: None, ..it }).collect();
            parts.push(self.told_visits(&whose, &Visits { visits, total }));
        }
        self.open = pets.len() > 1;
        Ok(Answer { text: parts.join("\n"), focus: Some(self.focus_on_pets(pets)) })
    }

    /// The visits of all pets, or of those that the filters leave.
    fn all_visits(&mut self) -> Answered {
        let language = self.language;
        let filters = &self.question.filters;
        let restricted = !filters.kinds.is_empty() || !filters.cities.is_empty();
        let pets = if restricted {
            let input = pets_input(filters, None);
            match self.find::<Pets>("find_pets", Value::Object(input)) {
                Err(Halt::Failed(reason)) => return self.unless_unknown_kind(reason),
                found => found?,
            }
        } else {
            Pets::default()
        };
        let mut which = restrictions::place(language, &filters.cities);
        let kinds =
            show::joined(filters.kinds.wanted.iter().map(|it| show::counted_kind(language, it, pets.total)));
        if !kinds.is_empty() {
            which = say!(language, "{kinds}{which}", "{which}{kinds}");
        }
        if restricted && pets.total == 0 {
            return Ok(say!(
                language,
                "There are no such pets: {which}.",
                "해당하는 반려동물이 없습니다: {which}"
            )
            .into());
        }
        if pets.total > pets.pets.len() {
            let total = pets.total;
            return Ok(say!(
                language,
                "There are {total} such pets; I can look through the visits of 20 at most. Please name a pet or an owner.",
                "해당하는 반려동물이 {total}마리입니다. 20마리까지만 방문 기록을 찾을 수 있으니 반려동물이나 보호자의 이름을 알려 주세요."
            )
            .into());
        }
        let ids: Vec<_> = pets.pets.iter().map(|it| it.id).collect();
        let Period { from, to } = self.asked_period().unwrap_or_default();
        if !self.question.treatment.is_empty() && ids.is_empty() && (from.is_none() || to.is_none()) {
            return Ok(language
                .pick(
                    "I can look for a treatment only among the visits of a pet, of an owner's pets, or of a time such as \"in 2013\". \
                     Please name one.",
                    "치료 내용은 특정 반려동물, 보호자 또는 \"2013년\" 같은 기간의 방문에서만 찾을 수 있습니다. 하나를 알려 주세요.",
                )
                .to_owned()
                .into());
        }
        let input = self.input(&ids);
        let found: Visits = self.find("find_visits", input)?;
        Ok(self.told_visits(which.trim(), &found).into())
    }

    /// Describes visits; `whose` names their pet or owner, and is empty for all visits.
    fn told_visits(&self, whose: &str, Visits { visits, total }: &Visits) -> String {
        let (language, total) = (self.language, *total);
        let when = self.asked_period().map_or_else(String::new, |it| restrictions::period(language, it));
        let of = if whose.is_empty() { String::new() } else { say!(language, " of {whose}", "{whose}의 ") };
        let texts =
            self.question.treatment.iter().map(|it| format!("\"{it}\"")).collect::<Vec<_>>().join(", ");
        let told = match texts.as_str() {
            "" => String::new(),
            _ => say!(language, " (described by {texts})", "(내용: {texts}) "),
        };
        let Some(first) = visits.first() else {
            return say!(
                language,
                "There are no visits{of}{told}{when}.",
                "{when}{of}{told}방문 기록이 없습니다."
            );
        };
        let upcoming = self.question.has(Concept::Upcoming);
        let single = [
            (Concept::Last, "last", "마지막"),
            (Concept::First, "first", "첫"),
            (Concept::Upcoming, "next", "다음"),
        ];
        let says_next = self.question.words.iter().any(|it| it.low == "next" || it.low.starts_with("다음"));
        let is_single =
            |it: &Concept| self.question.has(*it) && (*it != Concept::Upcoming || says_next && upcoming);
        let counts = self.question.has(Concept::Count);
        if let Some((_, english, korean)) = single.iter().find(|(it, ..)| is_single(it) && !counts) {
            let visit = show::visit(language, first);
            let was = if upcoming { "is" } else { "was" };
            return say!(
                language,
                "The {english} visit{of}{told}{when} {was} on {visit}.",
                "{when}{of}{told}{korean} 방문: {visit}"
            );
        }
        let (are, s) = if total == 1 { ("is", "") } else { ("are", "s") };
        if counts && total > visits.len() {
            return say!(
                language,
                "There {are} {total} visit{s}{of}{told}{when}.",
                "{when}{of}{told}방문은 {total}건입니다."
            );
        }
        let lines = show::lines(visits.iter().map(|it| show::visit(language, it)));
        let more = show::more(language, total, visits.len());
        say!(
            language,
            "There {are} {total} visit{s}{of}{told}{when}:{lines}{more}",
            "{when}{of}{told}방문은 {total}건입니다:{lines}{more}"
        )
    }

    /// The period of the question. The last visit is the last one that has taken place, and one that is to come is not before today.
    fn asked_period(&self) -> Option<Period> {
        let (question, today) = (self.question, self.today);
        let period = question.period.unwrap_or_default();
        let period = if question.has(Concept::Upcoming) {
            Period { from: Some(period.from.map_or(today, |it| it.max(today))), to: period.to }
        } else if question.has(Concept::Last) || question.has(Concept::Past) && question.period.is_none() {
            Period { from: period.from, to: Some(period.to.map_or(today, |it| it.min(today))) }
        } else {
            period
        };
        (period != Period::default()).then_some(period)
    }

    fn input(&self, pets: &[i64]) -> Value {
        let question = self.question;
        let Period { from, to } = self.asked_period().unwrap_or_default();
        let earliest = question.any(&[Concept::First, Concept::Upcoming]) && !question.has(Concept::Last);
        let fields = [
            ("from", from.map(|it| json!(it))),
            ("to", to.map(|it| json!(it))),
            ("petIds", (!pets.is_empty()).then(|| json!(pets))),
            ("texts", (!question.treatment.is_empty()).then(|| json!(question.treatment))),
            ("order", earliest.then(|| json!("earliest"))),
        ];
        Value::Object(
            fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect(),
        )
    }
}
