//! The references in a construct's own entry of a template.

use crate::tree::{Data, NodeId, Section};
use crate::{Json, Scope};

/// Each reference of a construct. Where CloudFormation takes none, or not this one, it is a mistake.
pub(super) fn of(app: &Scope, user: NodeId) -> Vec<Json> {
    let mut found = Vec::new();
    let rule = app.tree.read(user, |node| {
        let mut visit = |json: &Json| found.push(json.clone());
        match &node.data {
            Data::Resource(data) => {
                data.values().for_each(|json| json.references(&mut visit));
                None
            }
            Data::Entry(section @ (Section::Parameters | Section::Mappings), entries) => {
                let known = entries.values().all(Json::is_literal);
                let what = if *section == Section::Mappings { "a mapping" } else { "a parameter" };
                (!known).then(|| format!("{what} takes only values that are known now"))
            }
            Data::Entry(Section::Outputs, entries) => {
                entries.values().for_each(|json| json.references(&mut visit));
                None
            }
            Data::Condition(body) => {
                body.references(&mut visit);
                None
            }
            Data::Stack(data) => {
                data.metadata.values().for_each(|json| json.references(&mut visit));
                None
            }
            Data::Construct | Data::Stage(_) => None,
        }
    });
    if let Some(rule) = rule {
        app.at(user).fail(rule);
    }
    let in_condition = app.tree.read(user, |node| matches!(node.data, Data::Condition(_)));
    found.retain(|json| {
        let (Json::Ref(other) | Json::GetAtt(other, _) | Json::LogicalId(other)) = json else { return false };
        let (is_resource, is_entry) = app.tree.read(*other, |node| {
            (
                matches!(node.data, Data::Resource(_)),
                !matches!(node.data, Data::Construct | Data::Stack(_) | Data::Stage(_)),
            )
        });
        let fail = |why: &str| app.at(user).fail(format!("it uses {}, {why}", app.tree.path(*other)));
        if in_condition && is_resource {
            fail("which is a resource; conditions know parameters, mappings and other conditions only");
        } else if !is_entry && app.tree.stack_of(*other).is_some() {
            fail("which is no resource, parameter or condition");
        } else {
            return true;
        }
        false
    });
    found
}
