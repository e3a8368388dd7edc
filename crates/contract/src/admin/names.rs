//! Names in paths: of applications, loggers and parts of the actuator.

use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};

use super::NAME;
use crate::params::parameter;
use crate::problem::FieldError;

/// Visible ASCII characters without those that end a part of a URL, and blanks inside.
const PATTERN: &str = r"^[!-.0-~]([ -.0-~]*[!-.0-~])?$";

/// Whether a text can be a name: one part of a path.
fn is_name(text: &str) -> bool {
    let known = |it: u8| (b' '..=b'~').contains(&it) && it != b'/';
    (1..=NAME).contains(&text.len())
        && text.trim().len() == text.len()
        && text.bytes().all(known)
        && !matches!(text, "." | "..")
}

/// Reads the name in a path.
pub(super) fn in_path<'a>(
    name: &str,
    value: &impl Fn(&str) -> Option<&'a str>,
    errors: &mut Vec<FieldError>,
) -> String {
    let text = value(name).unwrap_or_default();
    if !is_name(text) {
        let rule = format!("must be 1 to {NAME} visible ASCII characters without a slash");
        errors.push(FieldError::new(name, rule));
    }
    text.to_owned()
}

/// The description of a name in a path.
pub(super) fn in_path_parameter(name: &str, about: &str) -> Parameter {
    parameter(name, ParameterIn::Path, true, about, schema())
}

/// The schema of a name.
pub(super) fn schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(NAME))
        .pattern(Some(PATTERN))
        .into()
}

/// Notes a name that breaks the rule.
pub(super) fn check(field: &str, text: &str, errors: &mut Vec<FieldError>) {
    in_path(field, &|_| Some(text), errors);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_part_of_a_path() {
        for good in ["customers", "hyper::proto", "com.example.Owner Resource", "a%2fb"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", " ", " a", "a/b", "..", ".", "a\nb", "ü", &"a".repeat(NAME + 1)] {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
