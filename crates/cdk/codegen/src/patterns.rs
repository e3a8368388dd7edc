//! Patterns of the schemas, written for ECMAScript, as the `regex` crate reads them.

use std::collections::BTreeMap;

use super::spec::Spec;

/// Patterns by how the schemas write them; those that cannot be had are not in it.
#[derive(Default)]
pub(super) struct Patterns {
    translated: BTreeMap<String, String>,
    pub(super) dropped: Vec<String>,
}

impl Patterns {
    pub(super) fn of(spec: &Spec) -> Patterns {
        let own = spec.resources().flat_map(|(_, it)| &it.properties);
        let nested = spec.records.iter().flat_map(|it| &it.properties);
        let mut patterns = Patterns::default();
        for pattern in own.chain(nested).filter_map(|it| it.facts.pattern.as_ref()) {
            if patterns.translated.contains_key(pattern) || patterns.dropped.contains(pattern) {
                continue;
            }
            match translated(pattern) {
                Some(text) => drop(patterns.translated.insert(pattern.clone(), text)),
                None => patterns.dropped.push(pattern.clone()),
            }
        }
        patterns
    }

    pub(super) fn get(&self, pattern: &str) -> Option<&str> {
        self.translated.get(pattern).map(String::as_str)
    }
}

fn translated(pattern: &str) -> Option<String> {
    let text =
        SURROGATES.iter().fold(ascii_classes(pattern), |text, it| text.replace(it, r"\u{10000}-\u{10FFFF}"));
    // Hundreds of repetitions of a class of Unicode are more than the crate compiles.
    if text.to_ascii_lowercase().contains(r"\p{") && LONG.iter().any(|it| text.contains(it)) {
        return None;
    }
    regex_syntax::Parser::new().parse(&text).ok().map(|_| text)
}

/// How UTF-16 writes all that is beyond its first plane.
const SURROGATES: &[&str] = &[r"\uD800\uDBFF-\uDC00\uDFFF", r"\uD800\uDC00-\uDBFF\uDFFF"];

const LONG: &[&str] = &[",250}", ",1024}", ",2048}"];

/// In ECMAScript `\d` and `\w` are ASCII; said so, they also compile to a hundredth of the size.
fn ascii_classes(pattern: &str) -> String {
    let mut text = String::new();
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(it) = chars.next() {
        match it {
            '\\' => match chars.next() {
                Some(it @ ('d' | 'w')) => {
                    let class = if it == 'd' { "0-9" } else { "0-9A-Za-z_" };
                    text += &(if in_class { class.to_owned() } else { format!("[{class}]") });
                    // After a class a hyphen begins no range.
                    if in_class && chars.as_str().starts_with('-') {
                        text += "\\-";
                        chars.next();
                    }
                }
                Some('Z') => text += r"\z",
                Some('D') if !in_class => text += "[^0-9]",
                Some('W') if !in_class => text += "[^0-9A-Za-z_]",
                // Escapes that mean nothing there are refused here.
                Some(
                    other @ ('/' | ':' | '@' | '_' | '=' | ',' | '"' | '\'' | '%' | ';' | '!' | '<' | '>'
                    | '`' | ' '),
                ) => text.push(other),
                Some(other) => text.extend(['\\', other]),
                None => text.push('\\'),
            },
            '[' if in_class => text += "\\[",
            '[' => {
                in_class = true;
                text.push('[');
                let rest = chars.as_str();
                if let Some(rest) = rest.strip_prefix('^') {
                    text.push('^');
                    chars = rest.chars();
                }
            }
            ']' => {
                in_class = false;
                text.push(']');
            }
            // Set operations of the crate.
            '&' | '~' if in_class => text.extend(['\\', it]),
            '-' if in_class && chars.as_str().starts_with('-') => text += "\\-",
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn patterns_are_kept_where_the_crate_can_read_them() {
        assert_eq!(translated(r"^\d{12}$").as_deref(), Some("^[0-9]{12}$"));
        assert_eq!(translated(r"[\w\-]+").as_deref(), Some(r"[0-9A-Za-z_\-]+"));
        assert_eq!(translated(r"arn:aws\:s3\/[[a-z]").as_deref(), Some(r"arn:aws:s3/[\[a-z]"));
        assert_eq!(translated(r"^[\w-.]+\Z").as_deref(), Some(r"^[0-9A-Za-z_\-.]+\z"));
        assert_eq!(translated(r"^(?!aws:).+$"), None);
        assert_eq!(translated(r"^[^\p{C}]{1,2048}$"), None);
    }
}
