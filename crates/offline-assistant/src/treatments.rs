//! Treatments that people ask for, and the texts by which descriptions of visits tell them.

use std::collections::BTreeSet;

use super::lexicon::matches;
use super::words::Word;

/// Phrases of questions, with the texts in descriptions. What is more special comes first.
const TREATMENTS: [(&str, &[&str]); 6] = [
    (
        "rabies vaccination, rabies vaccine, rabies shot, rabies, 광견병 예방접종, 광견병 접종, 광견병",
        &["rabies", "광견병"],
    ),
    (
        "vaccination, vaccinated, vaccinate, vaccine, shot, 예방접종, 접종, 백신",
        &["vaccin", "rabies", "shot", "접종", "백신", "광견병"],
    ),
    ("spay, spayed, spaying", &["spay"]),
    ("neuter, neutered, neutering, castrated, castration", &["neuter", "castrat"]),
    ("중성화 수술, 중성화", &["neuter", "spay", "castrat", "중성화"]),
    (
        "dental cleaning, dental, tooth, teeth, 스케일링, 치과",
        &["dental", "tooth", "teeth", "스케일링", "치과"],
    ),
];

/// The texts of the first treatment that a question names, and the words that name it. Words of a second one are left over.
pub(super) fn read(words: &[Word]) -> (Vec<&'static str>, BTreeSet<usize>) {
    let named = |phrases: &str| {
        let found = phrases.split(',').flat_map(|it| (0..words.len()).map(move |at| (it.trim(), at)));
        let found = found.filter_map(|(it, at)| Some((at, matches(words, at, it)?)));
        found.max_by_key(|it| it.1)
    };
    let found = TREATMENTS.iter().find_map(|(phrases, texts)| Some((named(phrases)?, *texts)));
    match found {
        Some(((at, length), texts)) => (texts.to_vec(), (at..at + length).collect()),
        None => (Vec::new(), BTreeSet::new()),
    }
}
