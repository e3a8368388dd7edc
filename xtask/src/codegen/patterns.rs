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
    let text = ascii_classes(pattern);
    regex_syntax::Parser::new().parse(&text).ok().map(|_| text)
}

/// In ECMAScript `\d` and `\w` are ASCII; said so, they also compile to a hundredth of the size.
fn ascii_classes(pattern: &str) -> String {
    let mut text = String::new();
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(it) = chars.next() {
        match it {
            '\\' => match chars.next() {
                Some('d') => text += if in_class { "0-9" } else { "[0-9]" },
                Some('w') => text += if in_class { "0-9A-Za-z_" } else { "[0-9A-Za-z_]" },
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
        assert_eq!(translated(r"^(?!aws:).+$"), None);
    }
}
