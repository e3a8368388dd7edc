//! Permissions and security-group rules that come or go.

use super::{ADDED, ALARM, QUIET, REMOVED, heading, line, styled};
use crate::diff::permission::{BOUNDARY, MEMBERSHIP};
use crate::diff::{PermissionChange, RuleChange};

pub(super) fn permissions(text: &mut String, permissions: &[PermissionChange]) {
    if permissions.is_empty() {
        return;
    }
    heading(text, "Permissions");
    for one in permissions {
        let (sign, style) = sign(one.added);
        let verb = if one.effect == "Deny" { "may not" } else { "may" };
        let on = if one.on == "*" { "everything".to_owned() } else { one.on.clone() };
        let what = if one.actions == ["managed policy"] {
            format!("{} {verb} what is in {on}", one.who)
        } else if one.actions == [MEMBERSHIP] {
            format!("{} {verb} what {on} may", one.who)
        } else if one.actions == [BOUNDARY] {
            format!("{} {verb} what is not in the boundary {on}", one.who)
        } else {
            format!("{} {verb} {} on {on}", one.who, one.actions.join(", "))
        };
        let condition = one
            .condition
            .as_ref()
            .map(|condition| styled(QUIET, &format!(" if {condition}")))
            .unwrap_or_default();
        let mark = match (one.widens, is_broad(one)) {
            (true, true) => styled(ALARM, " (wider, and very broad)"),
            (true, false) => styled(REMOVED, " (wider)"),
            (false, _) => styled(QUIET, " (narrower)"),
        };
        line(text, &format!("  {} {}{condition}{mark}", styled(style, sign), styled(style, &what)));
    }
}

/// Whether it is for anyone, or for all actions of a service or more.
fn is_broad(permission: &PermissionChange) -> bool {
    let every = |action: &String| action == "*" || (action.ends_with(":*") && permission.on == "*");
    permission.who == "anyone" && permission.condition.is_none()
        || permission.actions.iter().any(every)
        || permission.on.ends_with("policy/AdministratorAccess")
}

pub(super) fn rules(text: &mut String, rules: &[RuleChange]) {
    if rules.is_empty() {
        return;
    }
    heading(text, "Security group rules");
    for rule in rules {
        let (sign, style) = sign(rule.added);
        let (verb, way) = if rule.inbound { ("takes", "from") } else { ("sends", "to") };
        let what = format!("{} {verb} {} {way} {}", rule.group, rule.ports, rule.peer);
        let public = if rule.added && rule.is_public() {
            styled(ALARM, " (open to the internet)")
        } else {
            String::new()
        };
        line(text, &format!("  {} {}{public}", styled(style, sign), styled(style, &what)));
    }
}

fn sign(added: bool) -> (&'static str, anstyle::Style) {
    if added { ("+", ADDED) } else { ("-", REMOVED) }
}
