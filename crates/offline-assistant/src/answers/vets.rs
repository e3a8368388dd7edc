//! Answers about vets.

use assistant_model::language::Language;
use serde_json::json;

use super::{Answer, Answered, Desk, show};
use crate::facts::{Halt, lenient};
use crate::filters::{Group, Joined};
use crate::lexicon::Concept;
use crate::names::{LIKE, likeness, same};
use crate::records::{Vet, Vets, plain};
use crate::talk::Focus;

impl Desk<'_, '_> {
    pub(super) fn vets(&mut self) -> Answered {
        if !self.question.names.is_empty() {
            return self.vet_named();
        }
        if self.question.refers() {
            let vets = self.focus.vets.clone();
            return if vets.is_empty() { self.of_whom() } else { Ok(self.told(&vets)) };
        }
        let all: Vets = self.find("list_vets", json!({}))?;
        if all.total.is_some_and(|it| it > all.vets.len()) {
            return Ok(self.too_many());
        }
        let filters = &self.question.filters;
        let superlative = filters.superlative.is_some();
        match (filters.specialties.wanted.as_slice(), filters.specialties.excluded.as_slice()) {
            _ if filters.no_specialty => {
                let vets: Vec<_> = all.vets.into_iter().filter(|it| it.specialties.is_empty()).collect();
                Ok(self.of_specialty(&vets, None))
            }
            ([], []) if superlative => Ok(self.most_specialized(&all.vets)),
            ([], []) if self.asks_for_specialists() => Ok(self.specialists(&all.vets)),
            ([], []) => Ok(self.all(&all.vets)),
            (some, []) if filters.specialties.joined == Joined::Any => {
                let some = some.to_vec();
                self.of_specialties(&some)
            }
            _ => Ok(self.filtered(&all.vets)),
        }
    }

    /// "How many vets have a specialty?", but not "the vets with their specialties".
    fn asks_for_specialists(&self) -> bool {
        let question = self.question;
        let says = |some: &[&str]| question.words.iter().any(|it| some.contains(&it.low.as_str()));
        let has_one = says(&["a", "any"]) && question.has(Concept::Owns);
        let is_one = says(&[
            "specialist",
            "specialists",
            "specialized",
            "specialised",
            "expert",
            "experts",
            "qualified",
        ]);
        question.has(Concept::Specialty)
            && (question.has(Concept::Count)
                || has_one
                || is_one
                || question.language == Language::Korean && question.any(&[Concept::Exists, Concept::Owns]))
    }

    fn specialists(&self, vets: &[Vet]) -> Answer {
        let language = self.language;
        let vets: Vec<_> = vets.iter().filter(|it| !it.specialties.is_empty()).cloned().collect();
        let (count, lines) = (vets.len(), show::lines(vets.iter().map(|it| show::vet(language, it))));
        let have = if count == 1 { "vet has" } else { "vets have" };
        let text = say!(
            language,
            "{count} {have} a specialty:{lines}",
            "전문 분야가 있는 수의사는 {count}명입니다:{lines}"
        );
        Answer { text, focus: Some(Focus { vets, ..Focus::default() }) }
    }

    /// The vets with the most specialties.
    fn most_specialized(&mut self, vets: &[Vet]) -> Answer {
        let most = vets.iter().map(|it| it.specialties.len()).max().unwrap_or(0);
        let vets: Vec<_> = vets.iter().filter(|it| it.specialties.len() == most).cloned().collect();
        self.told(&vets)
    }

    /// The vets with all the wanted specialties and none of the excluded ones.
    fn filtered(&self, vets: &[Vet]) -> Answer {
        let language = self.language;
        let Group { wanted, excluded, .. } = &self.question.filters.specialties;
        let has = |vet: &Vet, name: &str| vet.specialties.iter().any(|it| same(it, name));
        let fits =
            |vet: &&Vet| wanted.iter().all(|it| has(vet, it)) && !excluded.iter().any(|it| has(vet, it));
        let vets: Vec<_> = vets.iter().filter(fits).cloned().collect();
        let named = |names: &[&str], by: &str| {
            names.iter().map(|it| show::specialty(language, it)).collect::<Vec<_>>().join(by)
        };
        let mut which = String::new();
        if !wanted.is_empty() {
            let wanted = named(wanted, language.pick(" and ", ", "));
            which.push_str(&say!(language, " for {wanted}", "{wanted} 전문인 "));
        }
        if !excluded.is_empty() {
            let excluded = named(excluded, language.pick(" and ", ", "));
            which.push_str(&say!(language, " without {excluded}", "{excluded} 전문이 아닌 "));
        }
        let (count, lines) = (vets.len(), show::lines(vets.iter().map(|it| show::vet(language, it))));
        let text = match count {
            0 => say!(language, "There are no vets{which}.", "{which}수의사는 없습니다."),
            1 => say!(language, "There is 1 vet{which}:{lines}", "{which}수의사는 1명입니다:{lines}"),
            _ => say!(
                language,
                "There are {count} vets{which}:{lines}",
                "{which}수의사는 {count}명입니다:{lines}"
            ),
        };
        Answer { text, focus: Some(Focus { vets, ..Focus::default() }) }
    }

    fn all(&mut self, vets: &[Vet]) -> Answer {
        let (language, count) = (self.language, vets.len());
        let lines = show::lines(vets.iter().map(|it| show::vet(language, it)));
        if self.question.has(Concept::Count) {
            return say!(language, "The clinic has {count} vets.", "수의사는 모두 {count}명입니다.").into();
        }
        say!(language, "The clinic has {count} vets:{lines}", "수의사는 {count}명입니다:{lines}").into()
    }

    fn of_specialties(&mut self, names: &[&'static str]) -> Answered {
        let found: Vec<_> = names
            .iter()
            .map(|it| lenient(self.find::<Vets>("list_vets", json!({ "specialty": it }))))
            .collect();
        let mut parts = Vec::new();
        let mut focus = Vec::new();
        for (name, vets) in names.iter().zip(found) {
            let vets = vets?.vets;
            parts.push(if vets.is_empty() {
                self.nobody_does(name)?
            } else {
                self.of_specialty(&vets, Some(name)).text
            });
            focus.extend(vets);
        }
        Ok(Answer { text: parts.join("\n"), focus: Some(Focus { vets: focus, ..Focus::default() }) })
    }

    fn of_specialty(&self, vets: &[Vet], name: Option<&str>) -> Answer {
        let (language, count) = (self.language, vets.len());
        let who = show::joined(vets.iter().map(Vet::name));
        let text = match name {
            Some(name) => {
                let field = show::specialty(language, name);
                match count {
                    1 => say!(
                        language,
                        "1 vet specializes in {field}: {who}.",
                        "{field} 전문 수의사는 1명입니다: {who}"
                    ),
                    _ => say!(
                        language,
                        "{count} vets specialize in {field}: {who}.",
                        "{field} 전문 수의사는 {count}명입니다: {who}"
                    ),
                }
            }
            None => match count {
                0 => say!(language, "Every vet has a specialty.", "모든 수의사에게 전문 분야가 있습니다."),
                1 => say!(
                    language,
                    "1 vet has no specialty: {who}.",
                    "전문 분야가 없는 수의사는 1명입니다: {who}"
                ),
                _ => say!(
                    language,
                    "{count} vets have no specialty: {who}.",
                    "전문 분야가 없는 수의사는 {count}명입니다: {who}"
                ),
            },
        };
        Answer { text, focus: Some(Focus { vets: vets.to_vec(), ..Focus::default() }) }
    }

    fn nobody_does(&mut self, name: &str) -> Result<String, Halt> {
        let language = self.language;
        let all: Vets = self.find("list_vets", json!({}))?;
        let (field, known) = (show::specialty(language, name), specialties(language, &all.vets));
        Ok(say!(
            language,
            "None of our vets specializes in {field}. Specialties here: {known}.",
            "{field} 전문 수의사는 없습니다. 이 병원의 전문 분야: {known}"
        ))
    }

    pub(super) fn specialties(&mut self) -> Answered {
        let vets: Vets = self.find("list_vets", json!({}))?;
        let known = specialties(self.language, &vets.vets);
        Ok(say!(self.language, "Our vets' specialties: {known}.", "수의사들의 전문 분야: {known}").into())
    }

    fn vet_named(&mut self) -> Answered {
        let vets = self.vets_named()?;
        if !vets.is_empty() {
            return Ok(self.told(&vets));
        }
        let all = self.find::<Vets>("list_vets", json!({}))?.vets;
        let language = self.language;
        let names = self.names();
        let name = plain(&show::joined(names.iter().map(|it| it.full())));
        let like = |it: &&Vet| {
            let parts = names.iter().flat_map(|it| &it.parts);
            parts
                .map(|part| likeness(part, &it.first_name).max(likeness(part, &it.last_name)))
                .fold(0.0, f64::max)
                >= LIKE
        };
        let near: Vec<_> = all.iter().filter(like).map(Vet::name).collect();
        let none = say!(
            language,
            "I found no vet called \"{name}\".",
            "\"{name}\"(이)라는 수의사를 찾지 못했습니다."
        );
        let text = if near.is_empty() {
            let all = show::joined(all.iter().map(Vet::name));
            say!(language, "{none} Our vets: {all}.", "{none} 우리 병원의 수의사: {all}")
        } else {
            let near = near.join(", ");
            say!(language, "{none} Did you mean {near}?", "{none} 혹시 {near} 말씀인가요?")
        };
        Ok(text.into())
    }

    fn told(&mut self, vets: &[Vet]) -> Answer {
        let language = self.language;
        let one = |it: &Vet| {
            let (name, fields) = (it.name(), show::specialties(language, it));
            if it.specialties.is_empty() {
                say!(
                    language,
                    "{name} has no specialty (general practice).",
                    "{name} 수의사: 전문 분야 없음(일반 진료)"
                )
            } else {
                say!(language, "{name} specializes in {fields}.", "{name} 수의사의 전문 분야: {fields}")
            }
        };
        let text = vets.iter().map(one).collect::<Vec<_>>().join("\n");
        Answer { text, focus: Some(Focus { vets: vets.to_vec(), ..Focus::default() }) }
    }
}

/// Every specialty of the vets, in alphabetical order.
fn specialties(language: Language, vets: &[Vet]) -> String {
    let mut known: Vec<_> = vets.iter().flat_map(|it| &it.specialties).collect();
    known.sort();
    known.dedup();
    show::joined(known.into_iter().map(|it| show::specialty(language, it)))
}
