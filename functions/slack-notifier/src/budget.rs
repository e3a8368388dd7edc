//! AWS Budgets notices, which are letters in plain text.

use crate::event::Record;
use crate::notice::{Notice, NoticeKind, Tone};

/// The first words of every letter.
const HEADING: &str = "AWS Budget Notification";
/// The lines to show, each with its label.
const LINES: [(&str, &str); 6] = [
    ("Budget Type", "Type"),
    ("Budgeted Amount", "Budgeted"),
    ("Alert Type", "Alert"),
    ("Alert Threshold", "Threshold"),
    ("ACTUAL Amount", "Actual"),
    ("FORECASTED Amount", "Forecast"),
];

/// Reads a letter.
pub(crate) fn read(record: &Record) -> Option<Notice> {
    let letter = record.message.trim_start();
    let date = letter.strip_prefix(HEADING)?.lines().next().map(str::trim).filter(|it| !it.is_empty());
    let name = line(letter, "Budget Name");
    let title = match &name {
        Some(name) => format!("Budget: {name}"),
        None => record.subject.clone().unwrap_or_else(|| HEADING.to_owned()),
    };
    let account = letter.lines().find_map(|it| it.trim().strip_prefix("AWS Account "));
    let mut notice =
        Notice::new(NoticeKind::Budget, Tone::Money, title).fact("Date", date.map(str::to_owned));
    for (written, called) in LINES {
        notice = notice.fact(called, line(letter, written));
    }
    notice.link = record.region().map(|it| ("Open the budgets", it.budgets()));
    // A letter without a budget's name has an unknown form, so the card shows it unchanged.
    let text = if name.is_some() { record.subject.clone() } else { Some(letter.to_owned()) };
    Some(notice.fact("Account", account.map(|it| it.trim().to_owned())).text(None, text))
}

/// The text after `name:`.
fn line(letter: &str, name: &str) -> Option<String> {
    let behind = |it: &str| Some(it.trim().strip_prefix(name)?.strip_prefix(':')?.trim().to_owned());
    letter.lines().find_map(behind).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(text: &str) -> Record {
        let subject = Some("AWS Budgets: all has exceeded your alert threshold".to_owned());
        Record { message: text.to_owned(), subject, ..Record::default() }
    }

    #[test]
    fn a_letter_is_read_by_its_lines() {
        let text = "AWS Budget Notification November 25, 2026\r\nAWS Account 123456789012\r\n\r\nDear AWS Customer,\r\n\
            Budget Name: all\r\nBudgeted Amount: $100.00\r\nFORECASTED Amount: $120.50\r\nAlert Type:\r\n";
        let notice = read(&letter(text)).unwrap();
        assert_eq!(notice.title, "Budget: all");
        let facts = [
            ("Date", "November 25, 2026"),
            ("Budgeted", "$100.00"),
            ("Forecast", "$120.50"),
            ("Account", "123456789012"),
        ];
        assert_eq!(notice.facts, facts.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(notice.texts[0].1, "AWS Budgets: all has exceeded your alert threshold");
    }

    #[test]
    fn a_letter_in_another_form_is_shown_as_it_is() {
        let notice = read(&letter("AWS Budget Notification\nSomething new.")).unwrap();
        assert_eq!(notice.title, "AWS Budgets: all has exceeded your alert threshold");
        assert_eq!(notice.texts[0].1, "AWS Budget Notification\nSomething new.");
    }

    #[test]
    fn another_text_is_no_letter() {
        assert!(read(&letter("Budget Name: all")).is_none());
    }
}
