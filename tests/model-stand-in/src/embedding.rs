//! Vectors that are close for texts with similar meanings, within a clinic's vocabulary.
//!
//! A text is the bag of its words. A word in the table below stands for its concept, in English and Korean; any other word stands
//! for itself. Each concept and each word has its own direction, derived from its hash.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::behaviour::Refusal;

/// The lengths of vectors that a request may ask for.
const DIMENSIONS: [u64; 3] = [256, 512, 1024];
/// The longest text, in characters.
const MOST_CHARACTERS: usize = 50_000;
/// The weight of a concept; a word outside the table weighs 1.
const CONCEPT: f32 = 4.0;

/// Concepts and the beginnings of their words. Related concepts share a word.
const CONCEPTS: [(&str, &[&str]); 12] = [
    (
        "dentistry",
        &[
            "tooth",
            "teeth",
            "dental",
            "dentist",
            "gum",
            "fang",
            "jaw",
            "이빨",
            "이가",
            "치아",
            "치과",
            "잇몸",
            "송곳니",
        ],
    ),
    (
        "surgery",
        &[
            "surg",
            "operat",
            "neuter",
            "spay",
            "stitch",
            "wound",
            "tumor",
            "tumour",
            "수술",
            "외과",
            "중성화",
            "상처",
            "종양",
            "꿰매",
        ],
    ),
    (
        "radiology",
        &[
            "radiolog",
            "x-ray",
            "xray",
            "scan",
            "ultrasound",
            "imag",
            "fracture",
            "bone",
            "방사선",
            "엑스레이",
            "영상",
            "초음파",
            "골절",
            "뼈",
        ],
    ),
    ("vaccination", &["vaccin", "shot", "rabies", "immun", "booster", "예방", "접종", "백신", "광견병"]),
    ("skin", &["skin", "itch", "rash", "flea", "tick", "fur", "피부", "가려", "벼룩", "진드기", "털"]),
    ("stomach", &["stomach", "vomit", "diarrh", "appetite", "eating", "구토", "설사", "배탈", "식욕"]),
    ("eyes", &["eye", "vision", "blind", "안과", "시력", "눈이", "눈을"]),
    ("limping", &["limp", "lame", "leg", "paw", "절뚝", "다리", "발을"]),
    ("dog", &["dog", "puppy", "hound", "강아지", "개가", "개는"]),
    ("cat", &["cat", "kitten", "고양이"]),
    ("bird", &["bird", "parrot", "canary", "앵무새", "새가"]),
    ("check-up", &["check", "routine", "exam", "건강검진", "검진", "진찰"]),
];

/// Words without meaning of their own.
const EMPTY: [&str; 24] = [
    "a", "an", "and", "are", "at", "for", "had", "has", "have", "her", "his", "i", "in", "is", "it", "its",
    "my", "of", "on", "our", "the", "to", "was", "who",
];

/// The vector of a text, of length 1.
pub fn vector(text: &str, dimensions: usize) -> Vec<f32> {
    let mut sum = vec![0.0; dimensions];
    let lower = text.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric() && it != '-').filter(|it| !it.is_empty());
    for word in words.filter(|it| !EMPTY.contains(it)) {
        let concept = CONCEPTS
            .iter()
            .find(|(name, words)| *name == word || words.iter().any(|it| word.starts_with(it)));
        let (direction, weight) = concept.map_or((word, 1.0), |(name, _)| (*name, CONCEPT));
        add(&mut sum, direction, weight);
    }
    if sum.iter().all(|it| *it == 0.0) {
        add(&mut sum, &lower, 1.0);
    }
    let length = sum.iter().map(|it| it * it).sum::<f32>().sqrt();
    sum.iter().map(|it| it / length).collect()
}

/// Adds `weight` in the direction of a name. Each bit of the name's hash is the sign of one dimension.
fn add(sum: &mut [f32], name: &str, weight: f32) {
    for (nth, part) in sum.chunks_mut(256).enumerate() {
        let hash = Sha256::digest(format!("{nth} {name}"));
        let bits = hash.iter().flat_map(|byte| (0..8).map(move |it| byte >> it & 1 == 1));
        for (value, bit) in part.iter_mut().zip(bits) {
            *value += if bit { weight } else { -weight };
        }
    }
}

pub(crate) fn check(body: &Value) -> Result<(), Refusal> {
    let malformed = |what: String| {
        let told = format!("Malformed input request: {what}, please reformat your input and try again.");
        Err(Refusal::invalid(told))
    };
    let fields = ["inputText", "dimensions", "normalize", "embeddingTypes"];
    let extra = body.as_object().and_then(|it| it.keys().find(|key| !fields.contains(&key.as_str())));
    let text = body["inputText"].as_str();
    match (extra, text, body["dimensions"].as_u64()) {
        (Some(key), _, _) => malformed(format!("#: extraneous key [{key}] is not permitted")),
        (_, None, _) => malformed("#: required key [inputText] not found".to_owned()),
        (_, Some(""), _) => malformed("#/inputText: expected minLength: 1, actual: 0".to_owned()),
        (_, Some(text), _) if text.chars().count() > MOST_CHARACTERS => {
            malformed(format!("expected maxLength: {MOST_CHARACTERS}, actual: {}", text.chars().count()))
        }
        (_, _, Some(it)) if !DIMENSIONS.contains(&it) => {
            malformed(format!("#/dimensions: {it} is not a valid enum value"))
        }
        _ => Ok(()),
    }
}

/// Titan's response.
pub(crate) fn titan(body: &Value) -> Value {
    let text = body["inputText"].as_str().unwrap_or_default();
    let dimensions = body["dimensions"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(1024);
    let vector = vector(text, dimensions);
    let tokens = text.split_whitespace().count() + 2;
    json!({"embedding": vector, "embeddingsByType": {"float": vector}, "inputTextTokenCount": tokens})
}

/// The OpenAI API's response: a vector for each text.
pub(crate) fn openai(body: &Value) -> Value {
    let one = [body["input"].clone()];
    let texts = body["input"].as_array().map_or(&one[..], Vec::as_slice);
    let dimensions = body["dimensions"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(256);
    let vectors = texts.iter().map(|it| vector(it.as_str().unwrap_or_default(), dimensions));
    let data = vectors
        .enumerate()
        .map(|(index, it)| json!({"object": "embedding", "index": index, "embedding": it}))
        .collect::<Vec<_>>();
    let usage = json!({"prompt_tokens": 8, "total_tokens": 8});
    json!({"object": "list", "data": data, "model": body["model"], "usage": usage})
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The similarity of two texts; their vectors have length 1.
    fn similarity(a: &str, b: &str) -> f32 {
        vector(a, 256).iter().zip(vector(b, 256)).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn texts_of_like_meaning_are_near_in_either_language() {
        for need in ["My dog broke a tooth", "우리 강아지 이빨이 부러졌어요"] {
            for far in ["surgery", "radiology"] {
                let [near, far] = ["dentistry", far].map(|it| similarity(need, it));
                assert!(near > 0.3 && near > far + 0.2, "{need}: {near} {far}");
            }
        }
    }

    #[test]
    fn vectors_have_the_length_that_was_asked_for_and_length_1() {
        for dimensions in [256, 512, 1024] {
            for text in ["tooth", "?", "zzz"] {
                let vector = vector(text, dimensions);
                assert_eq!(vector.len(), dimensions);
                assert!((vector.iter().map(|it| it * it).sum::<f32>() - 1.0).abs() < 1e-4);
            }
        }
    }
}
