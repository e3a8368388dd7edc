//! Parsing of JSON bodies. Errors name the field or the position.

use contract::problem::FieldError;
use http::StatusCode;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use crate::fault::Fault;

/// Parses one JSON object.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        // Only objects: serde would also read a struct from an array.
        serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| explain(&error, "."))?;
        return Err(Fault::refused(StatusCode::BAD_REQUEST, "the body must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = error.path().to_string();
        explain(error.inner(), &field)
    })?;
    json.end().map_err(|error| explain(&error, "."))?;
    Ok(value)
}

fn explain(error: &serde_json::Error, field: &str) -> Fault {
    let text = error.to_string();
    let said = text.rsplit_once(" at line ").map_or(text.as_str(), |(said, _)| said);
    if error.classify() != Category::Data {
        let place = format!("line {} column {}", error.line(), error.column());
        return Fault::refused(StatusCode::BAD_REQUEST, format!("malformed JSON at {place}: {said}"));
    }
    if let Some(twice) = said.strip_prefix("duplicate field `").and_then(|it| it.strip_suffix('`')) {
        return Fault::invalid(vec![FieldError::new(twice, "must not be given twice")]);
    }
    let rule = match said.rsplit_once(", expected ") {
        Some((_, wanted)) => format!("must be {}", in_words(wanted)),
        None => said.to_owned(),
    };
    if field == "." {
        return Fault::refused(StatusCode::BAD_REQUEST, format!("the body {rule}"));
    }
    Fault::invalid(vec![FieldError::new(field, rule)])
}

/// What serde expects, in words for people who do not know Rust.
fn in_words(wanted: &str) -> String {
    match wanted {
        "u16" => format!("a whole number from 0 to {}", u16::MAX),
        "u32" => format!("a whole number from 0 to {}", u32::MAX),
        "i32" => format!("a whole number from {} to {}", i32::MIN, i32::MAX),
        "u8" | "u64" | "usize" => "a whole number from 0".to_owned(),
        "i64" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Named {
        #[expect(dead_code, reason = "only its reading is tested")]
        name: Option<String>,
        #[expect(dead_code, reason = "only its reading is tested")]
        every: Option<u32>,
    }

    fn refusal(text: &str) -> String {
        let mut headers = HeaderMap::new();
        let fault = read::<Named>(text.as_bytes()).unwrap_err();
        let body = fault.body(&mut headers, "/", jiff::Timestamp::UNIX_EPOCH);
        serde_json::from_slice::<serde_json::Value>(&body).unwrap()["detail"].as_str().unwrap().to_owned()
    }

    #[test]
    fn malformed_json_is_refused_with_its_position() {
        assert_eq!(refusal("{\"name\": }"), "malformed JSON at line 1 column 10: expected value");
        assert!(refusal("{").starts_with("malformed JSON at line 1 column 1"));
        assert!(refusal("{} {}").starts_with("malformed JSON at line 1 column 4"));
        assert!(refusal("").starts_with("malformed JSON"));
    }

    #[test]
    fn a_value_of_the_wrong_type_is_refused_with_its_field() {
        assert_eq!(refusal("{\"name\": 7}"), "name must be a string");
        for bad in ["-1", "\"2\"", "2.5", "4294967296"] {
            let text = format!("{{\"every\": {bad}}}");
            assert_eq!(refusal(&text), "every must be a whole number from 0 to 4294967295");
        }
        assert_eq!(refusal("[\"Leo\"]"), "the body must be a JSON object");
        assert_eq!(refusal("null"), "the body must be a JSON object");
    }
}
