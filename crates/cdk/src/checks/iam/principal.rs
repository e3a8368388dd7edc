//! To whom a statement of a resource or of a role's trust applies.

use serde_json::Value;

use super::super::model::{Resource, is_token, values};
use super::super::report::Report;
use super::super::rules;
use super::statement::is_narrowed;
use super::{Kind, arn, is_within_network};

pub(super) fn check(resource: Resource<'_>, at: &str, statement: &Value, kind: Kind, report: &mut Report) {
    let at = format!("{at}.Principal");
    if kind == Kind::Trust && takes_any_workflow(statement) {
        let whom = "every workflow on GitHub may assume the role";
        report.add(rules::PUBLIC_PRINCIPAL, resource, &at, whom);
    }
    // Everyone's requests come by some service of AWS.
    if is_narrowed(statement, &["kms:viaservice"]) || is_within_network(resource) {
        return;
    }
    let named = identities(statement);
    if values(statement.get("Principal")).iter().chain(&named).any(|it| *it == "*") {
        let whom = match kind {
            Kind::Trust => "everyone may assume the role",
            Kind::Key => "everyone may use the key",
            Kind::Identity | Kind::Resource => "everyone is let in",
        };
        return report.add(rules::PUBLIC_PRINCIPAL, resource, &at, whom);
    }
    let own = resource.stack.environment.account.as_deref();
    for account in named.into_iter().filter_map(arn::whole_account) {
        if own != Some(account.as_str()) {
            report.add(
                rules::OTHER_ACCOUNT,
                resource,
                &at,
                format!("all of the account {account} is let in"),
            );
        }
    }
}

/// The accounts, roles and users that a statement names.
fn identities(statement: &Value) -> Vec<&Value> {
    let principals = values(statement.get("Principal")).into_iter().filter(|it| !is_token(it));
    principals.flat_map(|it| values(it.get("AWS"))).collect()
}

/// Whether a statement hands on to the policies of the own account, as the ones that AWS itself writes do.
pub(super) fn is_own_account(resource: Resource<'_>, statement: &Value) -> bool {
    let own = resource.stack.environment.account.as_deref();
    let named = identities(statement);
    !named.is_empty() && named.into_iter().all(|it| arn::is_own_account(it, own))
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
