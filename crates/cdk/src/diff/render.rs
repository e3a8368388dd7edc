//! Differences as text, styled for a terminal; whoever prints it strips the styles where there is none.

mod resource;
mod security;

use std::fmt::Write;

use anstyle::{AnsiColor, Color, Style};

use super::text::{cut, short};
use super::value::common;
use super::{Diff, Difference, EntryChange, Fate, Presence, StackChange};

const fn color(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}

const ADDED: Style = color(AnsiColor::Green);
const REMOVED: Style = color(AnsiColor::Red);
const CHANGED: Style = color(AnsiColor::Yellow);
const MOVED: Style = color(AnsiColor::Cyan);
const ALARM: Style = color(AnsiColor::Red).bold();
const TITLE: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The differences of all stacks, and a line that sums them up.
#[must_use]
pub fn render(diff: &Diff) -> String {
    let mut text = String::new();
    for stack in &diff.stacks {
        self::stack(&mut text, stack);
    }
    text.push_str(&summary(diff));
    text.push('\n');
    text
}

fn stack(text: &mut String, stack: &StackChange) {
    let note = match stack.presence {
        Presence::Added => " (new)",
        Presence::Removed => " (no longer in the app; it stays until it is destroyed)",
        Presence::Both if stack.is_empty() => " (no differences)",
        Presence::Both => "",
    };
    let name = if stack.name.is_empty() || stack.name == stack.path {
        String::new()
    } else {
        format!(" [{}]", stack.name)
    };
    line(text, &format!("{}{name}{note}", styled(TITLE, &format!("Stack {}", stack.path))));
    if stack.is_empty() || stack.presence == Presence::Removed {
        text.push('\n');
        return;
    }
    security::permissions(text, &stack.permissions);
    security::rules(text, &stack.rules);
    let sections = |resources_passed: bool| {
        stack.entries.iter().filter(move |entry| (entry.section == "Outputs") == resources_passed)
    };
    entries(text, sections(false));
    resource::section(text, stack);
    entries(text, sections(true));
    text.push('\n');
}

fn entries<'a>(text: &mut String, entries: impl Iterator<Item = &'a EntryChange>) {
    let mut section = "";
    for entry in entries {
        if entry.section != section {
            section = &entry.section;
            heading(text, section);
        }
        match entry.differences.as_slice() {
            [one] if one.steps.is_empty() => {
                let id = if entry.id.is_empty() { String::new() } else { format!("{} ", entry.id) };
                value_lines(text, 2, &id, one, "");
            }
            several => {
                line(text, &format!("  {} {}", styled(CHANGED, "~"), entry.id));
                several.iter().for_each(|one| difference(text, 6, one, ""));
            }
        }
    }
}

fn heading(text: &mut String, title: &str) {
    line(text, &styled(TITLE, title));
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// A difference with its path.
fn difference(text: &mut String, indent: usize, one: &Difference, note: &str) {
    let path = one.path();
    value_lines(text, indent, &format!("{}: ", path.strip_prefix("Properties.").unwrap_or(&path)), one, note);
}

/// The longest value that stands with the other one in a line.
const LINE: usize = 60;
/// The longest added or removed value that is shown.
const LONGEST: usize = 240;
/// The most lines that are shown of a changed text.
const LINES: usize = 24;

fn value_lines(text: &mut String, indent: usize, label: &str, one: &Difference, note: &str) {
    let pad = " ".repeat(indent);
    let (old, new) = (one.old.as_ref().map(short), one.new.as_ref().map(short));
    match (old, new) {
        (None, None) => {
            line(text, &format!("{pad}{} {}{note}", styled(CHANGED, "~"), label.trim_end_matches(": ")))
        }
        (None, Some(new)) => line(
            text,
            &format!("{pad}{} {label}{}{note}", styled(ADDED, "+"), styled(ADDED, &cut(&new, LONGEST))),
        ),
        (Some(old), None) => line(
            text,
            &format!("{pad}{} {label}{}{note}", styled(REMOVED, "-"), styled(REMOVED, &cut(&old, LONGEST))),
        ),
        (Some(old), Some(new)) => {
            let texts = (
                one.old.as_ref().and_then(|old| old.as_str()),
                one.new.as_ref().and_then(|new| new.as_str()),
            );
            if let (Some(old), Some(new)) = texts
                && (old.contains('\n') || new.contains('\n'))
            {
                line(text, &format!("{pad}{} {}{note}", styled(CHANGED, "~"), label.trim_end()));
                changed_lines(text, indent + 4, old, new);
            } else if old.chars().count() + new.chars().count() <= 2 * LINE {
                let (old, new) = (styled(REMOVED, &old), styled(ADDED, &new));
                line(text, &format!("{pad}{} {label}{old} -> {new}{note}", styled(CHANGED, "~")));
            } else {
                line(text, &format!("{pad}{} {}{note}", styled(CHANGED, "~"), label.trim_end()));
                line(text, &format!("{pad}    {}", styled(REMOVED, &format!("- {old}"))));
                line(text, &format!("{pad}    {}", styled(ADDED, &format!("+ {new}"))));
            }
        }
    }
}

/// The lines in which two texts differ.
fn changed_lines(text: &mut String, indent: usize, old: &str, new: &str) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let pad = " ".repeat(indent);
    let mut shown = Vec::new();
    let mut next = (0, 0);
    for (left, right) in common(&old, &new).into_iter().chain([(old.len(), new.len())]) {
        shown.extend(old[next.0..left].iter().map(|line| styled(REMOVED, &format!("- {line}"))));
        shown.extend(new[next.1..right].iter().map(|line| styled(ADDED, &format!("+ {line}"))));
        next = (left + 1, right + 1);
    }
    let more = shown.len().saturating_sub(LINES);
    shown.iter().take(LINES).for_each(|one| line(text, &format!("{pad}{one}")));
    if more > 0 {
        line(text, &format!("{pad}{}", styled(QUIET, &format!("{more} more lines"))));
    }
}

fn summary(diff: &Diff) -> String {
    let of = |presence| diff.stacks.iter().filter(move |stack| stack.presence == presence);
    let changed = of(Presence::Both).filter(|stack| !stack.is_empty()).count();
    let (fresh, gone) = (of(Presence::Added).count(), of(Presence::Removed).count());
    if diff.is_empty() {
        return format!("{}: no differences", counted(diff.stacks.len(), "stack"));
    }
    let resources = || diff.stacks.iter().flat_map(|stack| &stack.resources);
    let listed = |counts: &[(usize, &str)]| {
        let some =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        some.collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("stacks: {}", listed(&[(changed, "changed"), (fresh, "new"), (gone, "gone")]));
    let counts = ["added", "changed", "replaced", "perhaps replaced", "moved", "removed"];
    let counts =
        counts.map(|what| (resources().filter(|change| summed_as(&change.fate) == what).count(), what));
    let counts = listed(&counts);
    if !counts.is_empty() {
        let _ = write!(text, "; resources: {counts}");
    }
    let lost = resources().filter(|change| change.loses_data()).count();
    if lost > 0 {
        let _ = write!(text, "; {}", styled(ALARM, &format!("data at stake in {lost}")));
    }
    let wider = diff
        .stacks
        .iter()
        .flat_map(|stack| &stack.permissions)
        .filter(|permission| permission.widens)
        .count();
    if wider > 0 {
        let _ = write!(text, "; {}", counted(wider, "wider permission"));
    }
    text
}

fn summed_as(fate: &Fate) -> &'static str {
    match fate {
        Fate::Created => "added",
        Fate::Updated | Fate::Refused => "changed",
        Fate::Replaced => "replaced",
        Fate::MayBeReplaced => "perhaps replaced",
        Fate::Moved { .. } => "moved",
        Fate::Removed => "removed",
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
