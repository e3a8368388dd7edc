//! Retries, permanent failures, and time-outs.

use assistant_model::{Error, Message, Model, ToolCall, ToolResult};
use genai::bedrock::{Bedrock, BedrockSettings};
use genai::openai::{OpenAi, OpenAiSettings};
use model_stand_in::{Answer, Behaviour};
use serde_json::json;
use telemetry::testing::Lines;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::{AMPLE, Provider, SHORT, ask, bedrock, openai, prompt, question};

/// A text that only the model may see.
const CANARY: &str = "Xanthippe";

/// Fails twice, is asked again, and answers.
async fn passes(provider: Provider, behaviour: Behaviour) {
    let (stand_in, model) = provider.start().await;
    stand_in.next_times(2, behaviour.clone());
    stand_in.next(Answer::text(["George ", "Franklin"]));
    let (reply, pieces) = ask(&*model, &question("Who owns Leo?")).await;
    assert!(reply.is_ok(), "{provider:?} {behaviour:?}: {reply:?}");
    let reply = reply.unwrap();
    assert_eq!((reply.text.as_str(), pieces.len()), ("George Franklin", 2));
    assert!(reply.calls.is_empty());
    assert_eq!(stand_in.requests().len(), 3);
}

#[tokio::test]
async fn a_failure_that_may_pass_leads_to_another_attempt() {
    let behaviours = || {
        [
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
        ]
    };
    // OpenAI API only: malformed answers, and answers that do not come from the API.
    let malformed = [
        Behaviour::json(200, &json!({"hush": []})),
        Behaviour::json(200, &json!([])),
        Behaviour::events("data: {\n\n"),
        Behaviour::events(""),
        Behaviour::events("data: x".repeat(300_000)),
        Behaviour::Page(200),
        Behaviour::json(429, &json!(null)).header("retry-after", "0"),
        Behaviour::json(500, &json!({"error": "x".repeat(100_000)})),
    ];
    let both = Provider::BOTH.into_iter().flat_map(|provider| behaviours().map(|it| (provider, it)));
    let cases = both.chain(malformed.map(|it| (Provider::OpenAi, it)));
    let mut cases: JoinSet<()> = cases.map(|(provider, it)| passes(provider, it)).collect();
    while let Some(case) = cases.join_next().await {
        case.unwrap();
    }
}

#[tokio::test]
async fn a_service_that_stays_busy_is_given_up_about_the_deadline() {
    for provider in Provider::BOTH {
        let (stand_in, model) = provider.start().await;
        stand_in.always(Behaviour::throttled());
        let prompt = prompt(vec![Message::Person("Hello".to_owned())], SHORT);
        let (reply, _) = ask(&*model, &prompt).await;
        let reason = provider.pick("ThrottlingException", "rate_limit_exceeded");
        assert!(matches!(&reply, Err(Error::Throttled(it)) if it == reason), "{reply:?}");
        assert!(Instant::now() < prompt.deadline + AMPLE / 2, "on a machine that is busy itself");
    }
}

#[tokio::test]
async fn a_service_that_wants_more_time_than_there_is_is_given_up_at_once() {
    let (stand_in, model) = openai::start().await;
    stand_in.always(Behaviour::json(429, &json!({})).header("retry-after", "60"));
    let begin = Instant::now();
    let (reply, _) = ask(&model, &question("Hello")).await;
    assert!(matches!(&reply, Err(Error::Throttled(_))), "{reply:?}");
    assert_eq!(stand_in.requests().len(), 1);
    assert!(begin.elapsed() < AMPLE / 2);
}

#[tokio::test]
async fn a_service_that_stays_broken_is_asked_three_times() {
    for provider in Provider::BOTH {
        let (stand_in, model) = provider.start().await;
        stand_in.always(Behaviour::refuse("InternalServerException", "Oops."));
        let (reply, _) = ask(&*model, &question("Hello")).await;
        let reason = provider.pick("InternalServerException", "server_error");
        assert!(matches!(&reply, Err(Error::Unavailable(it)) if it == reason), "{reply:?}");
        assert_eq!(stand_in.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_reply_that_has_begun_is_not_begun_again() {
    type Expected = fn(&Error) -> bool;
    for provider in Provider::BOTH {
        let (stand_in, model) = provider.start().await;
        let begun = || Answer::text(["George"]);
        let cases: [(Answer, Expected); 4] = [
            (begun().exception("throttlingException", "x"), |it| matches!(it, Error::Throttled(_))),
            (begun().exception("modelStreamErrorException", "x"), |it| matches!(it, Error::Unavailable(_))),
            (begun().exception("validationException", "x"), |it| matches!(it, Error::Refused(_))),
            (begun().cut(), |it| matches!(it, Error::Unavailable(_))),
        ];
        for (answer, is_expected) in cases {
            let before = stand_in.requests().len();
            stand_in.next(answer.clone());
            let (reply, pieces) = ask(&*model, &question("Who owns Leo?")).await;
            let error = reply.unwrap_err();
            assert!(is_expected(&error), "{provider:?} {answer:?}: {error}");
            assert_eq!((pieces.concat().as_str(), stand_in.requests().len() - before), ("George", 1));
        }
    }
}

#[tokio::test]
async fn silence_ends_at_the_deadline() {
    for provider in Provider::BOTH {
        let (stand_in, model) = provider.start().await;
        for behaviour in [
            Behaviour::Silence,
            Answer::text([""; 0]).stall().into(),
            Answer::text(["George "]).stall().into(),
            Answer::text(vec!["and "; 1000]).paced(SHORT / 10).into(),
        ] {
            stand_in.next(behaviour.clone());
            let prompt = prompt(vec![Message::Person("Hello".to_owned())], SHORT);
            let (reply, _) = ask(&*model, &prompt).await;
            assert!(matches!(reply, Err(Error::TimedOut)), "{provider:?} {behaviour:?}: {reply:?}");
            assert!(Instant::now() >= prompt.deadline);
        }
    }
}

#[tokio::test]
async fn a_refusal_is_final_and_quotes_nothing() {
    for provider in Provider::BOTH {
        let (stand_in, model) = provider.start().await;
        for (code, of_openai) in [
            ("AccessDeniedException", "invalid_api_key"),
            ("ValidationException", "invalid_request_error"),
            ("ResourceNotFoundException", "model_not_found"),
            ("ExpiredTokenException", "invalid_api_key"),
        ] {
            let before = stand_in.requests().len();
            stand_in.next(Behaviour::refuse(code, format!("You may not say {CANARY}.")));
            let (reply, _) = ask(&*model, &question(CANARY)).await;
            let error = reply.unwrap_err();
            let reason = provider.pick(code, of_openai);
            assert!(matches!(&error, Error::Refused(it) if it == reason), "{error}");
            assert!(!format!("{error} {error:?}").contains(CANARY));
            assert_eq!(stand_in.requests().len() - before, 1);
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_an_empty_purse_is_not_waited_for() {
    let (stand_in, model) = openai::start().await;
    let quota = json!({"error": {"message": CANARY, "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}});
    for behaviour in [
        Behaviour::json(307, &json!({})).header("location", format!("{}/elsewhere", stand_in.openai_url())),
        Behaviour::json(429, &quota),
        Behaviour::json(400, &json!({"error": {"code": CANARY, "type": CANARY, "param": CANARY}})),
    ] {
        let before = stand_in.requests().len();
        stand_in.next(behaviour.clone());
        let error = ask(&model, &question("Hello")).await.0.unwrap_err();
        assert!(matches!(&error, Error::Refused(_)) && !error.to_string().contains(CANARY), "{error}");
        assert_eq!(stand_in.requests().len() - before, 1, "{behaviour:?}");
    }
}

#[tokio::test]
async fn an_unknown_model_is_refused() {
    let (_stand_in, model) = bedrock::start().await;
    model.tune(BedrockSettings { model_id: "claude".to_owned(), ..bedrock::settings() });
    let (reply, _) = ask(&model, &question("Hello")).await;
    assert!(matches!(&reply, Err(Error::Refused(it)) if it == "ValidationException"), "{reply:?}");
}

#[tokio::test]
async fn an_endpoint_where_nobody_listens_is_unavailable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let of_openai = OpenAiSettings {
        url: Some(format!("http://{free}/v1?hush={CANARY}")),
        ..openai::settings("http://127.0.0.1")
    };
    let models: [Box<dyn Model>; 2] = [
        Box::new(Bedrock::new(&bedrock::config(&format!("http://{free}")), bedrock::settings())),
        Box::new(OpenAi::new(of_openai, None)),
    ];
    for model in models {
        let (reply, _) = ask(&*model, &question(CANARY)).await;
        let error = reply.unwrap_err();
        assert!(matches!(&error, Error::Unavailable(it) if it.contains("refused")), "{error}");
        assert!(!error.to_string().contains(CANARY), "{error}");
    }
}

#[tokio::test]
async fn nothing_that_was_said_is_in_the_log() {
    let lines = Lines::default();
    let _guard = lines.gather();
    let call = ToolCall { id: "1".to_owned(), name: CANARY.to_owned(), input: json!({"lastName": CANARY}) };
    let reply = assistant_model::Reply { text: CANARY.to_owned(), calls: vec![call], ..Default::default() };
    let result = ToolResult {
        call_id: "1".to_owned(),
        name: CANARY.to_owned(),
        content: json!({"owner": CANARY}),
        is_error: false,
    };
    let messages =
        vec![Message::Person(CANARY.to_owned()), Message::Model(reply), Message::Results(vec![result])];
    for provider in Provider::BOTH {
        let (stand_in, model) = provider.start().await;
        stand_in.next(Behaviour::throttled());
        stand_in.next(Answer::text([""; 0]).exception("internalServerException", CANARY));
        stand_in.next(Answer::text([CANARY]).and(Answer::raw_call(CANARY, [CANARY])));
        let prompt = prompt(messages.clone(), AMPLE);
        assert!(ask(&*model, &prompt).await.0.is_ok());
        stand_in.next(Behaviour::refuse("ValidationException", CANARY));
        assert!(ask(&*model, &prompt).await.0.is_err());
    }

    let lines = lines.all();
    for expected in ["asking again", "ThrottlingException", "rate_limit_exceeded"] {
        assert!(lines.iter().any(|it| it.contains(expected)), "{expected}: {lines:#?}");
    }
    let secrets = [CANARY, openai::KEY];
    let leaks: Vec<_> = lines.iter().filter(|line| secrets.iter().any(|it| line.contains(it))).collect();
    assert!(leaks.is_empty(), "{leaks:#?}");
}
