//! Reads the few metrics that the history needs out of what Prometheus reads, piece by piece, without keeping the rest.

use super::counts::Reading;

/// The longest line that is read, in bytes. Longer ones are skipped.
const LONGEST: usize = 16 * 1024;

/// Splits what arrives into lines and reads each.
#[derive(Default)]
pub(super) struct Exposition {
    reading: Reading,
    /// The beginning of a line whose end has not arrived.
    begun: Vec<u8>,
    /// Whether the line that has begun is too long.
    is_skipping: bool,
}

impl Exposition {
    /// Reads the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let mut pieces = bytes.split(|it| *it == b'\n').peekable();
        while let Some(piece) = pieces.next() {
            if self.begun.len() + piece.len() > LONGEST {
                self.is_skipping = true;
            }
            let is_whole = pieces.peek().is_some();
            match (is_whole, self.is_skipping) {
                (true, true) => {}
                (true, false) if self.begun.is_empty() => read(piece, &mut self.reading),
                (true, false) => {
                    self.begun.extend_from_slice(piece);
                    read(&self.begun, &mut self.reading);
                }
                (false, true) => {}
                (false, false) => self.begun.extend_from_slice(piece),
            }
            if is_whole {
                self.begun.clear();
                self.is_skipping = false;
            }
        }
    }

    /// What was read, with the last line, which may lack its end.
    pub(super) fn end(mut self) -> Reading {
        if !self.is_skipping {
            read(&self.begun, &mut self.reading);
        }
        self.reading
    }
}

fn read(line: &[u8], reading: &mut Reading) {
    if let Some(line) = std::str::from_utf8(line).ok().and_then(Line::parse) {
        reading.add(&line);
    }
}

/// A line with a value.
#[derive(Debug, PartialEq)]
pub(super) struct Line<'a> {
    pub(super) name: &'a str,
    /// What stands between the braces.
    labels: &'a str,
    pub(super) value: f64,
}

impl<'a> Line<'a> {
    /// Reads a line. `None` for comments, for lines that are none of this format, and for values that are no numbers.
    fn parse(line: &'a str) -> Option<Self> {
        let line = line.trim_start();
        let (name, rest) = line.split_at(line.find(['{', ' ', '\t'])?);
        if name.is_empty() || name.starts_with('#') {
            return None;
        }
        let (labels, rest) = match rest.strip_prefix('{') {
            Some(rest) => {
                let end = outside_of_quotes(rest, '}')?;
                (rest.get(..end)?, rest.get(end + 1..)?)
            }
            None => ("", rest),
        };
        let value = rest.split_ascii_whitespace().next()?.parse().ok().filter(|it: &f64| it.is_finite())?;
        Some(Self { name, labels, value })
    }

    /// Its labels. In their values, escaped characters stay as they are written.
    pub(super) fn labels(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut left = self.labels;
        std::iter::from_fn(move || {
            let (name, rest) = left.split_once("=\"")?;
            let end = end_of_quotes(rest)?;
            left = rest.get(end + 1..)?;
            Some((name.trim_matches([',', ' ']), rest.get(..end)?))
        })
    }

    /// The value of a label; empty without it.
    pub(super) fn label(&self, name: &str) -> &'a str {
        self.labels().find(|it| it.0 == name).map_or("", |it| it.1)
    }
}

/// Where the quotes end that a text begins within.
fn end_of_quotes(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|it| {
        let ends = it == b'"' && !is_escaped;
        is_escaped = it == b'\\' && !is_escaped;
        ends
    })
}

/// Where a character stands outside of quotes.
fn outside_of_quotes(text: &str, wanted: char) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let found = rest.find([wanted, '"'])?;
        if rest.as_bytes().get(found) != Some(&b'"') {
            return Some(at + found);
        }
        at += found + 1;
        at += end_of_quotes(text.get(at..)?)? + 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What of a text is read, if it arrives in pieces of this size.
    fn read_in_pieces(text: &str, size: usize) -> Reading {
        let mut exposition = Exposition::default();
        text.as_bytes().chunks(size).for_each(|it| exposition.push(it));
        exposition.end()
    }

    #[test]
    fn a_line_has_a_name_labels_and_a_value() {
        let line = Line::parse(r#"a_total{x="1",y="b \"}\\",z=""} 4.5e3 1700000000"#).unwrap();
        assert_eq!((line.name, line.value), ("a_total", 4500.0));
        assert_eq!(line.labels().collect::<Vec<_>>(), [("x", "1"), ("y", r#"b \"}\\"#), ("z", "")]);
        assert_eq!((line.label("x"), line.label("nothing")), ("1", ""));
        assert_eq!(Line::parse("up 1").unwrap().value, 1.0);
        for none in ["", "# HELP a b", "a", "a{", r#"a{b="} 1"#, "a{} x", "a{} NaN", "a{} +Inf", "{} 1"] {
            assert_eq!(Line::parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_alone() {
        let long = "x".repeat(3 * LONGEST);
        let text = format!("process_cpu_usage{{a=\"{long}\"}} 1\nprocess_resident_memory_bytes 7\n");
        for size in [1000, text.len()] {
            let reading = read_in_pieces(&text, size);
            assert_eq!((reading.process.cpu, reading.process.memory), (None, Some(7.0)));
        }
    }

    /// Texts whose characters mean something in this format.
    fn text() -> impl Strategy<Value = String> {
        let names = prop_oneof![
            Just("http_server_requests_seconds_count"),
            Just("http_server_requests_seconds_bucket"),
            Just("process_resident_memory_bytes"),
            Just("method=\"GET\",uri=\"/api/vets/vets\",status=\"500\""),
        ];
        let piece = prop_oneof![names.prop_map(str::to_owned), r#"[a\\"{}=, \n#0-9.é+-]{0,6}"#];
        proptest::collection::vec(piece, 0..20).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_read_alike_in_any_pieces(text in text(), size in 1_usize..40) {
            prop_assert_eq!(read_in_pieces(&text, size), read_in_pieces(&text, usize::MAX));
        }

        #[test]
        fn a_label_is_found_whatever_stands_in_the_one_before(value in any::<String>()) {
            let written = value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
            let line = format!("x{{a=\"{written}\",b=\"here\"}} 2");
            let line = Line::parse(&line).unwrap();
            prop_assert_eq!((line.label("a"), line.label("b"), line.value), (written.as_str(), "here", 2.0));
        }
    }
}
