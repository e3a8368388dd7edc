//! Replies: text, calls, and why they end.

use assistant_model::{Message, Model, Reply, Stop, ToolCall};
use aws_types::origin::Origin;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use genai::bedrock::{Bedrock, BedrockSettings};
use model_stand_in::{Answer, ModelStandIn, Operation};
use serde_json::json;

use super::{config, settings, start};
use crate::{AMPLE, ask, prompt, question};

#[tokio::test]
async fn text_is_passed_on_in_the_pieces_in_which_it_arrives() {
    let (stand_in, bedrock) = start().await;
    stand_in.next(Answer::text(["Leo ", "", "belongs to ", "George Franklin. ", "레오!"]));
    let (reply, pieces) = ask(&bedrock, &question("Who owns Leo?")).await;
    let text = "Leo belongs to George Franklin. 레오!".to_owned();
    assert_eq!(reply.unwrap(), Reply { text, calls: Vec::new(), stop: Stop::Done });
    assert_eq!(pieces, ["Leo ", "belongs to ", "George Franklin. ", "레오!"]);
}

#[tokio::test]
async fn calls_of_tools_are_put_together_from_their_pieces() {
    let (stand_in, bedrock) = start().await;
    let input = json!({"lastName": "Frånklin", "size": 20, "exact": [true, null, -1, 0.5]});
    let calls = Answer::call("find_owners", &input).and(Answer::raw_call("pet_types", [""; 0]));
    stand_in.next(Answer::text(["Let me look."]).and(calls));
    let (reply, pieces) = ask(&bedrock, &question("Who is Franklin?")).await;
    let reply = reply.unwrap();
    assert_eq!((reply.text.as_str(), reply.stop, pieces.len()), ("Let me look.", Stop::Done, 1));
    let [first, second] = &reply.calls[..] else { panic!("{reply:?}") };
    assert_eq!((first.name.as_str(), &first.input), ("find_owners", &input));
    assert_eq!((second.name.as_str(), &second.input), ("pet_types", &json!({})));
    assert!(first.id != second.id && !first.id.is_empty());
}

#[tokio::test]
async fn an_input_that_is_no_json_survives_as_text_and_can_be_sent_back() {
    let (stand_in, bedrock) = start().await;
    stand_in.next(Answer::raw_call("find owners!", [r#"{"lastName": "#, "Franklin"]));
    let (reply, _) = ask(&bedrock, &question("Who is Franklin?")).await;
    let reply = reply.unwrap();
    let [ToolCall { id, name, input }] = &reply.calls[..] else { panic!("{reply:?}") };
    assert_eq!((name.as_str(), input), ("find owners!", &json!(r#"{"lastName": Franklin"#)));

    let result = assistant_model::ToolResult {
        call_id: id.clone(),
        name: name.clone(),
        content: json!({"error": "no tool is called 'find owners!'"}),
        is_error: true,
    };
    let messages = vec![
        Message::Person("Who is Franklin?".to_owned()),
        Message::Model(reply.clone()),
        Message::Results(vec![result]),
    ];
    stand_in.next(Answer::text(["Sorry."]));
    let (reply, _) = ask(&bedrock, &prompt(messages, AMPLE)).await;
    assert_eq!(reply.unwrap().text, "Sorry.");
    let sent = stand_in.requests().pop().unwrap();
    assert_eq!(sent.messages()[1]["content"][0]["toolUse"]["name"], "find_owners_");
    assert_eq!(sent.results()[0]["status"], "error");
}

#[tokio::test]
async fn a_reply_says_why_it_was_cut_short() {
    let (stand_in, bedrock) = start().await;
    for (reason, expected) in [
        ("end_turn", Stop::Done),
        ("stop_sequence", Stop::Done),
        ("max_tokens", Stop::Length),
        ("model_context_window_exceeded", Stop::Length),
        ("guardrail_intervened", Stop::Filtered),
        ("content_filtered", Stop::Filtered),
        ("a_reason_of_tomorrow", Stop::Done),
    ] {
        stand_in.next(Answer::text(["I cannot ", "talk about that."]).stop(reason));
        let (reply, _) = ask(&bedrock, &question("Hello")).await;
        let reply = reply.unwrap();
        assert_eq!((reply.stop, reply.text.as_str()), (expected, "I cannot talk about that."), "{reason}");
    }
}

#[tokio::test]
async fn a_reply_without_end_is_cut() {
    let (stand_in, bedrock) = start().await;
    stand_in.next(Answer::text(vec!["endless ".repeat(1000); 100]));
    let (reply, pieces) = ask(&bedrock, &question("Hello")).await;
    let reply = reply.unwrap();
    assert_eq!(reply.stop, Stop::Length);
    assert_eq!(reply.text, pieces.concat());
    assert!(reply.text.len() < 300_000, "{}", reply.text.len());
}

#[tokio::test]
async fn a_request_says_what_the_prompt_and_the_settings_say() {
    let (stand_in, bedrock) = start().await;
    let (reply, _) = ask(&bedrock, &question("Who owns Leo?")).await;
    reply.unwrap();
    let sent = stand_in.requests().pop().unwrap();
    assert_eq!((sent.operation, sent.model), (Operation::ConverseStream, settings().model_id));
    let tool = crate::find_owners();
    let specification = json!({
        "name": tool.name, "description": tool.description, "inputSchema": {"json": tool.input_schema},
    });
    let expected = json!({
        "system": [{"text": "You are the assistant of a veterinary clinic."}],
        "messages": [{"role": "user", "content": [{"text": "Who owns Leo?"}]}],
        "inferenceConfig": {"maxTokens": 800, "temperature": 0.5},
        "toolConfig": {"tools": [{"toolSpec": specification}]},
    });
    assert_eq!(sent.body, expected);
}

#[tokio::test]
async fn billed_tokens_of_a_reply_are_counted() {
    let metrics = telemetry::Metrics::of("petclinic");
    let recorder = metrics.recorder();
    let _counting = metrics::set_default_local_recorder(&recorder);
    let (stand_in, bedrock) = start().await;
    stand_in.next(Answer::text(["Leo is a cat, and twelve years old."]));
    ask(&bedrock, &question("Who is Leo?")).await.0.unwrap();
    let tokens = |direction| {
        let meter = metrics.one("petclinic.assistant.tokens", &[("direction", direction)]).unwrap();
        meter.measurements[0].value
    };
    assert!(tokens("input") > 0.0 && tokens("output") > 0.0);
}

#[tokio::test]
async fn settings_change_while_it_runs() {
    let (stand_in, bedrock) = start().await;
    let profile = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0";
    let shared = bedrock.clone();
    bedrock.tune(BedrockSettings {
        model_id: "amazon.nova-lite-v1:0".to_owned(),
        inference_profile: Some(profile.to_owned()),
        temperature: 0.0,
        guardrail: Some(("gr-clinic".to_owned(), "3".to_owned())),
        ..settings()
    });
    let (reply, _) = ask(&shared, &question("Hello")).await;
    reply.unwrap();
    assert_eq!((shared.about().provider, shared.about().id.as_str()), ("bedrock", "amazon.nova-lite-v1:0"));
    let sent = stand_in.requests().pop().unwrap();
    assert_eq!(sent.model, profile);
    assert_eq!(sent.body["inferenceConfig"]["temperature"], 0.0);
    let guardrail = &sent.body["guardrailConfig"];
    let expected = json!({
        "guardrailIdentifier": "gr-clinic", "guardrailVersion": "3", "streamProcessingMode": "sync", "trace": "disabled",
    });
    assert_eq!(guardrail, &expected);
}

/// An environment with one variable.
#[derive(Debug)]
struct Environment(&'static str, String);

impl LoadServiceConfig for Environment {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        (format!("{}_{service}", key.env()) == self.0).then(|| self.1.clone())
    }
}

#[tokio::test]
async fn the_endpoint_of_bedrock_alone_can_be_set() {
    let stand_in = ModelStandIn::start().await.unwrap();
    let mut config = config("http://127.0.0.1:1").into_builder();
    config.insert_origin("endpoint_url", Origin::shared_environment_variable());
    let environment = Environment("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", stand_in.url());
    let config = config.service_config(environment).build();
    stand_in.next(Answer::text(["Hello."]));
    let (reply, _) = ask(&Bedrock::new(&config, settings()), &question("Hello")).await;
    assert_eq!(reply.unwrap().text, "Hello.");
}
