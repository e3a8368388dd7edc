//! Vectors of texts.

use assistant_model::Error;
use assistant_model::embedding::{Embedder, similarity};
use genai::bedrock::Bedrock;
use model_stand_in::{Behaviour, Operation};
use serde_json::json;
use tokio::time::Instant;

use super::start;
use crate::{AMPLE, SHORT};

async fn vector(bedrock: &Bedrock, text: &str) -> Vec<f32> {
    bedrock.embed(text, Instant::now() + AMPLE).await.unwrap()
}

#[tokio::test]
async fn texts_of_like_meaning_are_near_each_other() {
    let (stand_in, bedrock) = start().await;
    let [dentistry, surgery, radiology] = [
        vector(&bedrock, "dentistry").await,
        vector(&bedrock, "surgery").await,
        vector(&bedrock, "radiology").await,
    ];
    for need in ["my dog broke a tooth", "강아지 이빨이 부러졌어요"] {
        let need = vector(&bedrock, need).await;
        let near = similarity(&need, &dentistry);
        assert!(near > similarity(&need, &surgery) && near > similarity(&need, &radiology));
    }
    let sent = stand_in.requests().remove(0);
    assert_eq!((sent.operation, Some(sent.model)), (Operation::InvokeModel, bedrock.model()));
    assert_eq!(sent.body, json!({"inputText": "dentistry", "dimensions": 256, "normalize": true}));
}

#[tokio::test]
async fn a_busy_service_is_asked_again_for_a_vector() {
    let (stand_in, bedrock) = start().await;
    stand_in.next_vectors(2, Behaviour::throttled());
    assert_eq!(vector(&bedrock, "surgery").await.len(), 256);
    assert_eq!(stand_in.requests().len(), 3);
}

#[tokio::test]
async fn there_is_no_vector_without_an_answer_in_time_or_a_text() {
    let (stand_in, bedrock) = start().await;
    stand_in.next_vectors(1, Behaviour::Silence);
    let late = bedrock.embed("surgery", Instant::now() + SHORT).await;
    assert!(matches!(late, Err(Error::TimedOut)), "{late:?}");
    let blank = bedrock.embed(" ", Instant::now() + AMPLE).await;
    assert!(matches!(blank, Err(Error::Refused(_))), "{blank:?}");
    assert_eq!(stand_in.requests().len(), 1);
}
