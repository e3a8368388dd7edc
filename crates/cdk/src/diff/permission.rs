//! Who may do more or less: statements of policies, managed policies and permissions of functions, wherever they stand.

mod arms;
mod rows;
mod statement;

use std::collections::BTreeMap;

use serde_json::Value;

use self::rows::rows;
use super::text::Names;

/// The action of those in a group: the group's permissions are theirs.
pub(super) const MEMBERSHIP: &str = "membership";
/// The action of a permissions boundary, which denies everything outside it.
pub(super) const BOUNDARY: &str = "permissions boundary";

/// Permissions that come or go, all alike but for their actions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PermissionChange {
    /// Whether somebody may do more after it.
    pub widens: bool,
    pub added: bool,
    /// `Allow` or `Deny`.
    pub effect: String,
    pub who: String,
    pub actions: Vec<String>,
    pub on: String,
    pub condition: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    effect: String,
    who: String,
    on: String,
    condition: Option<String>,
    action: String,
}

/// The permissions that come and go, without those that another permission of the other side covers anyway.
pub(super) fn changes(old: &Value, new: &Value, names: &Names) -> Vec<PermissionChange> {
    let (old, new) = (rows(old, new, names), rows(new, old, names));
    let mut grouped: BTreeMap<(bool, Row), Vec<String>> = BTreeMap::new();
    for (added, these, those) in [(false, &old, &new), (true, &new, &old)] {
        for row in these.difference(those).filter(|row| !those.iter().any(|other| covers(other, row))) {
            let group = Row { action: String::new(), ..row.clone() };
            grouped.entry((added, group)).or_default().push(row.action.clone());
        }
    }
    let change = |((added, row), actions): ((bool, Row), Vec<String>)| PermissionChange {
        widens: added == (row.effect == "Allow"),
        added,
        effect: row.effect,
        who: row.who,
        actions,
        on: row.on,
        condition: row.condition,
    };
    let mut found: Vec<PermissionChange> = grouped.into_iter().map(change).collect();
    found.sort_by(|one, other| (&one.who, &one.on, one.added).cmp(&(&other.who, &other.on, other.added)));
    found
}

fn covers(wide: &Row, narrow: &Row) -> bool {
    wide.effect == narrow.effect
        && wide.who == narrow.who
        && (wide.condition.is_none() || wide.condition == narrow.condition)
        && matches(&wide.action.to_lowercase(), &narrow.action.to_lowercase())
        && matches(&wide.on, &narrow.on)
}

/// Whether a pattern of `*` and `?` fits a text as a whole.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(c) if *c == '?' || *c == text[read] => (at, read) = (at + 1, read + 1),
            _ => match star {
                Some((back, taken)) => {
                    (at, read) = (back + 1, taken + 1);
                    star = Some((back, taken + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_covers_what_its_wildcards_stand_for() {
        assert!(matches("s3:Get*", "s3:GetObject"));
        assert!(matches("*", "anything"));
        assert!(matches("a*c?e", "abbcde"));
        assert!(!matches("s3:Get*", "s3:PutObject"));
        assert!(!matches("s3:GetObject", "s3:GetObjectAcl"));
    }
}
