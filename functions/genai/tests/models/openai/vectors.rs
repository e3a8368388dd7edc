//! Vectors of texts.

use assistant_model::Error;
use assistant_model::embedding::{Embedder, similarity};
use genai::openai::{OpenAi, OpenAiSettings};
use model_stand_in::{Behaviour, Operation};
use serde_json::json;
use tokio::time::Instant;

use super::{settings, start};
use crate::{AMPLE, SHORT};

#[tokio::test]
async fn texts_of_like_meaning_are_near_each_other() {
    let (stand_in, model) = start().await;
    let mut vectors = Vec::new();
    for text in ["my dog broke a tooth", "dentistry", "radiology"] {
        vectors.push(model.embed(text, Instant::now() + AMPLE).await.unwrap());
    }
    assert!(similarity(&vectors[0], &vectors[1]) > similarity(&vectors[0], &vectors[2]));
    let sent = stand_in.requests().remove(1);
    assert_eq!((sent.operation, Some(sent.model)), (Operation::Embeddings, model.model()));
    assert_eq!(
        sent.body,
        json!({"model": "nomic-embed-text", "input": "dentistry", "encoding_format": "float"})
    );
}

#[tokio::test]
async fn a_failure_that_may_pass_leads_to_another_attempt() {
    let (stand_in, model) = start().await;
    stand_in.next_vectors(1, Behaviour::throttled());
    stand_in.next_vectors(1, Behaviour::json(200, &json!({"data": []})));
    assert!(model.embed("surgery", Instant::now() + AMPLE).await.is_ok());
    assert_eq!(stand_in.requests().len(), 3);
}

#[tokio::test]
async fn there_is_no_vector_without_a_model_an_answer_in_time_or_a_text() {
    let (stand_in, model) = start().await;
    stand_in.next_vectors(1, Behaviour::Silence);
    let late = model.embed("surgery", Instant::now() + SHORT).await;
    assert!(matches!(late, Err(Error::TimedOut)), "{late:?}");
    let blank = model.embed(" ", Instant::now() + AMPLE).await;
    assert!(matches!(blank, Err(Error::Refused(_))), "{blank:?}");
    let url = stand_in.openai_url();
    let without = OpenAi::new(OpenAiSettings { embedding_model: None, ..settings(&url) }, None);
    let none = without.embed("surgery", Instant::now() + AMPLE).await;
    assert!(matches!(none, Err(Error::Refused(_))) && without.model().is_none(), "{none:?}");
    // The first one alone is sent, if the time suffices even for that.
    assert!(stand_in.requests().len() <= 1);
}
