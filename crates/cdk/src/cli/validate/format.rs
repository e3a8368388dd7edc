//! How findings are written.

use std::fmt::Write;
use std::path::Path;

use anstyle::{AnsiColor, Color, Style};
use serde_json::{Value, json};

use super::Format;
use crate::checks::{Finding, RULES, Severity};
use crate::template::Place;

const QUIET: Style = Style::new().dimmed();

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
pub(in crate::cli) fn describe(text: &mut String, finding: &Finding, color: Style) {
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

pub(in crate::cli) const fn style_of(finding: &Finding) -> Style {
    style(finding.severity)
}

const fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// A finding, and the file and place that it is about.
pub(super) struct Located<'a> {
    pub(super) finding: &'a Finding,
    pub(super) file: Option<&'a Path>,
    pub(super) place: Option<Place>,
}

impl<'a> Located<'a> {
    pub(super) const fn nowhere(finding: &'a Finding) -> Self {
        Self { finding, file: None, place: None }
    }
}

pub(super) fn json<'a>(findings: impl Iterator<Item = Located<'a>>) -> String {
    format!("{:#}\n", Value::Array(findings.map(|located| as_json(&located)).collect()))
}

fn as_json(located: &Located<'_>) -> Value {
    let finding = located.finding;
    let mut json = json!({
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
    });
    if let (Some(file), Value::Object(json)) = (located.file, &mut json) {
        json.insert("file".to_owned(), file.display().to_string().into());
        json.insert("line".to_owned(), located.place.map(|place| place.line).into());
        json.insert("column".to_owned(), located.place.map(|place| place.column).into());
    }
    json
}

/// The findings of an app, by severity.
pub(super) fn grouped(findings: &[Finding], all: bool) -> String {
    let (accepted, open): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.acknowledged.is_some());
    let mut text = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        group(
            &mut text,
            title(severity),
            severity,
            open.iter().copied().filter(|one| one.severity == severity),
        );
    }
    if all {
        group(&mut text, "Accepted", Severity::Info, accepted.iter().copied());
    }
    let _ = writeln!(text, "{}, {} accepted", counts(&open), accepted.len());
    text
}

fn counts(findings: &[&Finding]) -> String {
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];
    let counts = counts.map(|(severity, what)| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        format!("{count} {what}{}", if count == 1 { "" } else { "s" })
    });
    counts.join(", ")
}

/// The findings about templates, each with its place, as compilers write it.
pub(super) fn lines(findings: &[Located<'_>], templates: usize) -> String {
    let mut text = String::new();
    for Located { finding, file, place } in findings {
        let color = style(finding.severity);
        let file = file.map(|file| file.display().to_string()).unwrap_or_default();
        let place = place.map(|place| format!(":{place}")).unwrap_or_default();
        let value = finding.value.as_ref().map(|value| format!(": {value}")).unwrap_or_default();
        let (level, message, rule) = (name(finding.severity), &finding.message, finding.rule);
        let _ = writeln!(
            text,
            "{file}{place}: {color}{level}{color:#}: {message}{value} {QUIET}[{rule}]{QUIET:#}"
        );
        let at: Vec<&str> = finding.logical_id.iter().chain(&finding.property).map(String::as_str).collect();
        let _ = writeln!(text, "    {QUIET}{}; {}{QUIET:#}", at.join(" "), finding.fix);
    }
    let all: Vec<&Finding> = findings.iter().map(|located| located.finding).collect();
    let plural = if templates == 1 { "" } else { "s" };
    let _ = writeln!(text, "{templates} template{plural}: {}", counts(&all));
    text
}

pub(super) fn rules(format: Format) -> String {
    if format == Format::Json {
        let rules = RULES.iter().map(
            |rule| json!({"id": rule.id, "severity": name(rule.severity), "about": rule.about, "fix": rule.fix}),
        );
        return format!("{:#}\n", Value::Array(rules.collect()));
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
    text
}
