//! Parsing of text bodies.

use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fault::Fault;

/// Parses a plain text or a JSON string. Browsers of the original send a JSON string, declared as JSON.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let refused = || Fault::refused(StatusCode::BAD_REQUEST, "the body must be a text in UTF-8");
    let text = match serde_json::from_slice::<String>(bytes) {
        Ok(quoted) => quoted,
        Err(_) => std::str::from_utf8(bytes).map_err(|_| refused())?.to_owned(),
    };
    serde_json::from_value(Value::String(text)).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_with_or_without_quotes() {
        for (bytes, text) in [
            (&b"Who owns Leo?"[..], "Who owns Leo?"),
            (br#""Who owns \"Leo\"?""#, "Who owns \"Leo\"?"),
            (br#""half a quote"#, "\"half a quote"),
            (b"{}", "{}"),
            (b"", ""),
        ] {
            assert_eq!(read::<String>(bytes).unwrap(), text);
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_refused() {
        assert_eq!(read::<String>(b"\xff").unwrap_err().status(), 400);
    }
}
