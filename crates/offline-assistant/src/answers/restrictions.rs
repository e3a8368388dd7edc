//! The filters of a question as inputs of tools, and in words.

use assistant_model::language::Language;
use serde_json::{Map, Value, json};

use super::show;
use crate::dates::Period;
use crate::filters::{Between, Filters, Group, Joined};
use crate::lexicon::plural_kind;
use crate::records::plain;

/// Adds a list to a tool's input unless it is empty.
fn list<T: serde::Serialize>(input: &mut Map<String, Value>, key: &str, values: &[T]) {
    if !values.is_empty() {
        input.insert(key.to_owned(), json!(values));
    }
}

/// The input of `find_owners` for filters.
pub(super) fn owners_input(filters: &Filters) -> Map<String, Value> {
    let mut input = Map::new();
    list(&mut input, "cities", &filters.cities.wanted);
    list(&mut input, "notCities", &filters.cities.excluded);
    let kinds = if filters.kinds.joined == Joined::All { "allTypes" } else { "types" };
    list(&mut input, kinds, &filters.kinds.wanted);
    list(&mut input, "notTypes", &filters.kinds.excluded);
    if let Some(Between { least, most }) = filters.pets {
        if least > 0 {
            input.insert("minPets".to_owned(), json!(least));
        }
        if let Some(most) = most {
            input.insert("maxPets".to_owned(), json!(most));
        }
    }
    input
}

/// The input of `find_pets` for filters and days of birth.
pub(super) fn pets_input(filters: &Filters, born: Option<Period>) -> Map<String, Value> {
    let mut input = Map::new();
    list(&mut input, "types", &filters.kinds.wanted);
    list(&mut input, "notTypes", &filters.kinds.excluded);
    list(&mut input, "cities", &filters.cities.wanted);
    for (key, day) in [("bornFrom", born.and_then(|it| it.from)), ("bornTo", born.and_then(|it| it.to))] {
        if let Some(day) = day {
            input.insert(key.to_owned(), json!(day));
        }
    }
    input
}

/// " in Madison with a cat and a dog", "Madison에 살고 고양이를 키우는 ".
pub(super) fn owners(language: Language, filters: &Filters) -> String {
    let mut said = place(language, &filters.cities);
    let Group { wanted, joined, excluded } = &filters.kinds;
    match language {
        Language::English => {
            let of = |kinds: &[&str], by: &str| {
                kinds.iter().map(|it| plural_kind(it)).collect::<Vec<_>>().join(by)
            };
            let by = if *joined == Joined::All { " and " } else { " or " };
            if !wanted.is_empty() {
                said.push_str(&format!(" with {}", of(wanted, by)));
            }
            if !excluded.is_empty() {
                said.push_str(&format!(" without {}", of(excluded, " or ")));
            }
        }
        Language::Korean => {
            let of = |kinds: &[&str]| {
                kinds.iter().map(|it| show::kind(language, it)).collect::<Vec<_>>().join(", ")
            };
            let all = if *joined == Joined::All {
                "를 모두"
            } else if wanted.len() > 1 {
                " 중 하나를"
            } else {
                "를"
            };
            if !wanted.is_empty() {
                said.push_str(&format!("{}{all} 키우는 ", of(wanted)));
            }
            if !excluded.is_empty() {
                said.push_str(&format!("{}를 키우지 않는 ", of(excluded)));
            }
        }
    }
    if let Some(between) = filters.pets {
        said.push_str(&number(language, between));
    }
    said
}

/// " in Madison", " outside Madison", "Madison에 사는 ".
pub(super) fn place(language: Language, cities: &Group<String>) -> String {
    let of = |cities: &[String], by: &str| cities.iter().map(|it| plain(it)).collect::<Vec<_>>().join(by);
    let mut said = String::new();
    if !cities.wanted.is_empty() {
        let cities = of(&cities.wanted, language.pick(" or ", ", "));
        said.push_str(&say!(language, " in {cities}", "{cities}에 사는 "));
    }
    if !cities.excluded.is_empty() {
        let cities = of(&cities.excluded, language.pick(" and ", ", "));
        said.push_str(&say!(language, " outside {cities}", "{cities}에 살지 않는 "));
    }
    said
}

fn number(language: Language, Between { least, most }: Between) -> String {
    let s = |count: u16| if count == 1 { "" } else { "s" };
    match (least, most) {
        (0, Some(0)) => language.pick(" without pets", "반려동물이 없는 ").to_owned(),
        (least, Some(most)) if least == most => {
            let s = s(least);
            say!(language, " with exactly {least} pet{s}", "반려동물이 정확히 {least}마리인 ")
        }
        (0, Some(most)) => {
            let s = s(most);
            say!(language, " with at most {most} pet{s}", "반려동물이 {most}마리 이하인 ")
        }
        (least, None) => {
            let s = s(least);
            say!(language, " with at least {least} pet{s}", "반려동물이 {least}마리 이상인 ")
        }
        (least, Some(most)) => {
            say!(language, " with {least} to {most} pets", "반려동물이 {least}~{most}마리인 ")
        }
    }
}

/// " on 2013-01-02", " from 2013-01-01 to 2013-12-31".
pub(super) fn period(language: Language, period: Period) -> String {
    match (period.day(), period.from, period.to) {
        (Some(day), ..) => say!(language, " on {day}", "{day} "),
        (_, Some(from), Some(to)) => say!(language, " from {from} to {to}", "{from}부터 {to}까지 "),
        (_, Some(from), None) => say!(language, " from {from} on", "{from} 이후 "),
        (_, None, Some(to)) => say!(language, " up to {to}", "{to}까지 "),
        (_, None, None) => String::new(),
    }
}
