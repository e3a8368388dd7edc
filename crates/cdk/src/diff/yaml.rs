//! Templates in YAML, with the short forms of intrinsic functions (`!Ref`, `!GetAtt`, `!Sub`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Value};

/// Deeper than any template, shallow enough for the stack of a thread.
const DEPTH: usize = 200;

/// The first document of a text.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let mut reader = Reader { events: Parser::new_from_str(text), anchors: BTreeMap::new() };
    loop {
        match reader.next()? {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => return Ok(Value::Null),
            first => return reader.value(first, 0),
        }
    }
}

struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: BTreeMap<usize, Value>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Event<'a>, String> {
        match self.events.next() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
            None => Ok(Event::StreamEnd),
        }
    }

    /// The value that begins with an event.
    fn value(&mut self, first: Event<'a>, depth: usize) -> Result<Value, String> {
        if depth > DEPTH {
            return Err(format!("it is nested more than {DEPTH} deep"));
        }
        let (anchor, tag, value) = match first {
            Event::Scalar(text, style, anchor, tag) => {
                let value =
                    if style == ScalarStyle::Plain && tag.is_none() { plain(&text) } else { text.into() };
                (anchor, tag, value)
            }
            Event::SequenceStart(anchor, tag) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        Event::SequenceEnd => break,
                        Event::StreamEnd => return Err("it ends within a list".to_owned()),
                        event => items.push(self.value(event, depth + 1)?),
                    }
                }
                (anchor, tag, Value::Array(items))
            }
            Event::MappingStart(anchor, tag) => (anchor, tag, self.mapping(depth)?),
            Event::Alias(anchor) => return Ok(self.anchors.get(&anchor).cloned().unwrap_or_default()),
            other => return Err(format!("{other:?} where a value is due")),
        };
        let value = tagged(tag, value);
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, String> {
        let mut entries = Map::new();
        loop {
            let key = match self.next()? {
                Event::MappingEnd => return Ok(Value::Object(entries)),
                Event::StreamEnd => return Err("it ends within a mapping".to_owned()),
                Event::Scalar(key, ..) => key.into_owned(),
                other => return Err(format!("{other:?} where a name is due")),
            };
            let first = self.next()?;
            let value = self.value(first, depth + 1)?;
            entries.insert(key, value);
        }
    }
}

/// The value with its tag, of which only CloudFormation's are known.
fn tagged(tag: Option<Cow<'_, Tag>>, value: Value) -> Value {
    let Some(tag) = tag.filter(|tag| tag.handle == "!") else { return value };
    let name = match tag.suffix.as_str() {
        "Ref" | "Condition" => tag.suffix.clone(),
        function => format!("Fn::{function}"),
    };
    Value::Object(Map::from_iter([(name, value)]))
}

/// A scalar without quotation marks, as YAML 1.1 has it, which CloudFormation reads.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "on" => Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "off" => Value::Bool(false),
        _ => match text.parse::<i64>() {
            // Digits that JSON would write in another way, such as 0123, are no number: account ids begin with zeros.
            Ok(number) if number.to_string() == text => number.into(),
            _ => decimal(text),
        },
    }
}

fn decimal(text: &str) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_decimal = digits.split_once('.').is_some_and(|(whole, part)| {
        [whole, part].iter().all(|half| !half.is_empty() && half.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let number = text.parse().ok().filter(|_| is_decimal).and_then(serde_json::Number::from_f64);
    number.map_or_else(|| text.into(), Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn short_forms_of_intrinsic_functions_are_read() {
        let text = "A: !Ref B\nC: !GetAtt D.Arn\nE: !Sub '${F}-x'\nG: !Join ['', [a, !Ref B]]\nH: !If [I, 1, '1']\nJ: !Equals\n  - !Ref K\n  - yes\n";
        assert_eq!(
            super::parse(text),
            Ok(json!({
                "A": {"Ref": "B"}, "C": {"Fn::GetAtt": "D.Arn"}, "E": {"Fn::Sub": "${F}-x"},
                "G": {"Fn::Join": ["", ["a", {"Ref": "B"}]]}, "H": {"Fn::If": ["I", 1, "1"]}, "J": {"Fn::Equals": [{"Ref": "K"}, true]},
            }))
        );
    }

    #[test]
    fn text_that_looks_like_a_number_stays_text() {
        assert_eq!(
            super::parse("[012345678901, 2012-10-17, 1.5, -3, '3', 1.2.3]"),
            Ok(json!(["012345678901", "2012-10-17", 1.5, -3, "3", "1.2.3"]))
        );
    }

    #[test]
    fn text_in_blocks_and_anchors_are_read() {
        let text = "a: &x {b: 1}\nc: *x\nd: |\n  one\n  two\n";
        assert_eq!(super::parse(text), Ok(json!({"a": {"b": 1}, "c": {"b": 1}, "d": "one\ntwo\n"})));
    }

    #[test]
    fn invalid_yaml_is_an_error() {
        assert!(super::parse("a: [b").is_err());
    }
}
