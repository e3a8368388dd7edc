//! Findings that the author accepts.

use super::{Finding, PACK, Rule, rules};
use crate::synth::StackTemplate;

/// Puts reasons to the findings they are for, and adds findings about reasons that are missing or for nothing.
pub(super) fn apply(stacks: &[&StackTemplate], mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut own = Vec::new();
    for stack in stacks {
        for (path, acknowledgements) in &stack.acknowledgements {
            for acknowledgement in acknowledgements {
                let rule = acknowledgement.rule.strip_prefix(PACK).and_then(|rule| rule.strip_prefix("::"));
                let rule = rule.unwrap_or(&acknowledgement.rule);
                // Acknowledgements of other packs' rules are not ours to match.
                if rule.contains("::") {
                    continue;
                }
                let mut used = false;
                // That of the app or of a stage is in each stack below, and is of use if it is in one of them.
                let meant = findings
                    .iter_mut()
                    .filter(|finding| finding.rule == rule && is_below(&finding.path, path));
                for finding in meant {
                    used = true;
                    // Without a reason nothing is accepted, and of several the first counts.
                    if !acknowledgement.reason.trim().is_empty() && finding.acknowledged.is_none() {
                        finding.acknowledged = Some(acknowledgement.reason.clone());
                    }
                }
                if own.iter().any(|finding: &Finding| {
                    finding.path == *path && finding.message.contains(&format!("`{rule}`"))
                }) {
                    continue;
                }
                if acknowledgement.reason.trim().is_empty() {
                    let message = format!("`{rule}` is acknowledged without a reason");
                    own.push(about(rules::NO_REASON, stack, path, message));
                }
                if !used {
                    let message = format!("`{rule}` is acknowledged, and is not found here or below");
                    own.push(about(rules::UNUSED_ACKNOWLEDGEMENT, stack, path, message));
                }
            }
        }
    }
    findings.extend(own);
    findings
}

fn is_below(path: &str, above: &str) -> bool {
    above.is_empty() || path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn about(rule: &'static Rule, stack: &StackTemplate, path: &str, message: String) -> Finding {
    Finding {
        severity: rule.severity,
        path: path.to_owned(),
        rule: rule.id,
        stack: stack.path.clone(),
        logical_id: None,
        property: None,
        message,
        value: None,
        fix: rule.fix.to_owned(),
        acknowledged: None,
    }
}
