//! Escapes foreign text for Slack's markup and truncates it to Slack's limits.
//!
//! Once escaped, `<!channel>` and `<@U012AB3CD>` are plain text and mention no one.

const ELLIPSIS: char = '…';

/// Escapes a text for Slack and truncates it to `limit` characters, never within a character or an escape.
pub(crate) fn escaped(text: &str, limit: usize) -> String {
    // Slack does not define a character. UTF-16 code units are the strictest candidate, since they count the most.
    let mut cut = String::new();
    let (mut length, mut fits) = (0, 0);
    for char in text.trim().chars().filter(|it| !it.is_control() || *it == '\n') {
        let escape = match char {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            _ => "",
        };
        if escape.is_empty() {
            cut.push(char);
            length += char.len_utf16();
        } else {
            cut.push_str(escape);
            length += escape.len();
        }
        if length > limit {
            cut.truncate(fits);
            cut.push(ELLIPSIS);
            break;
        }
        // A cut may fall here as long as the ellipsis still fits.
        if length < limit {
            fits = cut.len();
        }
    }
    cut
}

/// As [`escaped`], in one line.
pub(crate) fn line(text: &str, limit: usize) -> String {
    let words = text.split_whitespace().take(limit);
    escaped(&words.collect::<Vec<_>>().join(" "), limit)
}

/// The length in characters, as [`escaped`] counts them.
#[cfg(test)]
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nobody_is_called() {
        assert_eq!(escaped("<!channel> & <@U012AB3CD>", 100), "&lt;!channel&gt; &amp; &lt;@U012AB3CD&gt;");
    }

    #[test]
    fn a_text_that_is_too_long_ends_in_an_ellipsis() {
        assert_eq!(escaped("12345", 5), "12345");
        assert_eq!(escaped("123456", 5), "1234…");
        assert_eq!(escaped("1<", 5), "1&lt;");
        assert_eq!(escaped("12<", 5), "12…");
        assert_eq!(escaped("123<<", 8), "123&lt;…");
        assert_eq!(escaped("12🐈🐈", 5), "12🐈…");
        assert_eq!(escaped("  \n a\u{0}b\nc ", 9), "ab\nc");
    }

    #[test]
    fn a_line_has_no_breaks() {
        assert_eq!(line(" a \n\t b\r\n<", 20), "a b &lt;");
    }

    proptest! {
        #[test]
        fn any_text_is_escaped_and_short_enough(text in "(?s).{0,80}", limit in 1_usize..60) {
            for cut in [escaped(&text, limit), line(&text, limit)] {
                prop_assert!(length(&cut) <= limit, "{cut:?}");
                prop_assert!(!cut.contains(['<', '>']), "{cut:?}");
                let bare = cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
                prop_assert!(!bare.contains('&'), "{cut:?}");
            }
        }
    }
}
