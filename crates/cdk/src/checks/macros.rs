//! Transforms: what they bring is not in the template.

use serde_json::Value;

use super::model::{entries, items};
use super::{Finding, rules};
use crate::synth::StackTemplate;

pub(super) const SERVERLESS: &str = "AWS::Serverless-2016-10-31";

/// Transforms that change nothing but what their own documentation says.
const KNOWN: [&str; 5] = [
    SERVERLESS,
    "AWS::LanguageExtensions",
    "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];

/// Whether CloudFormation makes several resources of one of this type.
pub(super) fn is_expanded(type_name: &str) -> bool {
    type_name.starts_with("AWS::Serverless::") || is_module(type_name)
}

pub(super) fn is_module(type_name: &str) -> bool {
    type_name.ends_with("::MODULE")
}

pub(super) fn uses(stack: &StackTemplate, transform: &str) -> bool {
    items(stack.template.get("Transform")).iter().any(|it| it == transform)
}

/// Whether there may be more in the template than is written in it, of any kind.
pub(super) fn is_open(stack: &StackTemplate) -> bool {
    let unknown = |it: &Value| !it.as_str().is_some_and(|name| KNOWN.contains(&name));
    items(stack.template.get("Transform")).iter().any(unknown)
        // The AWS CLI and Rain put the content of modules in before they deploy.
        || ["Fn::Transform", "Modules", "Rain"].iter().any(|section| stack.template.get(section).is_some())
        || entries(stack, "Resources").any(|(_, resource)| resource.get("Overrides").is_some())
        || ["Conditions", "Mappings", "Outputs", "Parameters", "Resources"].iter().any(|section| {
            let section = stack.template.get(section).and_then(Value::as_object);
            section.is_some_and(|section| {
                section.keys().any(|name| name == "Fn::Transform" || name.starts_with("Fn::ForEach"))
            })
        })
}

/// Findings about names and shapes of a template that a transform may change at will are left out.
pub(super) fn without_what_they_may_bring(
    stacks: &[&StackTemplate],
    mut findings: Vec<Finding>,
) -> Vec<Finding> {
    let rules = [
        rules::CYCLE,
        rules::MISSING_PROPERTY,
        rules::STRUCTURE,
        rules::UNKNOWN_ATTRIBUTE,
        rules::UNKNOWN_NAME,
        rules::UNKNOWN_PROPERTY,
        rules::UNKNOWN_REFERENCE,
        rules::UNKNOWN_TYPE,
        rules::UNLISTED_TYPE,
    ];
    for stack in stacks.iter().filter(|stack| is_open(stack)) {
        let is_of =
            |finding: &Finding| finding.stack == stack.path && rules.iter().any(|it| it.id == finding.rule);
        findings.retain(|finding| !is_of(finding));
    }
    findings
}
