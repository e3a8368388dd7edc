//! Lines about resources.

use super::{ADDED, ALARM, CHANGED, MOVED, QUIET, REMOVED, difference, heading, line, styled};
use crate::diff::side::short_path;
use crate::diff::{Fate, PropertyChange, ResourceChange, StackChange, Update};

pub(super) fn section(text: &mut String, stack: &StackChange) {
    if stack.resources.is_empty() {
        return;
    }
    heading(text, "Resources");
    for change in &stack.resources {
        resource(text, change, &stack.path);
    }
}

fn resource(text: &mut String, change: &ResourceChange, stack: &str) {
    let (sign, style) = match change.fate {
        Fate::Created => ("+", ADDED),
        Fate::Removed => ("-", REMOVED),
        Fate::Moved { .. } => (">", MOVED),
        Fate::Updated => ("~", CHANGED),
        Fate::MayBeReplaced | Fate::Replaced => ("±", REMOVED),
        Fate::Refused => ("!", ALARM),
    };
    let name = change.path.as_deref().map(|path| short_path(path, stack));
    let id = styled(QUIET, &change.logical_id);
    let name =
        name.filter(|name| *name != change.logical_id).map(|name| format!("{name} ")).unwrap_or_default();
    let fate = fate(change);
    line(text, &format!("  {} {} {name}{id}{fate}", styled(style, sign), styled(style, &change.type_name)));
    for one in &change.changes {
        difference(text, 6, &one.difference, &note(one));
    }
}

fn fate(change: &ResourceChange) -> String {
    let goes = match change.policy.as_deref() {
        Some("Retain" | "RetainExceptOnCreate") => ", the old one stays and is no stack's",
        Some("Snapshot") => ", the old one leaves a snapshot",
        _ => "",
    };
    let text = match &change.fate {
        Fate::Created | Fate::Updated => return String::new(),
        Fate::Removed => match change.policy.as_deref() {
            Some("Retain" | "RetainExceptOnCreate") => "stays, and is no stack's".to_owned(),
            Some("Snapshot") => "deleted after a snapshot".to_owned(),
            _ => "deleted".to_owned(),
        },
        Fate::Moved { from } => format!("moved from {from}: made anew{goes}"),
        Fate::Replaced => format!("replaced{goes}"),
        Fate::MayBeReplaced => format!("may be replaced{goes}"),
        Fate::Refused => "another type: CloudFormation refuses it, give it another id".to_owned(),
    };
    let (style, stake) = match (&change.fate, change.loses_data()) {
        (Fate::Removed | Fate::Moved { .. }, true) => {
            (ALARM, ", and its data is deleted (DeletionPolicy: Delete)")
        }
        (Fate::MayBeReplaced, true) => {
            (ALARM, ", and then its data is deleted (UpdateReplacePolicy: Delete)")
        }
        (_, true) => (ALARM, ", and its data is deleted (UpdateReplacePolicy: Delete)"),
        (Fate::Moved { .. }, false) => (MOVED, ""),
        (_, false) => (REMOVED, ""),
    };
    let advice = match &change.fate {
        Fate::Moved { from } if change.stateful => format!("; override_logical_id(\"{from}\") keeps it"),
        _ => String::new(),
    };
    format!(" {}{}", styled(style, &format!("{text}{stake}")), styled(QUIET, &advice))
}

fn note(change: &PropertyChange) -> String {
    let follows = change.follows.as_ref().map(|target| format!(" follows {target}")).unwrap_or_default();
    let update = match change.update {
        Update::InPlace => String::new(),
        Update::Unknown => styled(QUIET, " (update behaviour not known)"),
        Update::MayReplace => styled(REMOVED, " (may replace)"),
        Update::Replace => styled(ALARM, " (replaces)"),
    };
    format!("{}{update}", styled(QUIET, &follows))
}
