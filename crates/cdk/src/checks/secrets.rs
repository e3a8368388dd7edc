//! Secrets in plain text.

use std::borrow::Cow;

use serde_json::Value;

use super::model::{Model, Resource, entries, truth};
use super::report::Report;
use super::rules;

pub(super) fn check(model: &Model<'_>, report: &mut Report) {
    for resource in model.all() {
        if let Some(properties) = resource.declaration.get("Properties") {
            walk(*resource, properties, &mut Vec::new(), report);
        }
    }
    for &stack in model.stacks {
        for (id, parameter) in entries(stack, "Parameters") {
            let hidden = parameter.get("NoEcho").and_then(truth) == Some(true);
            let is_reference =
                parameter.get("Type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("AWS::"));
            if !hidden && !is_reference && is_secret_name(id) {
                let message = format!("the value of `{id}` is shown");
                report.template(rules::ECHOED, stack, Some(&format!("Parameters.{id}")), message);
            }
        }
    }
}

fn walk<'a>(resource: Resource<'a>, value: &'a Value, path: &mut Vec<Cow<'a, str>>, report: &mut Report) {
    match value {
        Value::Object(inner) => {
            // The shape of ECS: `{"Name": "PASSWORD", "Value": "x"}`.
            if let (Some(name), Some(text)) = (name_of(inner), inner.get("Value").and_then(Value::as_str))
                && is_secret_name(name)
                && is_plain(text)
            {
                let at = format!("{}.Value", path.join("."));
                report.secret(rules::PLAIN_SECRET, resource, &at, format!("`{name}` is given in plain text"));
            }
            for (key, item) in inner {
                path.push(key.into());
                if let Value::String(text) = item
                    && holds_secret(key, path)
                    && is_plain(text)
                {
                    let message = format!("`{key}` is given in plain text");
                    report.secret(rules::PLAIN_SECRET, resource, &path.join("."), message);
                }
                walk(resource, item, path, report);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string().into());
                walk(resource, item, path, report);
                path.pop();
            }
        }
        Value::String(text) => {
            if has_access_key(text) {
                let message = "it holds an AWS access key";
                report.secret(rules::ACCESS_KEY, resource, &path.join("."), message);
            }
            if has_credentials(text) {
                let message = "the address holds a password";
                report.secret(rules::PLAIN_SECRET, resource, &path.join("."), message);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn name_of(inner: &serde_json::Map<String, Value>) -> Option<&str> {
    inner.get("Name").or_else(|| inner.get("Key")).and_then(Value::as_str)
}

/// Properties of AWS that are secrets, and variables that are called so.
fn holds_secret(key: &str, path: &[Cow<'_, str>]) -> bool {
    const OURS: [&str; 8] = [
        "AuthToken",
        "ClientSecret",
        "MasterUserPassword",
        "OAuthToken",
        "Password",
        "SecretAccessKey",
        "SecretString",
        "UserPassword",
    ];
    let is_variable = path.len() >= 2 && path.iter().rev().nth(1).is_some_and(|above| above == "Variables");
    OURS.contains(&key) || (is_variable && is_secret_name(key))
}

/// Whether a name is that of a secret, rather than of something about one (`TOKEN_TTL`, `SECRET_ARN`).
fn is_secret_name(name: &str) -> bool {
    const SECRET: [&str; 9] = [
        "apikey",
        "credential",
        "credentials",
        "passphrase",
        "passwd",
        "password",
        "privatekey",
        "secret",
        "token",
    ];
    let words = words(name);
    let last = words.last().map_or("", String::as_str);
    let last_two = words.iter().rev().take(2).rev().cloned().collect::<String>();
    SECRET.contains(&last)
        || SECRET.contains(&last_two.as_str())
        || last_two == "secretkey"
        || last_two == "accesskey"
}

/// `DB_PASSWORD`, `dbPassword` and `db-password` as words.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && after_lower) {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
        after_lower = c.is_ascii_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Text that could be a secret: no reference to one, no path, no switch, no number.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && !text.contains("{{resolve:")
        && !text.starts_with("arn:")
        && !text.starts_with('/')
        && text.parse::<f64>().is_err()
        && text.parse::<bool>().is_err()
}

/// `AKIA` or `ASIA` and 16 capitals or digits, as a word of its own.
fn has_access_key(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        word.len() == 20
            && (word.starts_with("AKIA") || word.starts_with("ASIA"))
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    })
}

/// `mysql://user:password@host`
fn has_credentials(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let authority = rest.split(['/', '?', ' ']).next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else { return false };
    let Some((_, password)) = user.split_once(':') else { return false };
    scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !password.is_empty()
        && !password.contains("${")
        && !password.contains("{{")
}

#[cfg(test)]
mod tests {
    use super::{has_access_key, has_credentials, is_secret_name};

    #[test]
    fn names_of_secrets_are_distinguished_from_names_about_them() {
        for name in
            ["PASSWORD", "DB_PASSWORD", "dbPassword", "github-token", "API_KEY", "ClientSecret", "SecretKey"]
        {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["TOKEN_TTL", "SECRET_ARN", "PASSWORD_LENGTH", "TOKENIZER", "SecretId", "KEY", "COMPASS"]
        {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn keys_and_passwords_within_text_are_found() {
        assert!(has_access_key("id=AKIAIOSFODNN7EXAMPLE;"));
        assert!(!has_access_key("AKIAIOSFODNN7EXAMPLEX"));
        assert!(has_credentials("mysql://clinic:geheim@db:3306/x"));
        for text in ["https://example.com/a:b@c", "mysql://clinic@db", "mysql://u:${Password}@db", "a@b:c"] {
            assert!(!has_credentials(text), "{text}");
        }
    }
}
