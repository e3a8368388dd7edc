//! `validation-report.json`: the findings as the cdk CLI shows them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::Synthesis;
use crate::checks::{Finding, PACK, Severity};
use crate::synth::Assembly;

/// None where nothing was found.
pub(super) fn json(synthesis: &Synthesis, findings: &[Finding]) -> Option<Value> {
    if findings.is_empty() {
        return None;
    }
    let mut templates = BTreeMap::new();
    locate(&synthesis.root, "", &mut templates);
    let open = findings.iter().filter(|finding| finding.acknowledged.is_none());
    let failed = open.clone().any(|finding| finding.severity == Severity::Error);
    let violations: Vec<Value> = open.map(|finding| violation(finding, &templates)).collect();
    let suppressed = findings.iter().filter_map(|finding| {
        let mut entry = violation(finding, &templates);
        if let Value::Object(entry) = &mut entry {
            entry.insert("acknowledgedId".to_owned(), format!("{PACK}::{}", finding.rule).into());
            entry.insert("reason".to_owned(), finding.acknowledged.clone()?.into());
        }
        Some(entry)
    });
    Some(json!({
        "version": super::SCHEMA_VERSION,
        "title": "Checks at synthesis",
        "pluginReports": [{
            "pluginName": PACK,
            "pluginVersion": env!("CARGO_PKG_VERSION"),
            "conclusion": if failed { "failure" } else { "success" },
            "violations": violations,
            "suppressedViolations": suppressed.collect::<Vec<_>>(),
        }],
    }))
}

/// Where the template of each stack is, from the outermost assembly on. By the stack's path.
fn locate<'a>(assembly: &'a Assembly, directory: &str, templates: &mut BTreeMap<&'a str, String>) {
    for stack in assembly.stacks.values() {
        templates.insert(&stack.path, format!("{directory}{}.template.json", stack.artifact_id));
    }
    for (name, stage) in &assembly.stages {
        locate(stage, &format!("{directory}{name}/"), templates);
    }
}

fn violation(finding: &Finding, templates: &BTreeMap<&str, String>) -> Value {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let mut construct = json!({"constructPath": finding.path});
    let template = templates.get(finding.stack.as_str());
    if let (Some(template), Some(logical_id), Value::Object(construct)) =
        (template, &finding.logical_id, &mut construct)
    {
        let resource = json!({
            "templatePath": template,
            "logicalId": logical_id,
            "propertyPaths": finding.property.iter().collect::<Vec<_>>(),
        });
        construct.insert("cloudFormationResource".to_owned(), resource);
    }
    let description = match &finding.value {
        Some(value) => format!("{} ({value})", finding.message),
        None => finding.message.clone(),
    };
    json!({
        "ruleName": finding.rule,
        "description": description,
        "severity": severity,
        "suggestedFix": finding.fix,
        "violatingConstructs": [construct],
    })
}
