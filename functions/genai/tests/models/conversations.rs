//! Services accept any conversation.

use assistant_model::{Message, Model, Prompt, Reply, ToolCall, ToolResult};
use model_stand_in::{Answer, ModelStandIn};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::bedrock::start;
use crate::{AMPLE, Provider, ask, prompt};

fn words() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just(" \n".to_owned()), "[a-zA-Z가-힣 .!{}\"]{1,12}"]
}

/// Ids and names as models make them up; mostly few, so that some fit together or become the same.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just("a b".to_owned()), 4 => Just("a_b".to_owned()), 1 => ".{0,70}"]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..3).prop_map(Value::from),
        (".{0,5}", any::<u8>()).prop_map(|(key, it)| json!({key: it})),
    ]
}

fn message() -> impl Strategy<Value = Message> {
    let call = (name(), name(), value()).prop_map(|(id, name, input)| ToolCall { id, name, input });
    let calls = prop::collection::vec(call, 0..3);
    let reply = (words(), calls).prop_map(|(text, calls)| Reply { text, calls, ..Reply::default() });
    let result = (name(), name(), value(), any::<bool>())
        .prop_map(|(call_id, name, content, is_error)| ToolResult { call_id, name, content, is_error });
    prop_oneof![
        words().prop_map(Message::Person),
        reply.prop_map(Message::Model),
        prop::collection::vec(result, 0..3).prop_map(Message::Results),
    ]
}

/// A conversation of any messages that ends as prompts do.
fn conversation() -> impl Strategy<Value = Vec<Message>> {
    let last = "[a-z]{1,5}".prop_map(Message::Person);
    (prop::collection::vec(message(), 0..8), last).prop_map(|(before, last)| [before, vec![last]].concat())
}

/// The messages that the client sent for a prompt that was answered.
async fn sent(stand_in: &ModelStandIn, model: &dyn Model, prompt: &Prompt) -> Vec<Value> {
    let (reply, _) = ask(model, prompt).await;
    let request = stand_in.requests().pop().unwrap();
    assert!(reply.is_ok(), "{reply:?} {:#}", request.body);
    request.messages().to_vec()
}

#[test]
fn a_service_takes_any_conversation() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let started =
        runtime.block_on(async { [Provider::Bedrock.start().await, Provider::OpenAi.start().await] });
    for (stand_in, _) in &started {
        stand_in.always(Answer::text(["Yes."]));
    }
    proptest!(|(messages in conversation(), has_tools in any::<bool>())| {
        let mut prompt = prompt(messages, AMPLE);
        if !has_tools {
            prompt.tools = [].into();
        }
        for (stand_in, model) in &started {
            runtime.block_on(sent(stand_in, &**model, &prompt));
        }
    });
}

fn looked_up(first: &str, second: &str) -> Vec<Message> {
    let call =
        |id: &str| ToolCall { id: id.to_owned(), name: "find_owners".to_owned(), input: json!({"size": 2}) };
    let calls = vec![call(first), call(second)];
    let reply = Reply { text: "Let me look.".to_owned(), calls, ..Reply::default() };
    let result = |id: &str, content: Value, is_error| ToolResult {
        call_id: id.to_owned(),
        name: "find_owners".to_owned(),
        content,
        is_error,
    };
    let results = vec![
        result(first, json!({"owners": []}), false),
        result(second, json!({"error": "the service is unavailable"}), true),
    ];
    vec![Message::Person("Hello".to_owned()), Message::Model(reply), Message::Results(results)]
}

#[tokio::test]
async fn each_call_is_sent_with_its_result() {
    let (stand_in, bedrock) = start().await;
    let messages = [looked_up("first", "second"), vec![Message::Person("And?".to_owned())]].concat();
    let sent = sent(&stand_in, &bedrock, &prompt(messages, AMPLE)).await;
    let call = |id: &str| json!({"toolUse": {"toolUseId": id, "name": "find_owners", "input": {"size": 2}}});
    let result = |id: &str, status: &str, content: Value| json!({"toolResult": {"toolUseId": id, "content": [{"json": content}], "status": status}});
    let expected = json!([
        {"role": "user", "content": [{"text": "Hello"}]},
        {"role": "assistant", "content": [{"text": "Let me look."}, call("first"), call("second")]},
        {"role": "user", "content": [
            result("first", "success", json!({"owners": []})),
            result("second", "error", json!({"error": "the service is unavailable"})),
            {"text": "And?"},
        ]},
    ]);
    assert_eq!(Value::from(sent), expected);
}

#[tokio::test]
async fn each_result_is_a_message_of_its_own_for_the_openai_api() {
    let (stand_in, model) = crate::openai::start().await;
    let messages = [looked_up("first", "second"), vec![Message::Person("And?".to_owned())]].concat();
    let sent = sent(&stand_in, &model, &prompt(messages, AMPLE)).await;
    let call = |id: &str| json!({"id": id, "type": "function", "function": {"name": "find_owners", "arguments": "{\"size\":2}"}});
    let result = |id: &str, content: &str| json!({"role": "tool", "tool_call_id": id, "content": content});
    let expected = json!([
        {"role": "system", "content": "You are the assistant of a veterinary clinic."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Let me look.", "tool_calls": [call("first"), call("second")]},
        result("first", "{\"owners\":[]}"),
        result("second", "{\"error\":\"the service is unavailable\"}"),
        {"role": "user", "content": "And?"},
    ]);
    assert_eq!(Value::from(sent), expected);
}

#[tokio::test]
async fn results_are_given_in_words_to_a_model_without_tools() {
    let (stand_in, bedrock) = start().await;
    let mut prompt = prompt(looked_up("first", "second"), AMPLE);
    prompt.tools = [].into();
    let sent = sent(&stand_in, &bedrock, &prompt).await;
    let expected = json!([
        {"text": r#"find_owners gave {"owners":[]}"#},
        {"text": r#"find_owners gave {"error":"the service is unavailable"}"#},
    ]);
    assert_eq!(sent[2]["content"], expected);
}

#[tokio::test]
async fn a_call_that_was_never_answered_is_left_out() {
    let (stand_in, bedrock) = start().await;
    let mut messages = looked_up("first", "second");
    messages[2] = Message::Person("Are you there?".to_owned());
    let sent = sent(&stand_in, &bedrock, &prompt(messages, AMPLE)).await;
    assert_eq!(sent[1]["content"], json!([{"text": "Let me look."}]));
}

#[tokio::test]
async fn calls_whose_ids_become_the_same_are_one() {
    let (stand_in, bedrock) = start().await;
    let sent = sent(&stand_in, &bedrock, &prompt(looked_up("a b", "a_b"), AMPLE)).await;
    assert_eq!(sent[2]["content"].as_array().map(Vec::len), Some(1));
}
