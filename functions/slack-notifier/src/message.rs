//! A notice as a message of Slack: what an incoming webhook takes.
//!
//! The text is what notifications on a phone show; the coloured card below it has the rest, in blocks.

use serde_json::{Value, json};

use crate::arn::Arn;
use crate::escape::{escaped, line};
use crate::event::Record;
use crate::notice::{Notice, Tone};

/// Characters of a header. The limits are Slack's: <https://docs.slack.dev/reference/block-kit/blocks>.
const HEADER: usize = 150;
/// Characters of a section's text.
const TEXT: usize = 3000;
/// Characters of a field.
const FIELD: usize = 2000;
/// Fields of a section.
const FIELDS: usize = 10;
/// Characters of the text that notifications show. Slack would take 4000, and no phone shows as many.
const SUMMARY: usize = 300;

/// The message for a notice that came in a record, in an environment.
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
        // A name of no end would make a link that is cut, and leads nowhere.
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

/// The title; if there is nothing to see in it, what the notice is, since Slack takes no empty header.
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

/// None for a text in which there is nothing to see: Slack takes no empty ones.
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

/// Text with markup in it. `verbatim` keeps Slack from making mentions and links of what looks like them.
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
