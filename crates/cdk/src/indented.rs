//! JSON as the AWS CDK writes it: one space a level.

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::ser::Formatter;
use serde_json::{Serializer, Value};

/// Writes `content`, without a line break at the end.
pub(crate) fn write(to: impl Write, content: &impl Serialize) -> serde_json::Result<()> {
    content.serialize(&mut Serializer::with_formatter(to, OneSpace::default()))
}

/// A number of bytes that the text of `content` does not exceed, and mostly has: it is found without writing the text.
pub(crate) fn at_most(content: &Value) -> usize {
    within(content, 0)
}

fn within(content: &Value, depth: usize) -> usize {
    // Each value has a line of its own, with a comma, a line break and the end of its parent's line.
    let line = depth + 4;
    match content {
        Value::Null | Value::Bool(_) => line + 5,
        Value::Number(_) => line + NUMBER,
        Value::String(text) => line + quoted(text),
        Value::Array(items) => items.iter().fold(2 * line, |sum, item| sum + within(item, depth + 1)),
        Value::Object(entries) => entries
            .iter()
            .fold(2 * line, |sum, (key, value)| sum + quoted(key) + 2 + within(value, depth + 1)),
    }
}

/// The bytes of the longest number, such as `-1.2345678901234567e-300`.
const NUMBER: usize = 25;

fn quoted(text: &str) -> usize {
    // An escape is `\u00xx` at most.
    text.len() + 2 + 5 * text.bytes().filter(|it| *it < b' ' || matches!(it, b'"' | b'\\')).count()
}

/// As `serde_json`'s own, which writes the spaces of a line one by one.
#[derive(Default)]
struct OneSpace {
    depth: usize,
    has_value: bool,
}

const SPACES: [u8; 64] = [b' '; 64];

impl OneSpace {
    fn line<W: Write + ?Sized>(&self, to: &mut W, end_of_last: &[u8]) -> Result<()> {
        to.write_all(end_of_last)?;
        let mut missing = self.depth;
        while let Some(spaces) = SPACES.get(..missing.min(SPACES.len())).filter(|_| missing > 0) {
            to.write_all(spaces)?;
            missing -= spaces.len();
        }
        Ok(())
    }

    fn begin<W: Write + ?Sized>(&mut self, to: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth += 1;
        self.has_value = false;
        to.write_all(bracket)
    }

    fn end<W: Write + ?Sized>(&mut self, to: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.line(to, b"\n")?;
        }
        to.write_all(bracket)
    }
}

impl Formatter for OneSpace {
    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> Result<()> {
        self.begin(to, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> Result<()> {
        self.end(to, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> Result<()> {
        self.line(to, if first { b"\n" } else { b",\n" })
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> Result<()> {
        self.begin(to, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> Result<()> {
        self.end(to, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> Result<()> {
        self.line(to, if first { b"\n" } else { b",\n" })
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;
    use serde_json::ser::PrettyFormatter;

    use super::*;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".*".prop_map(Value::from)
        ];
        leaf.prop_recursive(6, 64, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..4)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    fn as_serde_writes_it(content: &Value) -> Vec<u8> {
        let mut text = Vec::new();
        let formatter = PrettyFormatter::with_indent(b" ");
        content.serialize(&mut Serializer::with_formatter(&mut text, formatter)).unwrap();
        text
    }

    fn written(content: &Value) -> Vec<u8> {
        let mut text = Vec::new();
        write(&mut text, content).unwrap();
        text
    }

    proptest! {
        #[test]
        fn it_is_what_serde_json_writes_with_one_space_a_level(content in json()) {
            prop_assert_eq!(written(&content), as_serde_writes_it(&content));
            prop_assert!(written(&content).len() <= at_most(&content));
        }
    }

    #[test]
    fn a_level_that_is_deeper_than_a_piece_of_spaces_has_all_of_them() {
        let content = (0..200).fold(Value::Null, |inner, _| Value::from(vec![inner]));
        assert_eq!(written(&content), as_serde_writes_it(&content));
    }
}
