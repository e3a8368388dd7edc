//! A resource: its type, its properties, and the effect of updating each.

use std::fmt::Write;

use serde_json::Value;

use super::QUIET;
use super::construct::heading;
use crate::diff::{Schema, Step, Update, cut, short};
use crate::synth::StackTemplate;

const LONGEST: usize = 100;

/// The declaration of a logical id in any section of the template.
pub(super) fn explain(text: &mut String, stack: &StackTemplate, id: &str) {
    for section in ["Parameters", "Outputs", "Mappings", "Conditions"] {
        if let Some(declaration) = stack.template[section].get(id) {
            heading(text, section.trim_end_matches('s'), false);
            match declaration.as_object().filter(|_| section != "Conditions") {
                Some(entries) => entries.iter().for_each(|(name, value)| entry(text, name, value, "")),
                None => {
                    let _ = writeln!(text, "  {}", short(declaration));
                }
            }
        }
    }
    let Some(resource) = stack.resources.get(id) else { return };
    let declaration = &stack.template["Resources"][id];
    let schema = Schema::of(&resource.type_name);
    if let Some(url) = documentation(&resource.type_name) {
        let _ = writeln!(text, "  {:14} {url}", "documentation");
    }
    let properties = declaration["Properties"].as_object();
    heading(text, "Properties", properties.is_none());
    for (name, value) in properties.into_iter().flatten().filter(|(name, _)| *name != "Tags") {
        let update =
            schema.as_ref().map_or(Update::Unknown, |schema| schema.update(&[Step::Key(name.clone())]));
        let note = match update {
            Update::InPlace | Update::Unknown => "",
            Update::MayReplace => " (a change may replace it)",
            Update::Replace => " (a change replaces it)",
        };
        entry(text, name, value, note);
    }
    let tags = declaration["Properties"]["Tags"].as_array().into_iter().flatten();
    let tags: Vec<_> = tags.filter_map(|tag| Some((tag["Key"].as_str()?, &tag["Value"]))).collect();
    heading(text, "Tags", tags.is_empty());
    tags.iter().for_each(|(key, value)| entry(text, key, value, ""));
    let others = declaration.as_object().into_iter().flatten();
    let others: Vec<_> = others
        .filter(|(name, _)| !["Type", "Properties", "DependsOn", "Metadata"].contains(&name.as_str()))
        .collect();
    heading(text, "Policies", others.is_empty());
    others.iter().for_each(|(name, value)| entry(text, name, value, ""));
}

fn entry(text: &mut String, name: &str, value: &Value, note: &str) {
    let _ = writeln!(text, "  {name}: {}{QUIET}{note}{QUIET:#}", cut(&short(value), LONGEST));
}

/// The page of AWS's reference.
fn documentation(type_name: &str) -> Option<String> {
    let (service, name) = type_name.strip_prefix("AWS::")?.split_once("::")?;
    let page = format!("aws-resource-{}-{}", service.to_lowercase(), name.to_lowercase());
    Some(format!("https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/{page}.html"))
}
