//! No log contains a person's messages to the assistant or the key of its model.

use model_stand_in::{Answer, Behaviour, ModelStandIn};
use reqwest::Method;
use rustix::process::Signal;
use serde_json::json;

use super::{ASK, Person, STREAM, text};
use crate::http::Reply;
use crate::program::Program;

#[tokio::test]
async fn a_conversation_is_in_no_log_at_any_level() {
    let arguments = ["--database", "sqlite::memory:", "--log-level", "trace", "--log-requests", "all"];
    let program = Program::start(arguments).await;
    let mut person = Person::new(&program.http);
    person.say("Which pets does Jean Coleman have?").await;
    person.say("What is the telephone number of Zacharias Quintavalle?").await;
    let asked =
        person.say("Add owner Zacharias Quintavalle, 17 Hidden Lane, Madison, telephone 5550199123").await;
    let confirmation = text(&asked["confirmation"]["id"]).to_owned();
    person.decide(&asked["confirmation"], true).await.expect(200);
    let found = person.say("Find owner Quintavalle").await;
    assert!(text(&found["answer"]).contains("17 Hidden Lane"), "{found}");
    let question = json!({ "question": "Who owns Samantha?", "conversationId": "Quintavalle" });
    program.http.post(ASK, question).await.expect(400);
    let question = json!({ "question": "Book Leo for 2026-06-01: Quintavalle is worried" });
    Reply::of(program.http.request(Method::POST, STREAM).json(&question)).await.expect(200);
    program.http.get(&person.path()).await.expect(200);
    let conversation = person.conversation.clone().unwrap();

    program.signal(Signal::TERM);
    let (_, stdout, stderr) = program.end().await;
    assert!(stderr.contains("a tool was used"), "{stderr}");
    for said in [
        "Coleman",
        "Samantha",
        "Zacharias",
        "Quintavalle",
        "Hidden Lane",
        "5550199123",
        &conversation,
        &confirmation,
    ] {
        let told: Vec<_> = stdout.lines().chain(stderr.lines()).filter(|it| it.contains(said)).collect();
        assert!(told.is_empty(), "{said} in {told:#?}");
    }
}

#[tokio::test]
async fn a_model_of_the_command_line_answers_and_its_key_is_in_no_log() {
    const KEY: &str = "sk-Quintavalle";
    let model = ModelStandIn::start().await.unwrap();
    let url = model.openai_url();
    let arguments = ["--database", "sqlite::memory:", "--log-level", "trace", "--log-requests", "all"];
    let arguments = arguments.into_iter().chain(["--assistant-url", &url, "--assistant-model", "llama3.1"]);
    let program = Program::start_with(arguments, ("PETCLINIC_ASSISTANT_KEY", KEY)).await;
    let health = program.http.get("/api/genai/health").await.expect(200).json();
    assert_eq!((&health["provider"], &health["model"]), (&json!("openai"), &json!("llama3.1")));
    model.next(Behaviour::throttled());
    model.next(Answer::text(["Leo is a cat."]));
    assert_eq!(Person::new(&program.http).say("What is Leo?").await["answer"], "Leo is a cat.");
    let sent = model.requests().pop().unwrap();
    assert_eq!(sent.key.as_deref(), Some("authorization Bearer sk-Quintavalle"));

    program.signal(Signal::TERM);
    let (_, stdout, stderr) = program.end().await;
    assert!(stderr.contains("asking again"), "{stderr}");
    let told: Vec<_> = stdout.lines().chain(stderr.lines()).filter(|it| it.contains(KEY)).collect();
    assert!(told.is_empty(), "{told:#?}");
}
