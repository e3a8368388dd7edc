//! Text, numbers and booleans.

use serde_json::Value;

use super::super::model::{number, truth};
use super::super::schema::Field;
use super::super::{Rule, rules, similar};
use super::name_of;
use super::pattern::Patterns;

/// The rules that a scalar breaks. `CloudFormation` takes numbers and booleans as text, and text as either.
pub(super) fn wrong(
    field: &Field<'_>,
    kind: &str,
    value: &Value,
    patterns: &mut Patterns,
) -> Vec<(&'static Rule, String)> {
    let mut found = Vec::new();
    let fits = match kind {
        "s" => !matches!(value, Value::Array(_) | Value::Object(_)),
        "i" => number(value).is_some_and(|number| number.fract() == 0.0),
        "n" => number(value).is_some(),
        "b" => truth(value).is_some(),
        // Free JSON, or something newer than these checks.
        _ => return found,
    };
    if !fits {
        let wanted = match kind {
            "i" => "a whole number",
            "n" => "a number",
            "b" => "a boolean",
            _ => "text",
        };
        found.push((rules::WRONG_TYPE, format!("{wanted} is wanted, and {} is given", name_of(value))));
        return found;
    }
    if let Some(number) = number(value).filter(|_| kind != "s") {
        if let Some(least) = field.min.filter(|least| number < *least) {
            found.push((rules::RANGE, format!("{number} is below {least}")));
        }
        if let Some(most) = field.max.filter(|most| number > *most) {
            found.push((rules::RANGE, format!("{number} is above {most}")));
        }
    }
    let owned;
    let text = match value {
        Value::String(text) => text.as_str(),
        other => {
            owned = other.to_string();
            &owned
        }
    };
    if !field.allowed.is_empty() && !field.allowed.contains(&text) {
        found.push((rules::NOT_ALLOWED, not_among(text, &field.allowed)));
    }
    let in_any_case = &field.allowed_in_any_case;
    if !in_any_case.is_empty() && !in_any_case.iter().any(|allowed| allowed.eq_ignore_ascii_case(text)) {
        found.push((rules::NOT_ALLOWED, not_among(text, in_any_case)));
    }
    if kind == "s" {
        found.extend(length(field, text));
        if let Some(pattern) = &field.pattern
            && !patterns.matches(pattern, text)
        {
            found.push((rules::PATTERN, format!("`{text}` does not match {pattern}")));
        }
    }
    found
}

fn not_among<T: AsRef<str>>(text: &str, allowed: &[T]) -> String {
    let guess = similar::closest(text, allowed.iter().map(AsRef::as_ref));
    match guess {
        Some(guess) => format!("`{text}` is not allowed; `{guess}` is similar"),
        None if allowed.len() <= 12 => {
            let all: Vec<&str> = allowed.iter().map(AsRef::as_ref).collect();
            format!("`{text}` is none of {}", all.join(", "))
        }
        None => format!("`{text}` is none of the {} allowed values", allowed.len()),
    }
}

fn length(field: &Field<'_>, text: &str) -> Option<(&'static Rule, String)> {
    let length = text.chars().count();
    if let Some(least) = field.lmin.filter(|least| length < *least) {
        return Some((rules::LENGTH, format!("{length} characters, and at least {least} are needed")));
    }
    let most = field.lmax.filter(|most| length > *most)?;
    Some((rules::LENGTH, format!("{length} characters, and at most {most} are allowed")))
}
