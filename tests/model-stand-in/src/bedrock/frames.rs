//! An answer as `application/vnd.amazon.eventstream`.

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::behaviour::{Answer, Block, Ending};
use crate::script::Script;
use crate::steps::{Error, Step};

/// The steps that stream an answer.
pub(crate) fn steps(answer: &Answer, script: &Script) -> Vec<Step> {
    let mut steps = vec![event("messageStart", json!({"role": "assistant"}))];
    for (index, block) in answer.blocks.iter().enumerate() {
        let deltas: Vec<_> = match block {
            Block::Text(pieces) => pieces.iter().map(|it| json!({"text": it})).collect(),
            Block::Call { name, input } => {
                // Only calls have a start event; text begins with its first piece.
                let call = json!({"toolUse": {"name": name, "toolUseId": script.call_id()}});
                steps.push(event("contentBlockStart", json!({"contentBlockIndex": index, "start": call})));
                input.iter().map(|it| json!({"toolUse": {"input": it}})).collect()
            }
        };
        for delta in deltas {
            steps.push(Step::Wait(answer.pause));
            steps.push(event("contentBlockDelta", json!({"contentBlockIndex": index, "delta": delta})));
        }
        if matches!(answer.ending, Ending::Whole) {
            steps.push(event("contentBlockStop", json!({"contentBlockIndex": index})));
        }
    }
    match &answer.ending {
        Ending::Whole => {
            steps.push(event("messageStop", json!({"stopReason": answer.reason()})));
            let metrics = json!({"latencyMs": 100});
            steps.push(event("metadata", json!({"metrics": metrics, "usage": usage(answer)})));
        }
        Ending::Exception(kind, message) => {
            let payload = json!({"message": message});
            steps.push(Step::Send(frame("exception", ":exception-type", kind, &payload)));
        }
        Ending::Stall => steps.push(Step::Stall),
        Ending::Cut => steps.extend(Step::cut()),
    }
    steps
}

pub(crate) fn usage(answer: &Answer) -> Value {
    let output = answer.tokens();
    json!({"inputTokens": 100, "outputTokens": output, "totalTokens": 100 + output})
}

fn event(kind: &str, mut payload: Value) -> Step {
    // The service pads events, so that their lengths do not reveal their contents.
    payload["p"] = json!("abcdefghijklmnopqrstuvwxyz");
    Step::Send(frame("event", ":event-type", kind, &payload))
}

fn frame(message_type: &str, kind_header: &'static str, kind: &str, payload: &Value) -> Result<Bytes, Error> {
    let header =
        |name: &'static str, value: &str| Header::new(name, HeaderValue::String(value.to_owned().into()));
    let headers = vec![
        header(kind_header, kind),
        header(":content-type", "application/json"),
        header(":message-type", message_type),
    ];
    let mut bytes = Vec::new();
    write_message_to(&Message::new_from_parts(headers, payload.to_string()), &mut bytes)?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use aws_smithy_eventstream::frame::read_message_from;

    use super::*;

    #[test]
    fn a_frame_can_be_read_again() {
        let bytes = frame("event", ":event-type", "messageStop", &json!({"stopReason": "end_turn"})).unwrap();
        let message = read_message_from(bytes).unwrap();
        let names: Vec<_> = message.headers().iter().map(|it| it.name().as_str()).collect();
        assert_eq!(names, [":event-type", ":content-type", ":message-type"]);
        assert_eq!(&message.payload()[..], br#"{"stopReason":"end_turn"}"#);
    }
}
