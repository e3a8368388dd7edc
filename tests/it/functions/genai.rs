//! `genai` as a process without AWS, with a stand-in for its model.

use std::fs;

use contract::service::Service;
use model_stand_in::{Answer, ModelStandIn};
use serde_json::Value;
use xtask::workspace::root;

use super::function::Function;

const OFFLINE: (&str, &str) = ("PETCLINIC_OFFLINE", "true");
const OPENAI: (&str, &str) = ("PETCLINIC_ASSISTANT_PROVIDER", "openai");
const MODEL: (&str, &str) = ("PETCLINIC_ASSISTANT_MODEL", "llama3.1");

async fn function(variables: &[(&'static str, &str)]) -> Function {
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Function::start(Service::Genai, &variables).await
}

#[tokio::test]
async fn without_aws_an_endpoint_of_ones_own_answers() {
    let model = ModelStandIn::start().await.unwrap();
    model.always(Answer::text(["Hello."]));
    let url = model.openai_url();
    let mut function = function(&[OFFLINE, OPENAI, MODEL, ("PETCLINIC_ASSISTANT_URL", &url)]).await;
    let path = root().join("functions/genai/events/http-api-ask.json");
    let event = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let answer = function.invoke(event).await.unwrap();
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["answer"], "Hello.");
}

#[tokio::test]
async fn a_setting_that_leaves_it_without_a_model_is_reported_by_its_name() {
    for (variables, said) in [
        (&[OFFLINE][..], "assistant.provider must be openai where PETCLINIC_OFFLINE is true"),
        (
            &[OFFLINE, ("PETCLINIC_ASSISTANT_PROVIDER", "offline")],
            "the offline assistant is part of petclinic",
        ),
        (&[OFFLINE, OPENAI, MODEL], "assistant.url"),
        (&[OFFLINE, OPENAI, ("PETCLINIC_ASSISTANT_URL", "http://127.0.0.1:11434/v1")], "assistant.model"),
        (&[OFFLINE, OPENAI, MODEL, ("PETCLINIC_ASSISTANT_URL", "127.0.0.1")], "assistant.url"),
    ] {
        let mut function = function(variables).await;
        assert_eq!(function.end().await, Some(78), "{variables:?} {:?}", function.lines());
        crate::harness::eventually("it says why", async || {
            function.lines().iter().any(|it| it.contains("invalid settings") && it.contains(said))
        })
        .await;
    }
}
