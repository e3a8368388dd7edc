//! Requests and replies.

use assistant_model::{Message, Model, Reply, Stop, ToolCall, ToolResult};
use genai::openai::{ApiKey, Endpoint, OpenAi, OpenAiSettings};
use model_stand_in::{Answer, Behaviour, ModelStandIn, Operation};
use serde_json::json;

use super::{KEY, settings, start};
use crate::{AMPLE, ask, find_owners, prompt, question};

#[tokio::test]
async fn text_is_passed_on_in_the_pieces_in_which_it_arrives() {
    let (stand_in, model) = start().await;
    stand_in.next(Answer::text(["Leo ", "", "belongs to ", "George Franklin. ", "레오!"]));
    let (reply, pieces) = ask(&model, &question("Who owns Leo?")).await;
    let text = "Leo belongs to George Franklin. 레오!".to_owned();
    assert_eq!(reply.unwrap(), Reply { text, calls: Vec::new(), stop: Stop::Done });
    assert_eq!(pieces, ["Leo ", "belongs to ", "George Franklin. ", "레오!"]);
}

#[tokio::test]
async fn calls_of_tools_are_put_together_from_their_pieces() {
    let (stand_in, model) = start().await;
    let input = json!({"lastName": "Frånklin", "size": 20, "exact": [true, null, -1, 0.5]});
    let calls = Answer::call("find_owners", &input).and(Answer::raw_call("pet_types", [""; 0]));
    stand_in.next(Answer::text(["Let me look."]).and(calls));
    let (reply, _) = ask(&model, &question("Who is Franklin?")).await;
    let reply = reply.unwrap();
    let [first, second] = &reply.calls[..] else { panic!("{reply:?}") };
    assert_eq!((first.name.as_str(), &first.input), ("find_owners", &input));
    assert_eq!((second.name.as_str(), &second.input), ("pet_types", &json!({})));
    assert!(reply.text == "Let me look." && first.id != second.id && !first.id.is_empty());
}

#[tokio::test]
async fn an_input_that_is_no_json_can_be_sent_back() {
    let (stand_in, model) = start().await;
    stand_in.next(Answer::raw_call("find owners!", [r#"{"lastName": "#, "Franklin"]));
    let reply = ask(&model, &question("Who is Franklin?")).await.0.unwrap();
    let [ToolCall { id, name, .. }] = &reply.calls[..] else { panic!("{reply:?}") };
    let content = json!({"error": "no tool is called 'find owners!'"});
    let result = ToolResult { call_id: id.clone(), name: name.clone(), content, is_error: true };
    let messages = vec![
        Message::Person("Who is Franklin?".to_owned()),
        Message::Model(reply.clone()),
        Message::Results(vec![result]),
    ];
    stand_in.next(Answer::text(["Sorry."]));
    assert_eq!(ask(&model, &prompt(messages, AMPLE)).await.0.unwrap().text, "Sorry.");
    let sent = stand_in.requests().pop().unwrap();
    assert_eq!(sent.results()[0]["status"], "error");
}

#[tokio::test]
async fn a_reply_without_end_is_cut() {
    let (stand_in, model) = start().await;
    stand_in.next(Answer::text(vec!["endless ".repeat(1000); 100]));
    let (reply, pieces) = ask(&model, &question("Hello")).await;
    let reply = reply.unwrap();
    assert_eq!((reply.stop, &reply.text), (Stop::Length, &pieces.concat()));
    assert!(reply.text.len() < 300_000, "{}", reply.text.len());
}

#[tokio::test]
async fn a_request_says_what_the_prompt_and_the_settings_say() {
    let (stand_in, model) = start().await;
    stand_in.next(Answer::text(["George."]));
    ask(&model, &question("Who owns Leo?")).await.0.unwrap();
    let sent = stand_in.requests().pop().unwrap();
    assert_eq!(
        (sent.operation, sent.key.unwrap()),
        (Operation::ChatCompletions, format!("authorization Bearer {KEY}"))
    );
    let tool = find_owners();
    let function =
        json!({"name": tool.name, "description": tool.description, "parameters": tool.input_schema});
    let expected = json!({
        "model": "llama3.1",
        "messages": [
            {"role": "system", "content": "You are the assistant of a veterinary clinic."},
            {"role": "user", "content": "Who owns Leo?"},
        ],
        "tools": [{"type": "function", "function": function}],
        "temperature": 0.5,
        "max_tokens": 800,
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    assert_eq!(sent.body, expected);
}

#[tokio::test]
async fn a_parameter_that_the_model_refuses_is_left_out_from_then_on() {
    let (stand_in, model) = start().await;
    for parameter in ["temperature", "max_tokens", "stream_options"] {
        let error = json!({"error": {"message": "x", "type": "invalid_request_error", "param": parameter, "code": "unsupported_parameter"}});
        stand_in.next(Behaviour::json(400, &error));
    }
    stand_in.always(Answer::text(["Hello."]));
    for _ in 0..2 {
        assert_eq!(ask(&model, &question("Hello")).await.0.unwrap().text, "Hello.");
    }
    let requests = stand_in.requests();
    assert_eq!(requests.len(), 3 + 2);
    for request in &requests[3..] {
        for parameter in ["temperature", "max_tokens", "stream_options"] {
            assert!(request.body[parameter].is_null(), "{parameter}");
        }
        assert_eq!(request.body["max_completion_tokens"], 800);
    }
}

#[tokio::test]
async fn a_prompt_that_a_filter_refuses_is_a_filtered_reply() {
    let (stand_in, model) = start().await;
    let error = json!({"error": {"message": "x", "type": null, "param": "prompt", "code": "content_filter", "status": 400}});
    stand_in.next(Behaviour::json(400, &error));
    assert_eq!(
        ask(&model, &question("Hello")).await.0.unwrap(),
        Reply { stop: Stop::Filtered, ..Reply::default() }
    );
}

#[tokio::test]
async fn tokens_are_counted() {
    let metrics = telemetry::Metrics::of("petclinic");
    let recorder = metrics.recorder();
    let _counting = metrics::set_default_local_recorder(&recorder);
    let (stand_in, model) = start().await;
    stand_in.next(Answer::text(["Leo is a cat, and twelve years old."]));
    ask(&model, &question("Who is Leo?")).await.0.unwrap();
    for direction in ["input", "output"] {
        let meter = metrics.one("petclinic.assistant.tokens", &[("direction", direction)]).unwrap();
        assert!(meter.measurements[0].value > 0.0);
    }
}

#[tokio::test]
async fn settings_change_while_it_runs_and_the_key_is_in_no_debug_text() {
    let (stand_in, model) = start().await;
    let shared = model.clone();
    let other = ModelStandIn::start().await.unwrap();
    model.tune(OpenAiSettings {
        model: "gpt".to_owned(),
        key: ApiKey::None,
        ..settings(&other.openai_url())
    });
    other.next(Answer::text(["Hello."]));
    ask(&shared, &question("Hello")).await.0.unwrap();
    assert_eq!((shared.about().provider, shared.about().id.as_str()), ("openai", "gpt"));
    assert!(stand_in.requests().is_empty());
    let sent = other.requests().pop().unwrap();
    assert_eq!((sent.model.as_str(), sent.key), ("gpt", None));
    assert!(!format!("{:?} {:?}", start().await.1, settings("http://127.0.0.1")).contains(KEY));
}

#[tokio::test]
async fn without_an_endpoint_every_prompt_is_refused() {
    for url in [None, Some("hush".to_owned())] {
        let model = OpenAi::new(OpenAiSettings { url, ..settings("http://127.0.0.1") }, None);
        let error = ask(&model, &question("Hello")).await.0.unwrap_err().to_string();
        assert!(error.contains("endpoint") && !error.contains("hush"), "{error}");
    }
}

#[test]
fn every_url_that_the_settings_accept_is_an_endpoint() {
    let key = contract::settings::keys().find(|it| it.name == "assistant.url").unwrap();
    for (url, is_fine) in [
        ("https://api.openai.com/v1", true),
        ("http://[::1]:11434/v1/", true),
        ("https://clinic.openai.azure.com/openai/deployments/gpt?api-version=2024-10-21", true),
        ("https://me:hush@host/v1", false),
        ("ftp://host/v1", false),
        ("https://host/v1#x", false),
        ("host/v1", false),
    ] {
        assert_eq!((key.check(url).is_ok(), Endpoint::parse(url).is_ok()), (is_fine, is_fine), "{url}");
    }
}
