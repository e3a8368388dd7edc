//! The export and import that carry a value from one stack to another, within a region or across.

use super::ids;
use crate::synth::crossing::Source;
use crate::tree::{Data, NodeId, Section};
use crate::{Construct, CrossRegionReferences, CrossRegionValue, Element, Json, Output, Scope, Stack, Val};

/// Between the items of a list that crosses as one text.
const BETWEEN: &str = "||";

/// CloudFormation's limit for the name of an export.
const LONGEST_NAME: usize = 255;

/// A resource that reads a value of another region, and its property that makes it read again.
pub(super) struct Reader {
    pub(super) element: Element,
    pub(super) revision: &'static str,
}

/// A value of a resource or parameter that another stack wants.
pub(super) struct Value<'a> {
    app: &'a Scope,
    home: &'a Stack,
    /// As text, which is all that exports and parameters take.
    json: Json,
    is_list: bool,
    /// The resource's logical id.
    target: String,
    attribute: Option<&'a str>,
    /// Under which the resource is made at all.
    condition: Option<Json>,
}

impl<'a> Value<'a> {
    pub(super) fn of(app: &'a Scope, home: &'a Stack, json: &Json, (node, attribute): &'a Source) -> Self {
        let is_list = match attribute {
            Some(name) => is_list(app, *node, name),
            None => is_list_parameter(app, *node),
        };
        let json = if is_list {
            Json::call("Fn::Join", Json::List(vec![BETWEEN.into(), json.clone()]))
        } else {
            json.clone()
        };
        let condition = app.tree.read(*node, |node| match &node.data {
            Data::Resource(data) => data.attributes.get("Condition").cloned(),
            _ => None,
        });
        let target = ids::of(app, home.node(), *node);
        Self { app, home, json, is_list, target, attribute: attribute.as_deref(), condition }
    }

    /// An output of its home that exports the value, named as the AWS CDK does, and the import of it.
    pub(super) fn export(&self) -> Json {
        let target = &self.target;
        let id = match self.attribute {
            None => format!("Output{{\"Ref\":\"{target}\"}}"),
            Some(attribute) => format!("Output{{\"Fn::GetAtt\":[\"{target}\",\"{attribute}\"]}}"),
        };
        let exports = self.home.child_once("Exports");
        let known = exports.find(&id);
        let output = known.clone().unwrap_or_else(|| exports.child(&id));
        let name = self.name_of(output.node());
        if known.is_none() {
            let mut declared = Output::new(self.json.clone()).export(&name);
            if let Some(condition) = self.condition.clone() {
                declared = declared.only_if_json(condition);
            }
            declared.create(&output);
        }
        self.received(Json::call("Fn::ImportValue", Json::from(name)))
    }

    /// Cut at the front, where it is too long: the end has the hash.
    fn name_of(&self, output: NodeId) -> String {
        let stack = self.home.name();
        let id = ids::of(self.app, self.home.node(), output);
        let room = LONGEST_NAME.saturating_sub(stack.len() + 1);
        let local = id.get(id.len().saturating_sub(room)..).unwrap_or(&id);
        format!("{stack}:{local}")
    }

    /// The value as a stack of another region sees it, and the resource that reads it there.
    pub(super) fn publish(&self, references: &dyn CrossRegionReferences, here: &Stack) -> (Json, Reader) {
        let target = &self.target;
        let id = self.attribute.map_or_else(|| target.clone(), |attribute| format!("{target}.{attribute}"));
        let value = CrossRegionValue { home: self.home.clone(), id, value: Val::of(self.json.clone()) };
        let exports = self.home.child_once("RegionExports");
        if exports.find(&value.id).is_none() {
            let export = references.export(&exports, &value);
            if let Some(condition) = self.condition.clone() {
                export.set_condition(condition);
            }
        }
        let import = references.import(&here.child_once("RegionImports"), &value);
        let reader = Reader { element: import.reader, revision: import.revision };
        (self.received(import.value.into_json()), reader)
    }

    fn received(&self, text: Json) -> Json {
        if self.is_list { Json::call("Fn::Split", Json::List(vec![BETWEEN.into(), text])) } else { text }
    }
}

/// Whether an attribute is a list, as far as the resource's schema tells.
fn is_list(app: &Scope, node: NodeId, attribute: &str) -> bool {
    let schema = app.tree.read(node, |node| match &node.data {
        Data::Resource(data) => data.info.and_then(crate::ResourceInfo::schema),
        _ => None,
    });
    let schema: Option<serde_json::Value> = schema.and_then(|schema| serde_json::from_str(schema).ok());
    schema.is_some_and(|schema| {
        let of_attribute = schema.get("a").and_then(|types| types.get(attribute)?.as_str());
        let of_property = || schema.get("p")?.get(attribute)?.get("t")?.as_str();
        of_attribute.or_else(of_property).is_some_and(|shape| shape.starts_with('['))
    })
}

/// `CommaDelimitedList`, `List<..>`, `AWS::SSM::Parameter::Value<List<..>>` and the like.
fn is_list_parameter(app: &Scope, node: NodeId) -> bool {
    app.tree.read(node, |node| match &node.data {
        Data::Entry(Section::Parameters, entries) => {
            let type_name = entries.get("Type").and_then(Json::as_str).unwrap_or_default();
            type_name.contains("List<") || type_name.contains("CommaDelimitedList")
        }
        _ => false,
    })
}
