//! Text in XML.

/// The text with XML's special characters escaped.
pub(super) fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut whole, c| {
        match c {
            '&' => whole.push_str("&amp;"),
            '<' => whole.push_str("&lt;"),
            '>' => whole.push_str("&gt;"),
            '"' => whole.push_str("&quot;"),
            c if c.is_control() => whole.push(' '),
            c => whole.push(c),
        }
        whole
    })
}
