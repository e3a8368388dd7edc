//! Vectors of texts.

use reqwest::Response;
use serde_json::{Value, json};

use super::failure;
use crate::provider::AttemptFailure;

/// Bytes of an answer that are read.
const MOST_BYTES: usize = 1024 * 1024;
/// Longest vector that any model makes.
const MOST_DIMENSIONS: usize = 16_384;

/// The request for the vector of a text.
pub(super) fn body(model: &str, text: &str) -> Value {
    json!({"model": model, "input": text, "encoding_format": "float"})
}

/// Reads the vector from an answer.
pub(super) async fn read(response: Response) -> Result<Vec<f32>, AttemptFailure> {
    let body = whole(response, MOST_BYTES).await?;
    vector(&body).ok_or_else(AttemptFailure::not_understood)
}

fn vector(body: &Value) -> Option<Vec<f32>> {
    let numbers = body["data"][0]["embedding"].as_array()?;
    #[expect(clippy::cast_possible_truncation, reason = "vectors are kept in that precision")]
    let vector: Vec<_> = numbers.iter().map(|it| it.as_f64().map(|it| it as f32)).collect::<Option<_>>()?;
    let is_sound = (1..=MOST_DIMENSIONS).contains(&vector.len()) && vector.iter().all(|it| it.is_finite());
    is_sound.then_some(vector)
}

/// The JSON of an answer that must not be longer than so many bytes.
pub(super) async fn whole(mut response: Response, most: usize) -> Result<Value, AttemptFailure> {
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(failure::of_transport)? {
        if bytes.len() + piece.len() > most {
            return Err(AttemptFailure::not_understood());
        }
        bytes.extend_from_slice(&piece);
    }
    serde_json::from_slice(&bytes).map_err(|_| AttemptFailure::not_understood())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_list_of_numbers_is_a_vector() {
        let body = |it: Value| json!({"data": [{"index": 0, "embedding": it}]});
        assert_eq!(vector(&body(json!([1, 0.5, -2]))), Some(vec![1.0, 0.5, -2.0]));
        for odd in
            [json!([]), json!(["1"]), json!([1e300]), json!("AAAA"), json!(vec![0; MOST_DIMENSIONS + 1])]
        {
            assert_eq!(vector(&body(odd)), None);
        }
        assert_eq!(vector(&json!({})), None);
    }
}
