//! Pets' needs and vets' specialties, as vectors over the fields of medicine.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::lexicon::matches;
use super::words::{Word, words};

mod needs;

/// The length of a vector: one dimension for each field, then `OTHERS` for words of no field.
const LENGTH: usize = needs::FIELDS.len() + OTHERS;

/// Dimensions for words of no field, by hash. With them, an unforeseen specialty is still found by its name.
const OTHERS: usize = 256;

/// The weight of a word of no field; a word of a field weighs 1.
const OTHER: f32 = 0.3;

/// The vector of a text.
pub(super) fn vector(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0; LENGTH];
    // Only the specialties of a vet's text count; a name must not.
    let about = text.split_once("Specialties:").map_or(text, |(_, it)| it);
    let words = words(about);
    let known = fields(&words, &mut vector);
    for (word, _) in words.iter().zip(known).filter(|(word, known)| !known && !is_noise(word)) {
        let place = needs::FIELDS.len() + hash(&word.stem) % OTHERS;
        if let Some(value) = vector.get_mut(place) {
            *value += OTHER;
        }
    }
    vector
}

/// The names of the fields that a text surely concerns, the heaviest first.
pub(super) fn needed(words: &[Word]) -> Vec<&'static str> {
    let mut vector = vec![0.0; LENGTH];
    fields(words, &mut vector);
    let mut found: Vec<_> = needs::FIELDS.iter().zip(&vector).filter(|(_, weight)| **weight > 0.0).collect();
    found.sort_by(|a, b| b.1.total_cmp(a.1));
    found.into_iter().map(|(field, _)| field.name).collect()
}

/// Whether the words from `at` on name a field or a sign of it.
pub(super) fn is_medical(words: &[Word], at: usize) -> bool {
    phrases().flat_map(|it| it.split(',')).any(|it| matches(words, at, it.trim()).is_some())
}

/// The words and phrases of all fields.
pub(super) fn phrases() -> impl Iterator<Item = &'static str> {
    needs::FIELDS.iter().flat_map(|it| [it.names, it.signs])
}

/// The specialty that the words from `at` on name, by its name in vets' records, and the number of those words.
pub(super) fn specialty_in(words: &[Word], at: usize) -> Option<(&'static str, usize)> {
    let named = |it: &&needs::Field| it.names.split(',').find_map(|it| matches(words, at, it.trim()));
    needs::FIELDS.iter().find_map(|it| Some((it.name, named(&it)?)))
}

/// A specialty's Korean name, if there is one.
pub(super) fn korean_specialty(name: &str) -> Option<&'static str> {
    needs::FIELDS.iter().find(|it| it.name == name).map(|it| it.korean)
}

/// The weight of general practice if a text also concerns other fields, which weigh 1.
const GENERAL: f32 = 0.4;

/// Adds each field's weight in the words to the vector. Returns, for each word, whether a field knows it.
fn fields(words: &[Word], vector: &mut [f32]) -> Vec<bool> {
    let mut known = vec![false; words.len()];
    for (field, value) in needs::FIELDS.iter().zip(vector.iter_mut()) {
        let mut heard = Vec::new();
        for phrase in field.names.split(',').chain(field.signs.split(',')).map(str::trim) {
            for at in 0..words.len() {
                let Some(length) = matches(words, at, phrase) else { continue };
                known.iter_mut().skip(at).take(length).for_each(|it| *it = true);
                // Words of a phrase that has counted already do not count again.
                if !heard.contains(&at) {
                    heard.push(at);
                }
            }
        }
        if !heard.is_empty() {
            *value = 1.0;
        }
    }
    if vector.iter().filter(|it| **it > 0.0).count() > 1 {
        let general = needs::FIELDS.iter().zip(vector).find(|it| it.0.name == "general practice");
        general.into_iter().for_each(|(_, value)| *value *= GENERAL);
    }
    known
}

/// The words that some field knows.
pub(super) fn medical_words(words: &[Word]) -> BTreeSet<usize> {
    let known = fields(words, &mut vec![0.0; LENGTH]);
    known.into_iter().enumerate().filter(|(_, known)| *known).map(|it| it.0).collect()
}

fn is_noise(word: &Word) -> bool {
    word.stem.chars().count() < 2
        || NOISE.contains(&word.stem.as_str())
        || super::lexicon::kind_in(std::slice::from_ref(word), 0).is_some()
}

static NOISE: LazyLock<Vec<&'static str>> = LazyLock::new(|| needs::NOISE.split_whitespace().collect());

/// FNV-1a: stable across processes and versions.
fn hash(text: &str) -> usize {
    let hash =
        text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    usize::try_from(hash).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use assistant_model::embedding::similarity;
    use proptest::prelude::*;

    use super::*;

    const VETS: [(&str, &str); 6] = [
        ("Carter", "Veterinarian James Carter. Specialties: none (general practice)."),
        ("Leary", "Veterinarian Helen Leary. Specialties: radiology."),
        ("Douglas", "Veterinarian Linda Douglas. Specialties: dentistry, surgery."),
        ("Ortega", "Veterinarian Rafael Ortega. Specialties: surgery."),
        ("Stevens", "Veterinarian Henry Stevens. Specialties: radiology."),
        ("Jenkins", "Veterinarian Sharon Jenkins. Specialties: none (general practice)."),
    ];

    /// The vets with the best score for a need; several if they share it.
    fn best(need: &str) -> Vec<&'static str> {
        let need = vector(need);
        let scores = VETS.map(|(name, text)| (name, similarity(&need, &vector(text))));
        let top = scores.iter().map(|it| it.1).fold(0.0, f32::max);
        scores.iter().filter(|it| top > 0.1 && top - it.1 < 1e-3).map(|it| it.0).collect()
    }

    #[test]
    fn needs_find_the_vets_who_meet_them() {
        let cases: [(&str, &[&str]); 14] = [
            ("my dog broke a tooth", &["Douglas"]),
            ("bad breath and bleeding gums", &["Douglas"]),
            ("강아지 이빨이 부러졌어요", &["Douglas"]),
            ("my cat needs an X-ray", &["Leary", "Stevens"]),
            ("엑스레이를 찍어야 해요", &["Leary", "Stevens"]),
            ("an ultrasound for my snake", &["Leary", "Stevens"]),
            ("the lump must be operated on", &["Ortega"]),
            ("수술이 필요해요", &["Ortega"]),
            ("neuter my cat", &["Ortega"]),
            ("중성화 수술", &["Ortega"]),
            ("vaccination for my puppy", &["Carter", "Jenkins"]),
            ("예방접종을 하고 싶어요", &["Carter", "Jenkins"]),
            ("general check-up", &["Carter", "Jenkins"]),
            ("what is the weather like", &[]),
        ];
        for (need, expected) in cases {
            assert_eq!(best(need), expected, "{need}");
        }
    }

    #[test]
    fn a_specialty_that_no_field_knows_is_found_by_its_name() {
        let vet = vector("Veterinarian Ann Lee. Specialties: acupuncture.");
        assert!(similarity(&vector("my dog likes acupuncture"), &vet) > 0.3);
        assert!(similarity(&vector("my dog likes walks"), &vet) < 0.1);
    }

    proptest! {
        #[test]
        fn vectors_are_of_one_length_and_the_same_each_time(text in "\\PC{0,60}") {
            prop_assert_eq!(vector(&text).len(), LENGTH);
            prop_assert_eq!(vector(&text), vector(&text));
        }
    }
}
