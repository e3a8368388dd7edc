//! Values with a label: "address 1 Main St., city Madison", "주소는 ..., 도시는 ...".

use std::ops::Range;

use super::Field;
use crate::lexicon::{Concept, matches};
use crate::question::Question;
use crate::words::Word;

const LABELS: [(Field, &str); 7] = [
    (Field::FirstName, "first name, given name, firstname, forename, 이름"),
    (Field::LastName, "last name, surname, family name, lastname, 성, 성씨"),
    (Field::Name, "full name, name, 성함, 성명"),
    (
        Field::Address,
        "address, street address, lives at, living at, residing at, live at, moved to, moves to, 주소",
    ),
    (Field::City, "city, town, 도시, 시"),
    (
        Field::Telephone,
        "telephone, phone, telephone number, phone number, mobile, tel, 전화번호, 전화, 연락처",
    ),
    (
        Field::Description,
        "reason, description, because, purpose, since, note, complaint, 사유, 이유, 내용, 설명, 증상, 목적",
    ),
];

/// Words between a label and its value.
const FILLERS: [&str; 12] = ["it", "him", "her", "is", "are", "to", "as", "of", "the", "a", "an", "number"];

/// Endings after a value in Korean sentences.
const ENDINGS: [&str; 14] = [
    "입니다",
    "이에요",
    "이예요",
    "예요",
    "에요",
    "이고",
    "이며",
    "으로",
    "라고",
    "이야",
    "로",
    "에",
    "을",
    "를",
];

/// Every label of a message with its value.
pub(super) fn labelled(question: &Question) -> Vec<(Field, String)> {
    let words = &question.words;
    let labels = labels(words);
    let mut found = Vec::new();
    for (index, (field, label)) in labels.iter().enumerate() {
        let mut from = label.end;
        while words.get(from).is_some_and(|it| FILLERS.contains(&it.low.as_str())) {
            // "the city of George Franklin" names an owner.
            if words.get(from).is_some_and(|it| it.low == "of") {
                from = match words.iter().skip(from).position(|it| it.low == "to") {
                    Some(to) => from + to,
                    None => words.len(),
                };
            }
            from += 1;
        }
        let until = labels.get(index + 1).map_or(words.len(), |it| it.1.start);
        if let Some(value) = value(question, from..until, *field) {
            found.push((*field, value));
        }
    }
    found
}

fn labels(words: &[Word]) -> Vec<(Field, Range<usize>)> {
    let mut found: Vec<(Field, Range<usize>)> = Vec::new();
    for at in 0..words.len() {
        let named = LABELS.iter().flat_map(|(field, it)| it.split(',').map(move |it| (*field, it.trim())));
        let longest =
            named.filter_map(|(field, it)| Some((field, matches(words, at, it)?))).max_by_key(|it| it.1);
        let free = found.last().is_none_or(|it| it.1.end <= at);
        if let Some((field, length)) = longest.filter(|_| free) {
            found.push((field, at..at + length));
        }
    }
    found
}

/// The text of the words up to a comma, the end of the sentence or another end of the value.
fn value(question: &Question, words: Range<usize>, field: Field) -> Option<String> {
    let all = &question.words;
    let first = all.get(words.start).filter(|_| words.start < words.end)?;
    let ends = |at: usize, word: &Word| {
        let gap = word.gap.contains([',', ';', '\n', '，']) || is_stop(question, at);
        let verb = question.hits.iter().any(|it| {
            it.words.start == at
                && matches!(it.concept, Concept::Change | Concept::Add | Concept::Book)
                && word.is_hangul()
        });
        let and = ["and", "그리고", "in"].contains(&word.low.as_str()) && field != Field::Description;
        gap || verb || and
    };
    let count = all
        .get(words.clone())?
        .iter()
        .enumerate()
        .skip(1)
        .take_while(|(at, it)| !ends(words.start + at, it))
        .count();
    let last = all.get(words.start + count)?;
    let end = last.at.start + last.text.len();
    // The abbreviation's full stop belongs to the value.
    let end = end + usize::from(is_abbreviation(last) && question.text.get(end..end + 1) == Some("."));
    let text = question.text.get(first.at.start..end)?.trim();
    let ending = ENDINGS
        .iter()
        .find(|it| last.is_hangul() && text.ends_with(**it) && text.chars().count() > it.chars().count() + 1);
    let text = ending.and_then(|it| text.strip_suffix(*it)).unwrap_or(text).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a sentence ends before a word.
pub(super) fn is_stop(question: &Question, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|it| question.words.get(it));
    let gap = question.words.get(at).map_or("", |it| it.gap.as_str());
    gap.contains(['!', '?']) || (gap.contains('.') && before.is_some_and(|it| !is_abbreviation(it)))
}

/// `St.`, `W.`
pub(super) fn is_abbreviation(word: &Word) -> bool {
    const SHORT: [&str; 12] = ["st", "ave", "blvd", "rd", "dr", "ln", "la", "ct", "pl", "hwy", "apt", "no"];
    word.low.len() == 1 || SHORT.contains(&word.low.as_str())
}
