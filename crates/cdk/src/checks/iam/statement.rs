//! One statement of a policy.

use serde_json::Value;

use super::super::model::{Resource, is_token, values};
use super::super::report::Report;
use super::super::rules;
use super::{Kind, arn, free, principal};

pub(super) fn check(resource: Resource<'_>, at: &str, statement: &Value, kind: Kind, report: &mut Report) {
    if let Some(wrong) = unreadable(statement, kind) {
        return report.add(rules::STATEMENT, resource, at, wrong);
    }
    if !values(statement.get("Effect")).iter().any(|effect| *effect == "Allow") {
        return;
    }
    let excepting = if kind == Kind::Identity {
        &["NotAction", "NotResource"][..]
    } else {
        &["NotAction", "NotPrincipal"]
    };
    for part in excepting.iter().filter(|part| statement.get(part).is_some()) {
        report.add(
            rules::ALL_BUT,
            resource,
            &format!("{at}.{part}"),
            format!("{part} allows all but what it names"),
        );
    }
    let counts = match kind {
        Kind::Identity => true,
        // The callers' own policies limit what passes an endpoint.
        Kind::Resource => {
            resource.type_name != "AWS::EC2::VPCEndpoint" && !principal::is_own_account(resource, statement)
        }
        Kind::Trust | Kind::Key => false,
    };
    if counts {
        whole_services(resource, at, statement, report);
    }
    if kind == Kind::Identity {
        all_resources(resource, at, statement, report);
    } else {
        principal::check(resource, at, statement, kind, report);
    }
}

fn unreadable(statement: &Value, kind: Kind) -> Option<String> {
    match statement.get("Effect") {
        None => return Some("the statement has no Effect".to_owned()),
        Some(effect) if !is_token(effect) && effect != "Allow" && effect != "Deny" => {
            return Some(format!("the Effect {effect} is neither Allow nor Deny"));
        }
        Some(_) => {}
    }
    let one_of = |one: &str, other: &str| statement.get(one).is_some() != statement.get(other).is_some();
    if !one_of("Action", "NotAction") {
        return Some("the statement needs either Action or NotAction".to_owned());
    }
    let has_principal = statement.get("Principal").is_some() || statement.get("NotPrincipal").is_some();
    match kind {
        Kind::Identity if has_principal => Some("a policy of an identity has no Principal".to_owned()),
        Kind::Identity if !one_of("Resource", "NotResource") => {
            Some("the statement needs either Resource or NotResource".to_owned())
        }
        Kind::Trust if statement.get("Resource").is_some() => {
            Some("a trust policy has no Resource".to_owned())
        }
        Kind::Trust | Kind::Resource | Kind::Key if !has_principal => {
            Some("the statement needs a Principal".to_owned())
        }
        Kind::Identity | Kind::Trust | Kind::Resource | Kind::Key => malformed_action(statement),
    }
}

fn malformed_action(statement: &Value) -> Option<String> {
    let actions = values(statement.get("Action").or_else(|| statement.get("NotAction")));
    actions.into_iter().filter_map(Value::as_str).find_map(|action| {
        let is_service = |service: &str| {
            !service.is_empty()
                && service.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-*?".contains(&byte))
        };
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*?".contains(&byte))
        };
        let fits = action == "*"
            || action.split_once(':').is_some_and(|(service, name)| is_service(service) && is_name(name));
        (!fits).then(|| format!("`{action}` is no action, such as s3:GetObject"))
    })
}

fn actions(statement: &Value) -> impl Iterator<Item = &str> {
    values(statement.get("Action")).into_iter().filter_map(Value::as_str)
}

fn whole_services(resource: Resource<'_>, at: &str, statement: &Value, report: &mut Report) {
    for action in actions(statement).filter(|action| *action == "*" || action.ends_with(":*")) {
        let what =
            action.strip_suffix(":*").map_or("everything".to_owned(), |service| format!("all of {service}"));
        report.add(
            rules::WILDCARD_ACTION,
            resource,
            &format!("{at}.Action"),
            format!("`{action}` allows {what}"),
        );
    }
}

fn all_resources(resource: Resource<'_>, at: &str, statement: &Value, report: &mut Report) {
    // Only a condition can narrow actions that know no resources.
    if is_narrowed(statement, &[]) {
        return;
    }
    let Some(all) = values(statement.get("Resource")).into_iter().find_map(arn::all_of) else { return };
    let wide: Vec<&str> = actions(statement).filter(|action| !free::knows_no_resources(action)).collect();
    if !wide.is_empty() {
        let message = format!("{} on {all}", wide.join(", "));
        report.add(rules::WILDCARD_RESOURCE, resource, &format!("{at}.Resource"), message);
    }
}

/// Whether a statement has a condition on something else than how, where and when a request is made.
pub(super) fn is_narrowed(statement: &Value, but: &[&str]) -> bool {
    const HOW: [&str; 7] = [
        "aws:currenttime",
        "aws:epochtime",
        "aws:referer",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:useragent",
        "s3:tlsversion",
    ];
    let Some(condition) = statement.get("Condition") else { return false };
    let Some(operators) = condition.as_object().filter(|_| !is_token(condition)) else { return true };
    operators.values().any(|keys| {
        keys.as_object().filter(|_| !is_token(keys)).is_none_or(|keys| {
            keys.keys().map(|key| key.to_ascii_lowercase()).any(|key| {
                let key = key.as_str();
                !HOW.contains(&key) && !but.contains(&key)
            })
        })
    })
}
