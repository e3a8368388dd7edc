//! Values without a label, recognised by their form and position.

use std::ops::Range;

use super::labels::{is_abbreviation, is_stop};
use super::{Field, Fields};
use crate::lexicon::{Concept, is_known_korean};
use crate::names::{Name, first_and_last};
use crate::question::Question;
use crate::words::{Word, hangul};

/// An address and a city, as in "12 Main St., Madison" or "12 Main St. in Madison", and the range of their words.
fn address(question: &Question) -> Option<(String, Option<String>, Range<usize>)> {
    let words = &question.words;
    let dated = |at: usize| question.mentions.iter().any(|it| it.words.contains(&at));
    let is_house = |at: usize, it: &Word| it.is_number() && it.low.len() <= 5 && !dated(at);
    let starts = |(at, it): &(usize, &Word)| {
        is_house(*at, it)
            && words
                .get(at + 1)
                .is_some_and(|it| it.follows_directly() && it.text.chars().any(char::is_alphabetic))
    };
    let (from, _) = words.iter().enumerate().find(starts)?;
    let ends = |at: usize, it: &Word| {
        it.gap.contains([',', ';', '\n'])
            || is_stop(question, at)
            || ["in", "and"].contains(&it.low.as_str())
            || (it.is_hangul() && !words.get(from + 1).is_some_and(Word::is_hangul))
    };
    let mut to = (from + 1..words.len())
        .find(|at| words.get(*at).is_some_and(|it| ends(*at, it)))
        .unwrap_or(words.len());
    let street = span(question, from..to)?;
    let next = words.get(to).filter(|it| it.gap.contains(',') || it.low == "in");
    let first = to + usize::from(next.is_some_and(|it| it.low == "in"));
    let is_town = |at: usize| {
        words
            .get(at)
            .is_some_and(|it| it.is_capital() && !it.is_number() && (at == first || it.follows_directly()))
    };
    let town = (first..first + 3).take_while(|it| next.is_some() && is_town(*it)).count();
    let city = if town > 0 { span(question, first..first + town) } else { None };
    if city.is_some() {
        to = first + town;
    }
    Some((street, city, from..to))
}

/// The text of a range of words.
pub(super) fn span(question: &Question, words: Range<usize>) -> Option<String> {
    let (first, last) = (question.words.get(words.start)?, question.words.get(words.end.checked_sub(1)?)?);
    let end = last.at.start + if last.is_hangul() { last.stem.len() } else { last.text.len() };
    let stop = is_abbreviation(last) && question.text.get(end..end + 1) == Some(".");
    question.text.get(first.at.start..end + usize::from(stop)).map(str::to_owned)
}

fn outside<'a>(names: &'a [Name], range: &Option<Range<usize>>) -> Vec<&'a Name> {
    names.iter().filter(|it| !range.as_ref().is_some_and(|range| range.contains(&it.at.start))).collect()
}

pub(super) fn owner(
    fields: &mut Fields,
    question: &Question,
    labelled: &[(Field, String)],
    missing: &[Field],
) {
    if labelled.is_empty() && row(fields, question) {
        return;
    }
    let place = place(fields, question, labelled);
    let labelled_name = labelled.iter().find(|it| it.0 == Field::Name).map(|it| it.1.as_str());
    let given = labelled.iter().find(|it| it.0 == Field::FirstName).map(|it| it.1.as_str());
    let names = outside(&question.names, &place);
    let best = names.iter().find(|it| it.parts.len() > 1).or(names.first());
    let has_last = labelled.iter().any(|it| it.0 == Field::LastName);
    // Both "이름은 홍길동" and "name: Ann Lee" give first and last name.
    let full = labelled_name.or(given.filter(|it| !has_last && two(it).is_some())).map(str::to_owned);
    let open =
        fields.first_name.is_none() || fields.last_name.is_none() || missing.contains(&Field::FirstName);
    let full = full.or_else(|| bare_korean(question)).or_else(|| {
        let leading = leading(question)?;
        (open && names.iter().all(|it| !leading.contains(&it.full()) || it.full() != leading))
            .then_some(leading)
    });
    let full = full.or_else(|| best.filter(|_| given.is_none() && !has_last && open).map(|it| it.full()));
    match full.as_deref().map(|it| (it, two(it))) {
        Some((_, Some((first, last)))) => {
            fields.first_name = Some(first);
            fields.last_name = Some(last);
        }
        Some((name, None)) if missing == [Field::LastName] => fields.last_name = Some(name.to_owned()),
        Some((name, None)) if fields.first_name.is_none() => fields.first_name = Some(name.to_owned()),
        Some(_) | None => {}
    }
}

/// The capitalised words before the first comma, whatever else they mean: "Register Ray Case, 1 High St., ..".
fn leading(question: &Question) -> Option<String> {
    let words = &question.words;
    let end = words.iter().position(|it| it.gap.contains(','))?;
    let is_part =
        |at: &usize| words.get(*at).is_some_and(|it| it.is_capital() && it.gap.chars().all(|it| it == ' '));
    let first = (1..end).rev().take_while(is_part).last()?;
    (end - first > 1 && !question.value_words.contains(&first)).then(|| span(question, first..end)).flatten()
}

/// Takes a record in the order of its fields: "보호자 등록: 홍길동, 서울시 강남구 1, 서울, 01012345678".
fn row(fields: &mut Fields, question: &Question) -> bool {
    let Some((_, text)) = question.text.split_once([':', '：']) else { return false };
    let parts: Vec<_> = text.split([',', '，']).map(|it| it.trim().trim_end_matches('.')).collect();
    let [name, address @ .., city, telephone] = parts.as_slice() else { return false };
    let is_name =
        !name.is_empty() && name.split(' ').count() < 5 && !name.contains(|it: char| it.is_ascii_digit());
    let is_city = !city.is_empty() && !city.contains(|it: char| it.is_ascii_digit());
    let is_telephone = telephone.chars().filter(char::is_ascii_digit).count() > 6;
    let Some((first, last)) = two(name).filter(|_| is_name && is_city && is_telephone && !address.is_empty())
    else {
        return false;
    };
    (fields.first_name, fields.last_name) = (Some(first), Some(last));
    let keeps = address.last().is_some_and(|it| text.contains(&format!("{it}.,")));
    let address = address.join(", ") + if keeps { "." } else { "" };
    (fields.address, fields.city) = (Some(address), Some((*city).to_owned()));
    true
}

/// A Korean name that stands alone, as in "보호자 추가: 김철수, ...".
fn bare_korean(question: &Question) -> Option<String> {
    let ends = |at: usize| question.words.get(at + 1).is_none_or(|it| !it.follows_directly());
    let begins = |at: usize, it: &Word| at == 0 || it.gap.contains([':', ',', '.']);
    let fits =
        |it: &Word| it.is_hangul() && (2..=4).contains(&it.stem.chars().count()) && !is_known_korean(it);
    let mut words = question.words.iter().enumerate();
    words.find(|(at, it)| fits(it) && begins(*at, it) && ends(*at)).map(|(_, it)| it.stem.clone())
}

/// Finds the address and the city that have no label.
fn place(fields: &mut Fields, question: &Question, labelled: &[(Field, String)]) -> Option<Range<usize>> {
    let told = |field: Field| labelled.iter().any(|it| it.0 == field);
    let found = address(question);
    let range = found.as_ref().map(|it| it.2.clone());
    if let Some((street, city, _)) = found {
        if !told(Field::Address)
            || !fields.address.as_ref().is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()))
        {
            fields.address = Some(street);
        }
        if !told(Field::City) {
            fields.city = city.or(fields.city.take());
        }
    }
    if !told(Field::City) && fields.city.is_none() {
        fields.city = question.places.first().cloned();
    }
    range
}

/// Splits a full name into first and last name. A Korean name begins with the family name, which has one syllable.
fn two(name: &str) -> Option<(String, String)> {
    if name.contains(' ') {
        let parts: Vec<_> = name.split(' ').map(str::to_owned).collect();
        let (first, last) = first_and_last(&parts)?;
        return Some(if name.chars().any(hangul) { (last, first) } else { (first, last) });
    }
    let length = name.chars().count();
    let family = name.chars().next().filter(|it| hangul(*it) && (2..=4).contains(&length))?;
    Some((name.chars().skip(1).collect(), family.to_string()))
}

pub(super) fn pet(fields: &mut Fields, question: &Question, labelled: &[(Field, String)]) {
    let before = |name: &Name| name.at.start.checked_sub(1).and_then(|it| question.words.get(it));
    let last = |name: &Name| name.at.end.checked_sub(1).and_then(|it| question.words.get(it));
    let cued = |it: &Name| {
        let word = before(it).map_or("", |it| it.low.as_str());
        let beside_kind = question.kinds.iter().any(|kind| kind.1.end == it.at.start);
        let second =
            it.at.start.checked_sub(2).and_then(|it| question.words.get(it)).map_or("", |it| it.low.as_str());
        let renamed = ["it", "him", "her"].contains(&word) && ["call", "name"].contains(&second);
        ["named", "called", "name", "is"].contains(&word)
            || renamed
            || last(it).is_some_and(|it| it.particle.contains("라는"))
            || (beside_kind && it.parts.len() == 1)
    };
    let of_owner = |it: &Name| {
        let word = before(it).map_or("", |it| it.low.as_str());
        let particle = last(it).map_or("", |it| it.particle.as_str());
        ["for", "to", "of", "owner", "by", "client", "customer", "has", "주인", "보호자", "고객"]
            .contains(&word)
            || ["에게", "한테", "의", "'s", "님", "님에게", "씨에게", "네"].contains(&particle)
            || it.parts.len() > 1
    };
    let given =
        labelled.iter().find(|it| matches!(it.0, Field::Name | Field::FirstName)).map(|it| it.1.clone());
    // In "고양이 루나", only the position marks the name.
    let placed = question.kinds.iter().find_map(|kind| question.words.get(kind.1.end));
    let placed = placed
        .filter(|it| it.is_hangul() && it.follows_directly() && !is_known_korean(it))
        .map(|it| it.stem.clone());
    let given = given.or(placed);
    let name = question.names.iter().find(|it| cued(it));
    // "네, 그런데 이름은 맥스로 해 주세요" corrects the name alone.
    fields.pet = given.filter(|it| it.len() < 31).or_else(|| name.map(Name::full)).or(fields.pet.take());
    for it in question.names.iter().filter(|it| Some(*it) != name) {
        if fields.pet.as_ref() == Some(&it.full()) {
            continue;
        }
        if of_owner(it) || fields.pet.is_some() {
            fields.owner.push(it.clone());
        } else if fields.pet.is_none() {
            fields.pet = Some(it.full());
        }
    }
}

pub(super) fn change(fields: &mut Fields, question: &Question, missing: &[Field]) {
    let range = place(fields, question, &super::labels::labelled(question));
    let values = [fields.address.as_deref(), fields.city.as_deref()];
    let is_value = |it: &Name| values.iter().flatten().any(|value| value.contains(&it.full()));
    // If one word introduces both the owner's name and the new city, the owner's name comes first.
    let names: Vec<_> =
        outside(&question.names, &range).into_iter().filter(|it| !is_value(it)).cloned().collect();
    if fields.city.is_none() && missing.is_empty() && question.has(Concept::City) {
        fields.city = names.get(1).map(Name::full);
    }
    fields.owner.extend(names.into_iter().take(1));
}
