//! Patterns of properties, each compiled once and only when a value is to be compared.

use std::collections::BTreeMap;
use std::fmt::Write;

use regex_lite::Regex;

/// The schema's pattern. None where the engine cannot read it, in which case all text matches.
#[derive(Default)]
pub(super) struct Patterns(BTreeMap<String, Option<Regex>>);

impl Patterns {
    pub(super) fn matches(&mut self, pattern: &str, text: &str) -> bool {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.to_owned(), Regex::new(&plain(pattern)).ok());
        }
        self.0.get(pattern).and_then(Option::as_ref).is_none_or(|regex| regex.is_match(text))
    }
}

/// The pattern without classes of Unicode, which a small engine does not know: what is not ASCII counts as all of them, so that
/// a value is refused only if it is surely wrong.
fn plain(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len());
    let mut inside = false;
    let mut negated = false;
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('p') => {
                    let name = class_name(&mut rest);
                    let ranges = ranges(&name);
                    let beyond = if negated || name.starts_with('C') { "" } else { "\\x{80}-\\x{10FFFF}" };
                    let set =
                        if inside { format!("{ranges}{beyond}") } else { format!("[{ranges}{beyond}]") };
                    plain.push_str(&set);
                }
                Some(escaped) => {
                    let _ = write!(plain, "\\{escaped}");
                }
                None => plain.push('\\'),
            },
            '[' if !inside => {
                inside = true;
                negated = rest.peek() == Some(&'^');
                plain.push(c);
            }
            ']' if inside => {
                inside = false;
                plain.push(c);
            }
            _ => plain.push(c),
        }
    }
    plain
}

/// `L` of `\pL` or `\p{L}`.
fn class_name(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    match rest.next() {
        Some('{') => rest.by_ref().take_while(|c| *c != '}').collect(),
        Some(one) => one.to_string(),
        None => String::new(),
    }
}

/// The ASCII part of a class.
fn ranges(name: &str) -> &'static str {
    match name {
        "L" | "Letter" | "Alphabetic" => "A-Za-z",
        "Ll" => "a-z",
        "Lu" => "A-Z",
        "N" | "Nd" => "0-9",
        "Z" | "Zs" => "\\x20",
        "P" => "!-#%-*,-/:;?@\\[-\\]_{}",
        "Pd" => "\\-",
        "S" => "$+<->\\^`|~",
        "Sc" => "$",
        "C" | "Cc" => "\\x00-\\x1F\\x7F",
        "M" => "\\x{300}",
        // Of a class that is not known all text is.
        _ => "\\x00-\\x7F",
    }
}

#[cfg(test)]
mod tests {
    use super::{Patterns, plain};

    #[test]
    fn classes_of_unicode_hold_for_ascii_and_let_all_else_through() {
        let mut patterns = Patterns::default();
        let tags = "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$";
        for text in ["", "Service/Network 1", "Tierärztin", "a=b@c"] {
            assert!(patterns.matches(tags, text), "{text}");
        }
        for text in ["a;b", "a\tb", "#"] {
            assert!(!patterns.matches(tags, text), "{text}");
        }
        let no_control = "^[^\\p{C}]+$";
        assert!(patterns.matches(no_control, "Größe"));
        assert!(!patterns.matches(no_control, "a\nb"));
    }

    #[test]
    fn nearly_all_patterns_of_the_schemas_can_be_read() {
        let mut all = 0;
        let mut unread = Vec::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/aws/schemas");
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            for line in std::fs::read_to_string(path).unwrap().lines() {
                let (_, json) = line.split_once(' ').unwrap();
                let schema: serde_json::Value = serde_json::from_str(json).unwrap();
                let types = schema["t"].as_object().into_iter().flat_map(|types| types.values());
                for field in
                    types.chain([&schema["p"]]).flat_map(|fields| fields.as_object().unwrap().values())
                {
                    let Some(pattern) = field["x"].as_str() else { continue };
                    all += 1;
                    if let Err(error) = regex_lite::Regex::new(&plain(pattern)) {
                        unread.push(format!("{pattern}: {error}"));
                    }
                }
            }
        }
        unread.sort();
        unread.dedup();
        assert!(all > 5_000, "{all}");
        assert!(unread.len() < 10, "{unread:#?}");
    }
}
