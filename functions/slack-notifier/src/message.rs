//! Renders a notice as a Slack message for an incoming webhook.
//!
//! Phone notifications show the text. The coloured card below it holds the rest, in blocks.

use serde_json::{Value, json};

use crate::arn::Arn;
use crate::escape::{escaped, line};
use crate::event::Record;
use crate::notice::{Notice, Tone};

/// Maximum characters of a header. The limits are Slack's: <https://docs.slack.dev/reference/block-kit/blocks>.
const HEADER: usize = 150;
/// Maximum characters of a section's text.
const TEXT: usize = 3000;
/// Maximum characters of a field.
const FIELD: usize = 2000;
/// Maximum fields of a section.
const FIELDS: usize = 10;
/// Maximum characters of the text that notifications show. Slack accepts 4000, but no phone shows that many.
const SUMMARY: usize = 300;

/// Renders the notice of a record for an environment.
pub(crate) fn message(notice: &Notice, record: &Record, env: &str) -> Value {
    let mut blocks = vec![json!({
        "type": "header",
        "text": { "type": "plain_text", "text": header(notice), "emoji": false },
    })];
    let environment = [("Environment", env.to_owned())];
    let facts = environment.iter().chain(&notice.facts).take(FIELDS);
    let facts: Vec<_> = facts.map(|(name, value)| field(name, value)).collect();
    blocks.push(json!({ "type": "section", "fields": facts }));
    for (name, text) in &notice.texts {
        blocks.extend(section(*name, text));
    }
    if let Some((what, url)) = &notice.link {
        let link = format!("<{}|{what}>", url.replace('&', "&amp;"));
        // A very long name makes a link beyond the limit, and a truncated link leads nowhere.
        if link.len() <= TEXT {
            blocks.push(json!({ "type": "section", "text": mrkdwn(&link) }));
        }
    }
    blocks.push(json!({ "type": "context", "elements": [mrkdwn(&origin(record))] }));
    json!({
        "text": line(&format!("[{env}] {}", notice.title), SUMMARY),
        "attachments": [{ "color": color(notice.tone), "blocks": blocks }],
    })
}

/// The title, or the notice's kind if the title has no visible text, since Slack rejects an empty header.
fn header(notice: &Notice) -> String {
    let title = line(&notice.title, HEADER);
    if title.is_empty() { notice.kind.name().to_owned() } else { title }
}

fn color(tone: Tone) -> &'static str {
    match tone {
        Tone::Alarm => "#d13212",
        Tone::Fine => "#1d8102",
        Tone::Unknown => "#687078",
        Tone::Money => "#ec7211",
        Tone::Plain => "#0073bb",
    }
}

/// A section, or `None` for a text without visible characters, since Slack rejects an empty section.
fn section(name: Option<&'static str>, text: &str) -> Option<Value> {
    let title = name.map(heading).unwrap_or_default();
    let text = escaped(text, TEXT - title.len());
    (!text.is_empty()).then(|| json!({ "type": "section", "text": mrkdwn(&format!("{title}{text}")) }))
}

fn field(name: &str, value: &str) -> Value {
    let title = heading(name);
    mrkdwn(&format!("{title}{}", line(value, FIELD - title.len())))
}

fn heading(name: &str) -> String {
    format!("*{name}*\n")
}

/// Text with markup. `verbatim` stops Slack from turning look-alikes into mentions and links.
fn mrkdwn(text: &str) -> Value {
    json!({ "type": "mrkdwn", "text": text, "verbatim": true })
}

fn origin(record: &Record) -> String {
    let topic = record.topic.as_deref().and_then(Arn::parse);
    let topic = topic.map_or_else(|| "by itself".to_owned(), |it| format!("by {}", it.resource));
    line(&format!("{topic}, message {}", record.id), TEXT)
}

#[cfg(test)]
mod tests;
