//! Reads single context values, and checks those that belong together.

use cdk::Context;
use serde_json::Value;

use super::super::{Domain, Environment, Error};

/// A context value as text; `cdk.json` may hold numbers and booleans as well.
pub(super) fn text(context: &Context, key: &str) -> String {
    match context.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// A text of such characters, if it is not empty.
pub(super) fn given(value: &str, is_known: impl Fn(char) -> bool) -> Option<String> {
    (!value.is_empty() && value.chars().all(is_known)).then(|| value.to_owned())
}

pub(super) fn digits(value: &str, count: usize) -> Option<String> {
    given(value, |c| c.is_ascii_digit()).filter(|it| it.len() == count)
}

pub(super) fn flag(value: &str) -> Option<bool> {
    value.parse().ok()
}

/// A whole number within bounds.
pub(super) fn number<T: TryFrom<u32>>(value: &str, least: u32, most: u32) -> Option<T> {
    let number: u32 = value.parse().ok()?;
    (least..=most).contains(&number).then_some(number).and_then(|it| T::try_from(it).ok())
}

pub(super) fn certificate(value: &str) -> Option<String> {
    given(value, |c| c.is_ascii_graphic()).filter(|it| it.starts_with("arn:") && it.contains(":acm:"))
}

/// The domain, begun with the first of its values.
pub(super) fn domain(environment: &mut Environment) -> &mut Domain {
    environment.domain.get_or_insert_with(|| Domain {
        name: String::new(),
        certificate: String::new(),
        edge_certificate: String::new(),
        hosted_zone: None,
    })
}

/// Checks values against each other.
pub(super) fn consistent(context: &Context, environment: &Environment) -> Result<(), Error> {
    let Environment { tasks, database, domain, .. } = environment;
    if tasks.least > tasks.most {
        let (least, most) = (tasks.least, tasks.most);
        return Err(Error::Contradiction(format!("at least {least} tasks and at most {most}")));
    }
    if database.least > database.most {
        let (least, most) = (database.least, database.most);
        return Err(Error::Contradiction(format!("a database of at least {least} ACU and at most {most}")));
    }
    let Some(domain) = domain else { return Ok(()) };
    let parts = [
        ("domain", &domain.name),
        ("certificate", &domain.certificate),
        ("edge-certificate", &domain.edge_certificate),
    ];
    let of_domain = ["domain", "certificate", "edge-certificate", "hosted-zone"];
    let first = of_domain.into_iter().find(|key| context.get(key).is_some()).unwrap_or("domain");
    if let Some((missing, _)) = parts.into_iter().find(|(_, value)| value.is_empty()) {
        return Err(Error::Needs { key: first, other: missing });
    }
    let region = &environment.region;
    if !domain.certificate.contains(&format!(":{region}:")) {
        return Err(Error::Contradiction(format!("the region {region} and a certificate of another one")));
    }
    Ok(())
}
