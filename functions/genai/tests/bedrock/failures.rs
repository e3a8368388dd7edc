//! What is tried again, what is not, and when it ends.

use std::sync::{Arc, Mutex};

use bedrock_stand_in::{Answer, Behaviour};
use genai::bedrock::Bedrock;
use genai::model::{Error, Message, ToolCall, ToolResult};
use serde_json::json;
use tokio::time::Instant;
use tracing_subscriber::fmt::MakeWriter;

use crate::{AMPLE, SHORT, ask, config, prompt, question, settings, start};

/// What nobody but the model may see.
const CANARY: &str = "Xanthippe";

#[tokio::test]
async fn what_may_pass_is_tried_again() {
    let (stand_in, bedrock) = start().await;
    for behaviour in [
        Behaviour::throttled(),
        Behaviour::refuse("ModelNotReadyException", "The model is loading."),
        Behaviour::refuse("ServiceUnavailableException", "Later."),
        Behaviour::refuse("ServiceQuotaExceededException", "Too many tokens."),
        Behaviour::Page(503),
        Behaviour::refuse("InternalServerException", "Oops."),
        Behaviour::refuse("ModelTimeoutException", "Too slow."),
        Behaviour::refuse("ModelErrorException", "Oops."),
        Behaviour::Page(502),
        Answer::text([""; 0]).exception("throttlingException", "Too many requests.").into(),
        Answer::text([""; 0]).exception("internalServerException", "Oops.").into(),
        Answer::raw_call("find_owners", ["{"]).exception("modelStreamErrorException", "Oops.").into(),
        Answer::raw_call("find_owners", ["{"]).cut().into(),
        Answer::text([""; 0]).stop("malformed_model_output").into(),
    ] {
        let before = stand_in.requests().len();
        stand_in.next_times(2, behaviour.clone());
        stand_in.next(Answer::text(["George ", "Franklin"]));
        let (reply, pieces) = ask(&bedrock, &question("Who owns Leo?")).await;
        let reply = reply.unwrap_or_else(|it| panic!("{behaviour:?}: {it}"));
        assert_eq!((reply.text.as_str(), pieces.len()), ("George Franklin", 2));
        assert!(reply.calls.is_empty());
        assert_eq!(stand_in.requests().len() - before, 3);
    }
}

#[tokio::test]
async fn a_service_that_stays_busy_is_given_up_before_the_deadline() {
    let (stand_in, bedrock) = start().await;
    stand_in.always(Behaviour::throttled());
    let prompt = prompt(vec![Message::Person("Hello".to_owned())], SHORT);
    let (reply, _) = ask(&bedrock, &prompt).await;
    assert!(matches!(&reply, Err(Error::Throttled(it)) if it == "ThrottlingException"), "{reply:?}");
    assert!(Instant::now() < prompt.deadline);
}

#[tokio::test]
async fn a_service_that_stays_broken_is_asked_three_times() {
    let (stand_in, bedrock) = start().await;
    stand_in.always(Behaviour::refuse("InternalServerException", "Oops."));
    let (reply, _) = ask(&bedrock, &question("Hello")).await;
    assert!(matches!(&reply, Err(Error::Unavailable(it)) if it == "InternalServerException"), "{reply:?}");
    assert_eq!(stand_in.requests().len(), 3);
}

#[tokio::test]
async fn a_reply_that_has_begun_is_not_begun_again() {
    let (stand_in, bedrock) = start().await;
    let begun = || Answer::text(["George"]);
    for (answer, is_expected) in [
        (
            begun().exception("throttlingException", "x"),
            (|it| matches!(it, Error::Throttled(_))) as fn(&Error) -> bool,
        ),
        (begun().exception("modelStreamErrorException", "x"), |it| matches!(it, Error::Unavailable(_))),
        (begun().exception("validationException", "x"), |it| matches!(it, Error::Refused(_))),
        (begun().cut(), |it| matches!(it, Error::Unavailable(_))),
    ] {
        let before = stand_in.requests().len();
        stand_in.next(answer.clone());
        let (reply, pieces) = ask(&bedrock, &question("Who owns Leo?")).await;
        let error = reply.unwrap_err();
        assert!(is_expected(&error), "{answer:?}: {error}");
        assert_eq!((pieces.concat().as_str(), stand_in.requests().len() - before), ("George", 1));
    }
}

#[tokio::test]
async fn silence_ends_at_the_deadline() {
    let (stand_in, bedrock) = start().await;
    for behaviour in [
        Behaviour::Silence,
        Answer::text([""; 0]).stall().into(),
        Answer::text(["George "]).stall().into(),
        Answer::text(vec!["and "; 1000]).paced(SHORT / 10).into(),
    ] {
        stand_in.next(behaviour.clone());
        let prompt = prompt(vec![Message::Person("Hello".to_owned())], SHORT);
        let (reply, _) = ask(&bedrock, &prompt).await;
        assert!(matches!(reply, Err(Error::TimedOut)), "{behaviour:?}: {reply:?}");
        assert!(Instant::now() >= prompt.deadline);
    }
}

#[tokio::test]
async fn a_refusal_is_final_and_quotes_nothing() {
    let (stand_in, bedrock) = start().await;
    for code in
        ["AccessDeniedException", "ValidationException", "ResourceNotFoundException", "ExpiredTokenException"]
    {
        let before = stand_in.requests().len();
        stand_in.next(Behaviour::refuse(code, format!("You may not say {CANARY}.")));
        let (reply, _) = ask(&bedrock, &question(CANARY)).await;
        let error = reply.unwrap_err();
        assert!(matches!(&error, Error::Refused(it) if it == code), "{error}");
        assert!(!format!("{error} {error:?}").contains(CANARY));
        assert_eq!(stand_in.requests().len() - before, 1);
    }
}

#[tokio::test]
async fn a_model_that_there_is_not_is_refused() {
    let (_stand_in, bedrock) = start().await;
    bedrock.tune(genai::bedrock::BedrockSettings { model_id: "claude".to_owned(), ..settings() });
    let (reply, _) = ask(&bedrock, &question("Hello")).await;
    assert!(matches!(&reply, Err(Error::Refused(it)) if it == "ValidationException"), "{reply:?}");
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_unavailable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let bedrock = Bedrock::new(&config(&format!("http://{free}")), settings());
    let (reply, _) = ask(&bedrock, &question(CANARY)).await;
    let error = reply.unwrap_err();
    assert!(matches!(&error, Error::Unavailable(it) if it.contains("refused")), "{error}");
}

/// The log of a test.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_that_was_said_is_in_the_log() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_max_level(tracing::Level::DEBUG);
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    let (stand_in, bedrock) = start().await;
    let call = ToolCall { id: "1".to_owned(), name: CANARY.to_owned(), input: json!({"lastName": CANARY}) };
    let reply = genai::model::Reply { text: CANARY.to_owned(), calls: vec![call], ..Default::default() };
    let result = ToolResult {
        call_id: "1".to_owned(),
        name: CANARY.to_owned(),
        content: json!({"owner": CANARY}),
        is_error: false,
    };
    let messages =
        vec![Message::Person(CANARY.to_owned()), Message::Model(reply), Message::Results(vec![result])];
    let prompt = prompt(messages, AMPLE);

    stand_in.next(Behaviour::throttled());
    stand_in.next(Answer::text([""; 0]).exception("internalServerException", CANARY));
    stand_in.next(Answer::text([CANARY]).and(Answer::raw_call(CANARY, [CANARY])));
    assert!(ask(&bedrock, &prompt).await.0.is_ok());
    stand_in.next(Behaviour::refuse("ValidationException", CANARY));
    assert!(ask(&bedrock, &prompt).await.0.is_err());

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("asking again") && log.contains("ThrottlingException"), "{log}");
    let lines: Vec<_> = log.lines().filter(|it| it.contains(CANARY)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}
