//! A document in memory, and its text as YAML and as JSON. Keys keep the order in which they were given, so equal documents have
//! equal texts.

use std::fmt::Write;

/// A value of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Text(String),
    Whole(i64),
    Number(f64),
    Bool(bool),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

/// A map, its keys in the order given.
pub(crate) fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    Node::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A map of texts.
pub(crate) fn texts<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str)>) -> Node {
    Node::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect())
}

/// A list.
pub(crate) fn list<T: Into<Node>>(items: impl IntoIterator<Item = T>) -> Node {
    Node::List(items.into_iter().map(Into::into).collect())
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Node {
    fn from(value: i64) -> Self {
        Self::Whole(value)
    }
}

impl From<f64> for Node {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl Node {
    /// Adds an entry to a map; other nodes stay as they are.
    pub(crate) fn with(mut self, key: &str, value: impl Into<Self>) -> Self {
        if let Self::Map(entries) = &mut self {
            entries.push((key.to_owned(), value.into()));
        }
        self
    }

    /// The document as YAML, in block style, below a comment that says where it comes from.
    pub(crate) fn yaml(&self) -> String {
        let mut out = format!("# {GENERATED}\n");
        self.block(&mut out, 0);
        out
    }

    /// The document as JSON, indented by two spaces.
    pub(crate) fn json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out, 0);
        out.push('\n');
        out
    }

    /// Writes a list or map, each entry on a line of its own that is indented so far.
    fn block(&self, out: &mut String, indent: usize) {
        match self {
            Self::List(items) => {
                for item in items {
                    let _ = write!(out, "{:indent$}-", "");
                    match item {
                        // The first entry of a map stands on the line of its dash.
                        Self::Map(entries) if !entries.is_empty() => {
                            let mut inner = String::new();
                            item.block(&mut inner, indent + 2);
                            let _ = write!(out, " {}", inner.trim_start());
                        }
                        item => item.after_key(out, indent),
                    }
                }
            }
            Self::Map(entries) => {
                for (key, value) in entries {
                    let _ = write!(out, "{:indent$}{}:", "", scalar(key));
                    value.after_key(out, indent);
                }
            }
            Self::Text(_) | Self::Whole(_) | Self::Number(_) | Self::Bool(_) => self.after_key(out, indent),
        }
    }

    /// Writes a value behind its key or dash.
    fn after_key(&self, out: &mut String, indent: usize) {
        match self {
            Self::List(items) if items.is_empty() => out.push_str(" []\n"),
            Self::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
            Self::List(_) | Self::Map(_) => {
                out.push('\n');
                self.block(out, indent + 2);
            }
            Self::Text(text) if text.contains('\n') => {
                out.push_str(" |-\n");
                for line in text.lines() {
                    let _ = writeln!(out, "{:width$}{line}", "", width = indent + 2);
                }
            }
            Self::Text(text) => _ = writeln!(out, " {}", scalar(text)),
            Self::Whole(value) => _ = writeln!(out, " {value}"),
            Self::Number(value) => _ = writeln!(out, " {value}"),
            Self::Bool(value) => _ = writeln!(out, " {value}"),
        }
    }

    fn write_json(&self, out: &mut String, indent: usize) {
        let deeper = indent + 2;
        match self {
            Self::List(items) if items.is_empty() => out.push_str("[]"),
            Self::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Self::List(items) => {
                for (n, item) in items.iter().enumerate() {
                    let _ = write!(out, "{}\n{:deeper$}", if n == 0 { '[' } else { ',' }, "");
                    item.write_json(out, deeper);
                }
                let _ = write!(out, "\n{:indent$}]", "");
            }
            Self::Map(entries) => {
                for (n, (key, value)) in entries.iter().enumerate() {
                    let _ =
                        write!(out, "{}\n{:deeper$}{}: ", if n == 0 { '{' } else { ',' }, "", quoted(key));
                    value.write_json(out, deeper);
                }
                let _ = write!(out, "\n{:indent$}}}", "");
            }
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::Whole(value) => _ = write!(out, "{value}"),
            Self::Number(value) => _ = write!(out, "{value}"),
            Self::Bool(value) => _ = write!(out, "{value}"),
        }
    }
}

/// The mark of every file.
pub(crate) const GENERATED: &str =
    "GENERATED from crates/observability by `cargo xtask codegen`: do not change it here.";

/// A text of one line in YAML: plain where nothing else could be meant, else in single quotes.
fn scalar(text: &str) -> String {
    let is_word = text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.' | '/'));
    // YAML 1.1 takes these for truth values and nothing.
    let is_reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        .contains(&text.to_ascii_lowercase().as_str());
    if is_word && !is_reserved { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// A text in JSON.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for it in text.chars() {
        match it {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            it if it.is_control() => _ = write!(out, "\\u{:04x}", u32::from(it)),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_reads_the_same_in_both_forms() {
        let document = map([
            ("name", "it's".into()),
            ("on", "no".into()),
            ("expr", "a\n  + b".into()),
            ("none", list::<Node>([])),
            ("items", list([map([("a", 1.into()), ("b", list(["x", "5m"]))]), "plain/word".into()])),
            ("deep", map([("c", map([("d", true.into()), ("e", 0.5.into())]))])),
        ]);
        let yaml = "name: 'it''s'\n'on': 'no'\nexpr: |-\n  a\n    + b\nnone: []\nitems:\n  - a: 1\n    b:\n      - x\n      - '5m'\n  - plain/word\ndeep:\n  c:\n    d: true\n    e: 0.5\n";
        assert_eq!(document.yaml().split_once('\n').unwrap().1, yaml);
        assert_eq!(
            map([("a\"\\", list(["b\n", "ü"]))]).json(),
            "{\n  \"a\\\"\\\\\": [\n    \"b\\n\",\n    \"ü\"\n  ]\n}\n"
        );
    }
}
