//! "Exactly one pet", "more than two animals", "no pets", "두 마리 이상".

use super::{Accounted, Between, Part, Values, is_hit, low, refuses};
use crate::lexicon::{Concept, Hit};
use crate::words::Word;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Compared {
    Exactly,
    AtLeast,
    Above,
    AtMost,
    Below,
}

const BEFORE: [(&str, Compared); 19] = [
    ("exactly", Compared::Exactly),
    ("precisely", Compared::Exactly),
    ("only", Compared::Exactly),
    ("just", Compared::Exactly),
    ("at least", Compared::AtLeast),
    ("no fewer than", Compared::AtLeast),
    ("no less than", Compared::AtLeast),
    ("not fewer than", Compared::AtLeast),
    ("a minimum of", Compared::AtLeast),
    ("more than", Compared::Above),
    ("greater than", Compared::Above),
    ("at most", Compared::AtMost),
    ("no more than", Compared::AtMost),
    ("not more than", Compared::AtMost),
    ("a maximum of", Compared::AtMost),
    ("up to", Compared::AtMost),
    ("fewer than", Compared::Below),
    ("less than", Compared::Below),
    ("under", Compared::Below),
];

const AFTER: [(&str, Compared); 6] = [
    ("or more", Compared::AtLeast),
    ("and more", Compared::AtLeast),
    ("or fewer", Compared::AtMost),
    ("or less", Compared::AtMost),
    ("이상", Compared::AtLeast),
    ("이하", Compared::AtMost),
];

const NUMBERS: [(&str, u16); 30] = [
    ("a single", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("한", 1),
    ("하나", 1),
    ("두", 2),
    ("둘", 2),
    ("세", 3),
    ("셋", 3),
    ("네", 4),
    ("넷", 4),
    ("다섯", 5),
    ("여섯", 6),
    ("일곱", 7),
    ("여덟", 8),
    ("아홉", 9),
    ("열", 10),
    ("한마리", 1),
    ("두마리", 2),
    ("세마리", 3),
    ("네마리", 4),
    ("다섯마리", 5),
];

/// The number of pets that a question asks for, if it concerns pets of any kind.
pub(super) fn read(
    words: &[Word],
    hits: &[Hit],
    values: &Values<'_>,
    used: &mut Accounted,
) -> Option<Between> {
    let free = |at: usize| !used.contains_key(&at);
    let found = (0..words.len()).filter(|at| free(*at)).find_map(|at| {
        english(words, hits, at).or_else(|| korean(words, hits, values, at)).or_else(|| none(words, hits, at))
    });
    let found = found.or_else(|| (0..words.len()).find_map(|at| some(words, hits, at)));
    let (between, from, to) = found?;
    used.extend((from..to).map(|it| (it, Part::Pets)));
    Some(between)
}

type Found = Option<(Between, usize, usize)>;

/// The words that a phrase matches at a place.
fn phrase(words: &[Word], at: usize, phrase: &str) -> Option<usize> {
    let length = phrase.split(' ').count();
    let fits = phrase.split(' ').enumerate().all(|(far, it)| low(words, at + far) == it);
    fits.then_some(length)
}

fn number(words: &[Word], at: usize) -> Option<(u16, usize)> {
    let word = words.get(at)?;
    if word.is_number() && word.low.len() < 4 {
        return Some((word.low.parse().ok()?, 1));
    }
    NUMBERS.iter().find_map(|(it, value)| {
        let alone = word.is_hangul() && word.stem == *it;
        Some((*value, if alone { 1 } else { phrase(words, at, it)? }))
    })
}

fn english(words: &[Word], hits: &[Hit], from: usize) -> Found {
    let is_pet =
        |at: usize| is_hit(hits, at, Concept::Pet) && words.get(at).is_some_and(|it| !it.is_hangul());
    if ["several", "multiple"].contains(&low(words, from)) && is_pet(from + 1) {
        return Some((Between { least: 2, most: None }, from, from + 2));
    }
    let before = BEFORE.iter().find_map(|(it, compared)| Some((*compared, phrase(words, from, it)?)));
    let mut at = from + before.map_or(0, |it| it.1);
    let (count, length) = number(words, at).filter(|_| words.get(at).is_some_and(|it| !it.is_hangul()))?;
    at += length;
    let after = AFTER.iter().find_map(|(it, compared)| Some((*compared, phrase(words, at, it)?)));
    if before.is_some() && after.is_some() {
        return None;
    }
    at += after.map_or(0, |it| it.1);
    let compared = before.or(after).map_or(Compared::Exactly, |it| it.0);
    is_pet(at).then(|| between(count, compared)).flatten().map(|it| (it, from, at + 1))
}

/// "Who has pets", "owners with a pet".
fn some(words: &[Word], hits: &[Hit], from: usize) -> Found {
    if !["has", "have", "own", "owns", "with", "keep", "keeps"].contains(&low(words, from)) {
        return None;
    }
    let at = from + 1 + usize::from(["any", "a", "some"].contains(&low(words, from + 1)));
    is_hit(hits, at, Concept::Pet).then_some((Between { least: 1, most: None }, from, at + 1))
}

/// "No pets", "without any animals", "반려동물이 없는".
fn none(words: &[Word], hits: &[Hit], from: usize) -> Found {
    let is_pet = |at: usize| is_hit(hits, at, Concept::Pet);
    let no = Between { least: 0, most: Some(0) };
    let word = words.get(from)?;
    if word.is_hangul() {
        let to = from + 1;
        let denied = is_pet(from)
            && words
                .get(to)
                .is_some_and(|it| it.low.contains("없") || it.low == "안" || it.low.contains("않"));
        return denied.then_some((no, from, to + 1)).or_else(|| {
            // "반려동물을 키우지 않는"
            let kept = is_pet(from) && ["키우", "기르"].iter().any(|it| low(words, to).starts_with(it));
            (kept && words.get(to + 1).is_some_and(refuses)).then_some((no, from, to + 2))
        });
    }
    let mut at = from + 1;
    let starts = match word.low.as_str() {
        "no" | "without" => true,
        "not" | "don't" | "doesn't" | "do" | "does" => {
            at = from + usize::from(["do", "does"].contains(&word.low.as_str())) + 1;
            let denied = word.low != "do" && word.low != "does" || low(words, from + 1) == "not";
            denied && ["have", "own", "keep"].contains(&low(words, at)) && {
                at += 1;
                true
            }
        }
        _ => false,
    };
    while ["any", "a", "single"].contains(&low(words, at)) {
        at += 1;
    }
    (starts && is_pet(at)).then_some((no, from, at + 1))
}

/// "두 마리 이상", "3마리만", unless the number counts pets of a kind.
fn korean(words: &[Word], hits: &[Hit], values: &Values<'_>, from: usize) -> Found {
    let (count, length) = number(words, from)?;
    let attached = words.get(from).is_some_and(|it| it.stem.ends_with("마리"));
    let unit = if attached { from } else { from + length };
    if !words.get(unit).is_some_and(|it| it.stem.ends_with("마리")) {
        return None;
    }
    // "고양이를 두 마리 이상": no query counts the pets of a kind.
    let of_kind = from.checked_sub(1).is_some_and(|it| values.kinds.iter().any(|kind| kind.1.contains(&it)));
    if of_kind {
        return None;
    }
    let after = words.get(unit + 1).map_or("", |it| it.low.as_str());
    let particle = words.get(unit).map_or("", |it| it.particle.as_str());
    let (compared, to) = match after {
        it if it.starts_with("이상") => (Compared::AtLeast, unit + 2),
        it if it.starts_with("이하") => (Compared::AtMost, unit + 2),
        it if it.starts_with("초과") => (Compared::Above, unit + 2),
        it if it.starts_with("미만") => (Compared::Below, unit + 2),
        it if it.starts_with("보다") => return None,
        _ if ["만", "", "를", "가"].contains(&particle) => (Compared::Exactly, unit + 1),
        _ => return None,
    };
    // "반려동물이 두 마리", "반려동물을 두 마리"
    let thing = from.checked_sub(1).filter(|it| is_hit(hits, *it, Concept::Pet));
    Some((between(count, compared)?, thing.unwrap_or(from), to))
}

fn between(count: u16, compared: Compared) -> Option<Between> {
    Some(match compared {
        Compared::Exactly => Between { least: count, most: Some(count) },
        Compared::AtLeast => Between { least: count, most: None },
        Compared::Above => Between { least: count.checked_add(1)?, most: None },
        Compared::AtMost => Between { least: 0, most: Some(count) },
        Compared::Below => Between { least: 0, most: Some(count.checked_sub(1)?) },
    })
}
