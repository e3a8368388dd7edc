//! One statement of a policy.

use serde_json::Value;

use super::super::model::{Resource, is_token, items};
use super::super::report::Report;
use super::super::rules;
use super::{Kind, free};

pub(super) fn check(resource: Resource<'_>, at: &str, statement: &Value, kind: Kind, report: &mut Report) {
    if let Some(wrong) = unreadable(statement, kind) {
        return report.add(rules::STATEMENT, resource, at, wrong);
    }
    if statement.get("Effect").is_none_or(|effect| effect != "Allow") {
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
    if kind == Kind::Identity {
        wildcards(resource, at, statement, report);
    } else {
        principals(resource, at, statement, kind, report);
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
    let actions = items(statement.get("Action").or_else(|| statement.get("NotAction")));
    actions.iter().filter_map(Value::as_str).find_map(|action| {
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

fn wildcards(resource: Resource<'_>, at: &str, statement: &Value, report: &mut Report) {
    let actions: Vec<&str> = items(statement.get("Action")).iter().filter_map(Value::as_str).collect();
    for action in &actions {
        if *action == "*" || action.ends_with(":*") {
            let what = action
                .strip_suffix(":*")
                .map_or("everything".to_owned(), |service| format!("all of {service}"));
            report.add(
                rules::WILDCARD_ACTION,
                resource,
                &format!("{at}.Action"),
                format!("`{action}` allows {what}"),
            );
        }
    }
    let all = items(statement.get("Resource")).iter().any(|arn| arn == "*");
    // A condition is what narrows actions that know no resources.
    if all && !is_narrowed(statement, &[]) {
        let wide: Vec<&str> =
            actions.into_iter().filter(|action| !free::knows_no_resources(action)).collect();
        if !wide.is_empty() {
            let message = format!("{} on all resources", wide.join(", "));
            report.add(rules::WILDCARD_RESOURCE, resource, &format!("{at}.Resource"), message);
        }
    }
}

fn principals(resource: Resource<'_>, at: &str, statement: &Value, kind: Kind, report: &mut Report) {
    let principal = statement.get("Principal");
    if kind == Kind::Trust && takes_any_workflow(statement) {
        let whom = "every workflow on GitHub may assume the role";
        report.add(rules::PUBLIC_PRINCIPAL, resource, &format!("{at}.Principal"), whom);
    }
    let everyone = |value: Option<&Value>| items(value).iter().any(|it| it == "*");
    let named = principal.filter(|principal| principal.is_object() && !is_token(principal));
    let open = everyone(principal) || named.is_some_and(|it| everyone(it.get("AWS")));
    // The endpoint is in a VPC, which is a limit of its own.
    // Everyone's requests come by some service of AWS.
    if !open || is_narrowed(statement, &["kms:viaservice"]) || resource.type_name == "AWS::EC2::VPCEndpoint" {
        return;
    }
    let whom = match kind {
        Kind::Trust => "everyone may assume the role",
        Kind::Key => "everyone may use the key",
        Kind::Identity | Kind::Resource => "everyone is let in",
    };
    report.add(rules::PUBLIC_PRINCIPAL, resource, &format!("{at}.Principal"), whom);
}

/// Whether a statement has a condition on something else than how, where and when a request is made.
fn is_narrowed(statement: &Value, but: &[&str]) -> bool {
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

/// Whether of GitHub's tokens nothing but the audience is looked at, which every repository may set.
fn takes_any_workflow(statement: &Value) -> bool {
    let condition = statement.get("Condition").filter(|it| !is_token(it)).and_then(Value::as_object);
    let keys = condition
        .into_iter()
        .flat_map(|it| it.values())
        .filter_map(Value::as_object)
        .flat_map(|it| it.keys());
    let keys: Vec<String> = keys.map(|key| key.to_ascii_lowercase()).collect();
    !keys.is_empty() && keys.iter().all(|key| key == "token.actions.githubusercontent.com:aud")
}
