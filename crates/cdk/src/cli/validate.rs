//! `validate`: the findings of the checks.

use std::fmt::Write;
use std::process::ExitCode;

use anstyle::{AnsiColor, Color, Style};
use clap::Args;
use serde_json::{Value, json};

use super::{FAILED, Run, output};
use crate::Level;
use crate::checks::{Finding, RULES, Severity};

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Shows accepted findings, too, with the reasons for which they are
    #[arg(short, long)]
    all: bool,

    /// Writes JSON
    #[arg(long)]
    json: bool,

    /// Lists the rules: id, severity, what they find, what to do
    #[arg(long, conflicts_with_all = ["all", "strict"])]
    rules: bool,

    /// Exits with 1 for warnings, too
    #[arg(long)]
    strict: bool,
}

const QUIET: Style = Style::new().dimmed();

pub(super) fn run(run: &Run, options: &Options) -> ExitCode {
    if options.rules {
        return rules(options.json);
    }
    for missing in &run.synthesis.missing {
        anstream::eprintln!(
            "error: {} is not looked up yet, and so nothing was checked; run `cdk synth` first",
            missing.key
        );
    }
    // No findings would read as if there were none.
    if !run.synthesis.missing.is_empty() {
        return ExitCode::from(FAILED);
    }
    let findings: Vec<Finding> = run.findings.iter().cloned().chain(annotations(run)).collect();
    let (accepted, open): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.acknowledged.is_some());
    let count = |severity| open.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let printed = if options.json {
        let shown: Vec<Value> =
            findings.iter().filter(|one| options.all || one.acknowledged.is_none()).map(as_json).collect();
        output::print(&format!("{:#}\n", Value::Array(shown)))
    } else {
        let mut text = String::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            group(
                &mut text,
                title(severity),
                severity,
                open.iter().copied().filter(|one| one.severity == severity),
            );
        }
        if options.all {
            group(&mut text, "Accepted", Severity::Info, accepted.iter().copied());
        }
        let counts = [(errors, "error"), (warnings, "warning"), (count(Severity::Info), "note")];
        let counts =
            counts.map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }));
        let _ = writeln!(text, "{}, {} accepted", counts.join(", "), accepted.len());
        output::print(&text)
    };
    if errors > 0 || options.strict && warnings > 0 { ExitCode::from(FAILED) } else { printed }
}

/// Notes that the app itself has put on constructs.
fn annotations(run: &Run) -> impl Iterator<Item = Finding> {
    run.stacks().into_iter().flat_map(|stack| {
        stack.annotations.iter().flat_map(|(path, annotations)| {
            annotations.iter().map(|annotation| Finding {
                severity: match annotation.level {
                    Level::Error => Severity::Error,
                    Level::Warning => Severity::Warning,
                    Level::Info => Severity::Info,
                },
                path: path.clone(),
                rule: "annotation",
                stack: stack.path.clone(),
                logical_id: None,
                property: None,
                message: annotation.message.clone(),
                value: None,
                fix: String::new(),
                acknowledged: None,
            })
        })
    })
}

const fn title(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Info => "Notes",
    }
}

const fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(Color::Ansi(color)))
}

fn group<'a>(
    text: &mut String,
    title: &str,
    severity: Severity,
    findings: impl Iterator<Item = &'a Finding>,
) {
    let color = style(severity);
    let bold = Style::new().bold();
    let mut first = true;
    for finding in findings {
        if first {
            let _ = writeln!(text, "{bold}{color}{title}{color:#}{bold:#}");
            first = false;
        }
        describe(text, finding, color);
    }
    text.push_str(if first { "" } else { "\n" });
}

/// A finding in a few lines.
pub(super) fn describe(text: &mut String, finding: &Finding, color: Style) {
    let at = finding.property.as_ref().map(|property| format!(" {property}")).unwrap_or_default();
    let _ = writeln!(text, "  {color}{}{color:#}{at} {QUIET}[{}]{QUIET:#}", finding.path, finding.rule);
    let value = finding.value.as_ref().map(|value| format!(": {value}")).unwrap_or_default();
    let _ = writeln!(text, "      {}{value}", finding.message);
    match &finding.acknowledged {
        Some(reason) => {
            let _ = writeln!(text, "      accepted: {reason}");
        }
        None if !finding.fix.is_empty() => {
            let _ = writeln!(text, "      {QUIET}{}{QUIET:#}", finding.fix);
        }
        None => {}
    }
}

pub(super) const fn style_of(finding: &Finding) -> Style {
    style(finding.severity)
}

const fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

fn as_json(finding: &Finding) -> Value {
    json!({
        "severity": name(finding.severity),
        "rule": finding.rule,
        "path": finding.path,
        "stack": finding.stack,
        "logicalId": finding.logical_id,
        "property": finding.property,
        "message": finding.message,
        "value": finding.value,
        "fix": finding.fix,
        "accepted": finding.acknowledged,
    })
}

fn rules(as_json: bool) -> ExitCode {
    if as_json {
        let rules = RULES.iter().map(
            |rule| json!({"id": rule.id, "severity": name(rule.severity), "about": rule.about, "fix": rule.fix}),
        );
        return output::print(&format!("{:#}\n", Value::Array(rules.collect())));
    }
    let longest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in RULES {
        let color = style(rule.severity);
        let _ = writeln!(
            text,
            "{:longest$}  {color}{:7}{color:#}  {}; {QUIET}{}{QUIET:#}",
            rule.id,
            name(rule.severity),
            rule.about,
            rule.fix
        );
    }
    output::print(&text)
}
