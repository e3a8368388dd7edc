//! YAML, with the short forms of intrinsic functions (`!Ref`, `!GetAtt`, `!Sub`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::{Map, Value};

use super::place::{Place, Places};

/// Deeper than any template, shallow enough for the stack of a thread.
const DEPTH: usize = 200;
/// Bytes of text that aliases may add, each value counted as one more. A few hundred bytes of nested aliases stand for terabytes.
const COPIED: usize = 16 * 1_048_576;

/// The first document of a text.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) value: Value,
    pub(super) places: Places,
    /// Paths of names that are in a mapping twice.
    pub(super) duplicates: Vec<String>,
}

type Failure = (Place, String);

pub(super) fn parse(text: &str) -> Result<Document, Failure> {
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        anchors: BTreeMap::new(),
        copied: 0,
        path: Vec::new(),
        document: Document::default(),
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _) => {}
            (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(reader.document),
            (first, place) => {
                reader.document.value = reader.value(first, place, 0)?;
                return Ok(reader.document);
            }
        }
    }
}

struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: BTreeMap<usize, Value>,
    copied: usize,
    path: Vec<String>,
    document: Document,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Place), Failure> {
        match self.events.next() {
            Some(Ok((event, Span { start, .. }))) => Ok((event, at(start))),
            Some(Err(error)) => Err((at(*error.marker()), error.info().to_owned())),
            None => Ok((Event::StreamEnd, Place::default())),
        }
    }

    /// The value that begins with an event.
    fn value(&mut self, first: Event<'a>, place: Place, depth: usize) -> Result<Value, Failure> {
        if depth > DEPTH {
            return Err(too_deep(place));
        }
        self.document.places.put(&self.path, place);
        let (anchor, function, value) = match first {
            Event::Scalar(text, style, anchor, tag) => {
                let value =
                    if style == ScalarStyle::Plain && tag.is_none() { plain(&text) } else { text.into() };
                (anchor, function(tag), value)
            }
            Event::SequenceStart(anchor, tag) => {
                let function = function(tag);
                (anchor, function.clone(), self.within(function, |reader| reader.sequence(depth))?)
            }
            Event::MappingStart(anchor, tag) => {
                let function = function(tag);
                (anchor, function.clone(), self.within(function, |reader| reader.mapping(depth))?)
            }
            Event::Alias(anchor) => return self.copy(anchor, place, depth),
            other => return Err((place, format!("{other:?} where a value is due"))),
        };
        let value = match function {
            Some(name) => Value::Object(Map::from_iter([(name, value)])),
            None => value,
        };
        if anchor != 0 {
            self.count(&value, place)?;
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    /// Goes on below a name.
    fn within<T>(&mut self, name: Option<String>, go: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.extend(name);
        let result = go(self);
        self.path.truncate(length);
        result
    }

    fn copy(&mut self, anchor: usize, place: Place, depth: usize) -> Result<Value, Failure> {
        let value = self.anchors.get(&anchor).cloned().unwrap_or_default();
        if depth + levels(&value) > DEPTH {
            return Err(too_deep(place));
        }
        self.count(&value, place)?;
        Ok(value)
    }

    fn count(&mut self, value: &Value, place: Place) -> Result<(), Failure> {
        self.copied += size(value);
        if self.copied > COPIED {
            return Err((place, "its aliases stand for more than any template can hold".to_owned()));
        }
        Ok(())
    }

    fn sequence(&mut self, depth: usize) -> Result<Value, Failure> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::Array(items)),
                (Event::StreamEnd, place) => return Err((place, "it ends within a list".to_owned())),
                (event, place) => {
                    let name = Some(items.len().to_string());
                    items.push(self.within(name, |reader| reader.value(event, place, depth + 1))?);
                }
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, Failure> {
        let mut entries = Map::new();
        let mut merged = Vec::new();
        loop {
            let (key, place) = match self.next()? {
                (Event::MappingEnd, _) => break,
                (Event::StreamEnd, place) => return Err((place, "it ends within a mapping".to_owned())),
                (Event::Scalar(key, ..), place) => (key.into_owned(), place),
                (other, place) => return Err((place, format!("{other:?} where a name is due"))),
            };
            let (first, at) = self.next()?;
            let value = self.within(Some(key.clone()), |reader| {
                if entries.contains_key(&key) {
                    reader.document.duplicates.push(reader.path.join("."));
                }
                // The place of a value is that of its name, if it has one.
                reader.document.places.put(&reader.path, place);
                reader.value(first, at, depth + 1)
            })?;
            if key == "<<" && (value.is_object() || value.is_array()) {
                merged.push(value);
            } else {
                entries.insert(key, value);
            }
        }
        for (name, value) in merged.into_iter().flat_map(mappings).flatten() {
            entries.entry(name).or_insert(value);
        }
        Ok(Value::Object(entries))
    }
}

fn at(marker: saphyr_parser::Marker) -> Place {
    Place { line: marker.line(), column: marker.col() + 1 }
}

/// The mappings that `<<` merges, the first of which counts.
fn mappings(value: Value) -> Vec<Map<String, Value>> {
    match value {
        Value::Object(entries) => vec![entries],
        Value::Array(items) => items.into_iter().flat_map(mappings).collect(),
        _ => Vec::new(),
    }
}

fn too_deep(place: Place) -> Failure {
    (place, format!("it is nested more than {DEPTH} deep"))
}

/// How deep a value is nested.
fn levels(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(levels).max().unwrap_or(0),
        Value::Object(entries) => 1 + entries.values().map(levels).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.iter().map(|(name, value)| name.len() + size(value)).sum(),
        Value::String(text) => text.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// The intrinsic function of a tag.
fn function(tag: Option<Cow<'_, Tag>>) -> Option<String> {
    let tag = tag.filter(|tag| tag.handle == "!")?;
    Some(match tag.suffix.as_str() {
        "Ref" | "Condition" => tag.suffix.clone(),
        function => format!("Fn::{function}"),
    })
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
