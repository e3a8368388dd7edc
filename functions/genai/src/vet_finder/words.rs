//! Vets by the words of their names and specialties.

use contract::search_key::search_key;
use contract::vets::Vet;

use crate::tools::Refusal;

/// Letters that two words share at their beginning if they belong together, such as `surgeon` and `surgery`.
const STEM: usize = 5;
/// Shortest word that counts.
const SHORTEST: usize = 3;

/// Scores each vet by the share of the need's words that its specialties and its name have; leaves out vets without any.
///
/// # Errors
/// If no vet has any of the words.
pub(super) fn matching<'a>(need: &str, vets: &'a [Vet]) -> Result<Vec<(&'a Vet, f32)>, Refusal> {
    let wanted = words(need);
    let score = |vet: &Vet| {
        let specialties = vet.specialties.iter().map(|it| it.name.as_str());
        let known: Vec<_> =
            specialties.chain([vet.first_name.as_str(), vet.last_name.as_str()]).flat_map(words).collect();
        let matched = wanted.iter().filter(|it| known.iter().any(|known| belong_together(it, known)));
        share(matched.count(), wanted.len())
    };
    let matching: Vec<_> = vets.iter().map(|vet| (vet, score(vet))).filter(|(_, it)| *it > 0.0).collect();
    if matching.is_empty() {
        return Err(Refusal::new(
            "no specialty or name of a vet has a word of that; list_vets lists all vets with their specialties",
        ));
    }
    Ok(matching)
}

fn words(text: &str) -> Vec<String> {
    let key = search_key(text);
    let words = key.split(|it: char| !it.is_alphanumeric());
    words.filter(|it| it.chars().count() >= SHORTEST).map(str::to_owned).collect()
}

fn belong_together(a: &str, b: &str) -> bool {
    a == b || a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count() >= STEM
}

#[expect(clippy::cast_precision_loss, reason = "a message has few words")]
fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

#[cfg(test)]
mod tests {
    use contract::vets::Specialty;

    use super::*;

    fn vet(id: i32, last_name: &str, specialties: &[&str]) -> Vet {
        let specialty = |(at, name): (usize, &&str)| Specialty {
            id: i32::try_from(at).unwrap(),
            name: (*name).to_owned(),
        };
        Vet {
            id,
            first_name: "Linda".to_owned(),
            last_name: last_name.to_owned(),
            specialties: specialties.iter().enumerate().map(specialty).collect(),
            nr_of_specialties: specialties.len(),
        }
    }

    #[test]
    fn a_specialty_is_found_by_a_word_of_its_stem() {
        let vets = [vet(1, "Leary", &["radiology"]), vet(2, "Douglas", &["surgery", "dentistry"])];
        for (need, expected) in [("a surgeon for my dog", 2), ("a radiologist", 1), ("Dr. DOUGLAS", 2)] {
            let found = matching(need, &vets).unwrap();
            assert_eq!(found.iter().map(|(vet, _)| vet.id).collect::<Vec<_>>(), [expected], "{need}");
        }
    }

    #[test]
    fn a_need_in_other_words_is_refused_with_a_way_out() {
        let vets = [vet(1, "Leary", &["radiology"])];
        for need in ["my cat limps", "", "a b c", "?!"] {
            let refusal = matching(need, &vets).unwrap_err().to_string();
            assert!(refusal.contains("list_vets"), "{refusal}");
        }
    }
}
