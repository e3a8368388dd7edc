//! Vectors by Titan Text Embeddings V2.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::primitives::Blob;
use serde::Deserialize;
use serde_json::json;

use super::failure;
use crate::provider::AttemptFailure;

/// Length of vectors, the shortest on offer: a clinic has few and short texts.
const DIMENSIONS: usize = 256;
const JSON: &str = "application/json";

#[derive(Deserialize)]
struct TitanResponse {
    embedding: Vec<f32>,
}

/// Asks for the vector of a text, once.
pub(super) async fn vector(client: &Client, model: &str, text: &str) -> Result<Vec<f32>, AttemptFailure> {
    let body = json!({"inputText": text, "dimensions": DIMENSIONS, "normalize": true}).to_string();
    let request = client.invoke_model().model_id(model).content_type(JSON).accept(JSON).body(Blob::new(body));
    let answer = request.send().await.map_err(|it| failure::of_call(&it))?;
    let TitanResponse { embedding } =
        serde_json::from_slice(answer.body.as_ref()).map_err(|_| AttemptFailure::not_understood())?;
    if embedding.len() == DIMENSIONS { Ok(embedding) } else { Err(AttemptFailure::not_understood()) }
}
