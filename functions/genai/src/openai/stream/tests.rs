use assistant_model::ToolCall;
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Reads a stream in pieces of so many bytes; returns the reply and the text that the person has read.
fn read_in(size: usize, bytes: &[u8]) -> (Result<Reply, AttemptFailure>, String) {
    let mut told = String::new();
    let mut on_text = |it: &str| told.push_str(it);
    let mut telling = Telling::new(&mut on_text);
    let mut reply = Incoming::default();
    let taken = bytes.chunks(size).try_for_each(|it| reply.take(it, &mut telling));
    let outcome = taken.and_then(|()| reply.end(&mut telling)).and_then(|()| reply.finish());
    (outcome, told)
}

/// A stream of these deltas, which ends for this reason.
fn stream(deltas: &[Value], reason: &str) -> String {
    let chunk = |delta: &Value, reason: Value| json!({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]});
    let chunks = deltas.iter().map(|it| chunk(it, Value::Null)).chain([chunk(&json!({}), json!(reason))]);
    let events: String = chunks.map(|it| format!("data: {it}\n\n")).collect();
    events + "data: [DONE]\n\n"
}

fn calls(deltas: &[Value]) -> Vec<ToolCall> {
    let (reply, _) = read_in(7, stream(deltas, "tool_calls").as_bytes());
    reply.unwrap().calls
}

fn call(id: &str, name: &str, input: Value) -> ToolCall {
    ToolCall { id: id.to_owned(), name: name.to_owned(), input }
}

fn piece(call: &Value) -> Value {
    json!({"tool_calls": [call]})
}

#[test]
fn text_is_passed_on_as_it_arrives() {
    let deltas = [
        json!({"role": "assistant", "content": ""}),
        json!({"content": "Leo is "}),
        json!({"content": "a cat. 레오!", "reasoning_content": "hush"}),
    ];
    for size in [1, 5, 1000] {
        let (reply, told) = read_in(size, stream(&deltas, "stop").as_bytes());
        let expected = Reply { text: "Leo is a cat. 레오!".to_owned(), ..Reply::default() };
        assert_eq!((reply.unwrap(), told.as_str()), (expected, "Leo is a cat. 레오!"));
    }
}

#[test]
fn pieces_of_calls_are_put_together_by_their_index() {
    let deltas = [
        piece(
            &json!({"index": 0, "id": "a", "type": "function", "function": {"name": "find_pets", "arguments": ""}}),
        ),
        piece(
            &json!({"index": 1, "id": "b", "type": "function", "function": {"name": "find_owners", "arguments": "{\"la"}}),
        ),
        piece(&json!({"index": 0, "function": {"arguments": "{\"name\":"}})),
        piece(&json!({"index": 1, "function": {"arguments": "stName\":\"Davis\"}"}})),
        piece(&json!({"index": 0, "function": {"arguments": "\"Leo\"}"}})),
    ];
    let expected = [
        call("a", "find_pets", json!({"name": "Leo"})),
        call("b", "find_owners", json!({"lastName": "Davis"})),
    ];
    assert_eq!(calls(&deltas), expected);
}

#[test]
fn calls_of_servers_that_do_not_count_them_stay_apart() {
    let expected = [call("a", "pet_types", json!({})), call("b", "find_pets", json!({"name": "Leo"}))];
    for index in [json!(0), Value::Null] {
        let deltas = [
            piece(&json!({"index": index, "id": "a", "function": {"name": "pet_types", "arguments": "{}"}})),
            piece(
                &json!({"index": index, "id": "b", "function": {"name": "find_pets", "arguments": "{\"name\":"}}),
            ),
            piece(&json!({"index": index, "function": {"arguments": "\"Leo\"}"}})),
        ];
        assert_eq!(calls(&deltas), expected);
    }
}

#[test]
fn a_call_without_an_id_gets_one_and_an_object_counts_as_its_text() {
    let deltas =
        [piece(&json!({"index": 0, "function": {"name": "find_pets", "arguments": {"name": "Leo"}}}))];
    assert_eq!(calls(&deltas), [call("call_0", "find_pets", json!({"name": "Leo"}))]);
}

#[test]
fn a_reply_that_is_not_streamed_is_read_as_well() {
    let body = json!({
        "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": "Let me look.",
            "tool_calls": [{"id": "a", "type": "function", "function": {"name": "pet_types", "arguments": "{}"}}]}}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21},
    });
    let mut on_text = |_: &str| {};
    let mut reply = Incoming::default();
    reply.take_chunk(&body, &mut Telling::new(&mut on_text)).unwrap();
    let reply = reply.finish().unwrap();
    assert_eq!(
        (reply.text.as_str(), &reply.calls[..]),
        ("Let me look.", &[call("a", "pet_types", json!({}))][..])
    );
}

#[test]
fn a_stream_without_an_end_is_distinguished_from_one_that_is_none() {
    let reason = |text: &str| read_in(64, text.as_bytes()).0.unwrap_err().reason;
    let begun = "data: {\"choices\":[{\"delta\":{\"content\":\"Leo\"}}]}\n\n";
    assert!(reason(begun).contains("broke off"));
    for text in ["", "<html>hush</html>", "data: hush\n\n", "data: {\"hush\": 1}\n\n", "data: [DONE]\n\n"] {
        assert!(reason(text).contains("expected form"), "{text}");
    }
    // The reason to stop is missing, and yet the server says that this is all.
    let (reply, _) = read_in(64, format!("{begun}data: [DONE]\n\n").as_bytes());
    assert_eq!(reply.unwrap().text, "Leo");
}

#[test]
fn a_reply_says_why_it_ended() {
    for (reason, expected) in [
        ("stop", Stop::Done),
        ("tool_calls", Stop::Done),
        ("length", Stop::Length),
        ("content_filter", Stop::Filtered),
        ("a_reason_of_tomorrow", Stop::Done),
    ] {
        let (reply, _) = read_in(64, stream(&[json!({"content": "Leo"})], reason).as_bytes());
        assert_eq!(reply.unwrap().stop, expected, "{reason}");
    }
    let (failed, _) = read_in(64, stream(&[], "error").as_bytes());
    assert_eq!(failed.unwrap_err(), AttemptFailure::malformed());
}

#[test]
fn a_reply_without_end_is_cut() {
    let deltas = vec![json!({"content": "endless ".repeat(1000)}); 100];
    let (reply, told) = read_in(4096, stream(&deltas, "stop").as_bytes());
    assert!(told.len() < 300_000);
    // Here the end is read in any case; `read` stops before.
    assert!(reply.unwrap().text.len() < 300_000);
    let mut on_text = |_: &str| {};
    let mut telling = Telling::new(&mut on_text);
    let mut reply = Incoming::default();
    let empty = format!("data: {}\n\n", json!({"choices": [{"delta": {"content": ""}}]}));
    while !reply.is_complete() {
        reply.take(empty.repeat(1000).as_bytes(), &mut telling).unwrap();
    }
    assert_eq!(reply.finish().unwrap().stop, Stop::Length);
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z{}\"]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let name = prop::sample::select(vec![
            "choices",
            "delta",
            "message",
            "content",
            "tool_calls",
            "index",
            "id",
            "function",
            "name",
            "arguments",
            "finish_reason",
            "usage",
            "prompt_tokens",
            "completion_tokens",
            "error",
            "code",
            "refusal",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..4).prop_map(|it| Value::Object(
                it.into_iter().map(|(name, it)| (name.to_owned(), it)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), size in 1_usize..50) {
        let _ = read_in(size, &bytes);
    }

    #[test]
    fn no_json_makes_the_parser_panic(deltas in prop::collection::vec(json_value(), 0..4), size in 1_usize..50) {
        let (reply, told) = read_in(size, stream(&deltas, "stop").as_bytes());
        if let Ok(reply) = reply {
            prop_assert_eq!(reply.text, told);
        }
        let events: String = deltas.iter().map(|it| format!("data: {it}\n\n")).collect();
        let _ = read_in(size, events.as_bytes());
    }

    #[test]
    fn a_call_is_the_same_in_whatever_pieces_it_arrives(name in "[가-힣a-z \"\\\\]{0,12}", at in 0_usize..40) {
        let input = json!({"lastName": name}).to_string();
        let at = (at.min(input.len())..=input.len()).find(|it| input.is_char_boundary(*it)).unwrap();
        let (begin, end) = input.split_at(at);
        let deltas = [
            piece(&json!({"index": 3, "id": "a", "function": {"name": "find_owners", "arguments": begin}})),
            piece(&json!({"index": 3, "function": {"arguments": end}})),
        ];
        prop_assert_eq!(calls(&deltas), [call("a", "find_owners", json!({"lastName": name}))]);
    }
}
