//! Names in Hangul. The script has no capitals, so particles and neighbouring words mark a name.

use super::Name;
use crate::filters::refuses;
use crate::lexicon::{is_fact, is_known_korean};
use crate::words::Word;

/// Particles after a name in questions about it.
const PARTICLES: [&str; 20] = [
    "의",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에게",
    "한테",
    "라는",
    "이라는",
    "이란",
    "네",
    "씨",
    "님",
    "씨의",
    "님의",
    "씨는",
    "님은",
    "이라고",
];

/// Titles after a name.
const TITLES: [&str; 6] = ["고객", "보호자", "주인", "씨", "님", "회원"];

/// Last syllables of words that modify the next word, as "아픈" does.
const QUALIFIERS: [char; 9] = ['한', '된', '던', '할', '운', '픈', '쁜', '는', '든'];

/// The name that ends with a word; a family or first name may precede it.
pub(super) fn name(words: &[Word], at: usize) -> Option<Name> {
    let word = words.get(at).filter(|it| fits(it) || is_short(it))?;
    if lives(words, at) {
        return Some(Name { parts: vec![word.stem.clone()], at: at..at + 1, sure: false });
    }
    let marked = word.particle.contains("라는")
        || ["씨", "님", "의", "네"].iter().any(|it| word.particle.starts_with(it));
    // "이민수 고객의 전화번호", "바둑이 나이": before such words, a name needs no particle.
    let whole = ["", "이"].contains(&word.particle.as_str());
    let next = words.get(at + 1).filter(|it| whole && it.follows_directly() && it.is_hangul());
    let titled = next.is_some_and(|it| TITLES.iter().any(|title| it.low.starts_with(title)));
    let asked = titled || (!word.low.ends_with(QUALIFIERS) && next.is_some_and(is_fact));
    // Objects are seldom names, except in short sentences such as "초코를 찾아줘".
    let is_object = ["을", "를"].contains(&word.particle.as_str()) && words.len() > 3;
    if !asked && (is_object || !PARTICLES.contains(&word.particle.as_str())) {
        return None;
    }
    // Of "콩이라는" the name is "콩이": few names have one syllable.
    if word.particle == "이라는" && word.stem.chars().count() == 1 {
        return Some(Name { parts: vec![format!("{}이", word.stem)], at: at..at + 1, sure: true });
    }
    let mut parts = vec![if asked { word.low.clone() } else { word.stem.clone() }];
    let mut from = at;
    let before = at.checked_sub(1).and_then(|it| words.get(it));
    if let Some(before) = before.filter(|it| word.follows_directly() && it.particle.is_empty() && fits(it)) {
        parts.insert(0, before.stem.clone());
        from -= 1;
    }
    Some(Name { parts, at: from..at + 1, sure: marked || titled })
}

/// The word, in a sentence of another language.
pub(super) fn alone(words: &[Word], at: usize) -> Option<Name> {
    let word = words.get(at).filter(|it| it.is_hangul())?;
    Some(Name { parts: vec![word.text.clone()], at: at..at + 1, sure: true })
}

/// "서울에 사는": whether the word is a place where someone lives.
fn lives(words: &[Word], at: usize) -> bool {
    const VERBS: [&str; 5] = ["사는", "살", "사시", "거주", "있는"];
    let inside = words.get(at).is_some_and(|it| ["에", "에서"].contains(&it.particle.as_str()));
    inside && words.get(at + 1).is_some_and(|next| VERBS.iter().any(|it| next.low.starts_with(it)))
}

fn is_short(word: &Word) -> bool {
    word.is_hangul() && word.particle == "이라는" && word.stem.chars().count() == 1
}

fn fits(word: &Word) -> bool {
    word.is_hangul()
        && (2..=8).contains(&word.stem.chars().count())
        && !is_known_korean(word)
        && !refuses(word)
}
