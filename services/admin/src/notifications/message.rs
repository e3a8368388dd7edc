//! Notifications in the forms of their targets.

use contract::admin::{Notification, NotificationTarget, NotifiedInstance};
use contract::service::Service;
use reqwest::Url;
use serde_json::{Value, json};

use super::outage::Failed;
use crate::time::rfc3339;

/// The longest text of a section in Slack: <https://docs.slack.dev/reference/block-kit/blocks>, less what says that there is more.
const SECTION: usize = 2_900;
/// The most applications that a message about the database names.
const NAMED: usize = 20;
/// The colours of trouble and of its end.
const RED: &str = "#d13212";
const GREEN: &str = "#1d8102";

/// The message for a target, with a link to the console at an origin.
pub(crate) fn message(
    target: NotificationTarget,
    notification: &Notification,
    origin: Option<&str>,
) -> Value {
    let link = origin.and_then(|it| link(it, &notification.application));
    match target {
        NotificationTarget::Webhook => webhook(notification, link.as_deref()),
        NotificationTarget::Slack => slack(notification, link.as_deref()),
    }
}

/// The message for a target that the admin server's database does not answer. It has no id, since nothing is recorded, and no link, since
/// the console needs the database, too.
pub(super) fn outage(target: NotificationTarget, failed: &Failed, now: i64) -> Value {
    let Failed { since, applications, known_instances, failed_instances } = failed;
    let mut names = applications.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if let Some(more @ 1..) = applications.len().checked_sub(NAMED) {
        names.push_str(&format!(" and {more} more"));
    }
    let since = rfc3339(*since);
    let text = format!("the admin server's database has not answered since {since}; failed are: {names}");
    match target {
        NotificationTarget::Webhook => json!({
            "id": null,
            "timestamp": rfc3339(now),
            "application": Service::Admin.name(),
            "status": "DOWN",
            "isResolved": false,
            "knownInstances": known_instances,
            "failedInstances": failed_instances,
            "instances": [],
            "text": text,
            "link": null,
        }),
        NotificationTarget::Slack => {
            let text = escaped(&text);
            let shown: String = text.chars().take(SECTION).collect();
            let blocks = [section_of(&format!("*{shown}*"))];
            json!({ "text": text, "attachments": [{ "color": RED, "blocks": blocks }] })
        }
    }
}

/// The page of an application in the console.
fn link(origin: &str, application: &str) -> Option<String> {
    let mut url = Url::parse(origin).ok()?;
    url.path_segments_mut().ok()?.clear().extend(["console", "applications", application]);
    Some(url.into())
}

/// What has happened, in one line.
fn text(notification: &Notification) -> String {
    let Notification { application, known_instances: known, failed_instances: failed, .. } = notification;
    match (notification.is_resolved, *failed, *known) {
        (true, ..) => format!("{application} is well again"),
        (_, _, 0) => format!("{application} has no instance left"),
        (_, 1, 1) => format!("{application}: its only instance has failed"),
        (_, failed, known) if failed >= known => {
            format!("{application}: all of its {known} instances have failed")
        }
        (_, 1, known) => format!("{application}: 1 of its {known} instances has failed"),
        (_, failed, known) => format!("{application}: {failed} of its {known} instances have failed"),
    }
}

fn webhook(notification: &Notification, link: Option<&str>) -> Value {
    json!({
        "id": notification.id,
        "timestamp": notification.timestamp,
        "application": notification.application,
        "status": notification.status,
        "isResolved": notification.is_resolved,
        "knownInstances": notification.known_instances,
        "failedInstances": notification.failed_instances,
        "instances": notification.instances,
        "text": text(notification),
        "link": link,
    })
}

fn slack(notification: &Notification, link: Option<&str>) -> Value {
    let color = if notification.is_resolved { GREEN } else { RED };
    let title = escaped(&text(notification));
    let mut section = format!("*{title}*");
    let lines = notification.instances.iter().map(line);
    let mut left = notification.instances.len();
    for line in lines {
        if section.len() + line.len() > SECTION {
            break;
        }
        section.push_str(&line);
        left -= 1;
    }
    if left > 0 {
        section.push_str(&format!("\n.. and {left} more"));
    }
    let mut blocks = vec![section_of(&section)];
    if let Some(link) = link {
        blocks.push(section_of(&format!("<{}|Open the console>", escaped(link))));
    }
    json!({ "text": title, "attachments": [{ "color": color, "blocks": blocks }] })
}

fn line(instance: &NotifiedInstance) -> String {
    let NotifiedInstance { id, status, since, detail } = instance;
    let detail = detail.as_deref().map(|it| format!(": {it}")).unwrap_or_default();
    format!("\n• {id} {} since {since}{}", escaped(status), escaped(&detail))
}

/// `verbatim` keeps Slack from making mentions and links of what looks like one.
fn section_of(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } })
}

/// Escapes the characters of Slack's markup. Once escaped, `<!channel>` is plain text and calls nobody.
fn escaped(text: &str) -> String {
    let visible: String = text.chars().filter(|it| !it.is_control()).collect();
    visible.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notification(application: &str, failed: u32, known: u32) -> Notification {
        let instance = NotifiedInstance {
            id: "0123456789ab".parse().unwrap(),
            status: "DOWN".to_owned(),
            since: "2026-05-20T12:00:00Z".to_owned(),
            detail: Some("db is <!channel> & DOWN".to_owned()),
        };
        Notification {
            id: 7,
            timestamp: "2026-05-20T12:01:00Z".to_owned(),
            application: application.to_owned(),
            status: if failed == 0 && known > 0 { "UP" } else { "DOWN" }.to_owned(),
            is_resolved: failed == 0 && known > 0,
            known_instances: known,
            failed_instances: failed,
            instances: vec![instance; usize::try_from(failed.min(20)).unwrap()],
            deliveries: Vec::new(),
        }
    }

    #[test]
    fn a_text_says_how_many_have_failed() {
        for (failed, known, expected) in [
            (0, 2, "vets is well again"),
            (0, 0, "vets has no instance left"),
            (1, 1, "vets: its only instance has failed"),
            (2, 2, "vets: all of its 2 instances have failed"),
            (1, 3, "vets: 1 of its 3 instances has failed"),
            (2, 3, "vets: 2 of its 3 instances have failed"),
        ] {
            assert_eq!(text(&notification("vets", failed, known)), expected);
        }
    }

    #[test]
    fn a_webhook_gets_all_that_is_known_and_a_link() {
        let origin = Some("https://clinic.example");
        let message = message(NotificationTarget::Webhook, &notification("a b/c?", 1, 1), origin);
        assert_eq!(message["link"], "https://clinic.example/console/applications/a%20b%2Fc%3F");
        assert_eq!(message["instances"][0]["detail"], "db is <!channel> & DOWN");
        assert_eq!((&message["status"], &message["isResolved"]), (&json!("DOWN"), &json!(false)));
    }

    #[test]
    fn slack_calls_nobody_and_gets_no_section_that_is_too_long() {
        let message = message(NotificationTarget::Slack, &notification("<@U012AB3CD>", 20, 20), None);
        let text = message.to_string();
        assert!(!text.contains(['<', '>']), "{text}");
        assert!(text.contains("&lt;!channel&gt; &amp; DOWN"), "{text}");
        let blocks = message["attachments"][0]["blocks"].as_array().unwrap();
        assert_eq!(blocks.len(), 1);
        let mut many = notification(&"&".repeat(200), 20, 40);
        many.instances.iter_mut().for_each(|it| it.detail = Some("&".repeat(200)));
        let message = slack(&many, Some("https://clinic.example/console"));
        let section = message["attachments"][0]["blocks"][0]["text"]["text"].as_str().unwrap();
        assert!(section.len() <= 3_000 && section.contains(" more"), "{}", section.len());
    }

    #[test]
    fn a_message_about_the_database_names_what_has_failed() {
        let applications: Vec<_> = (0..22).map(|it| format!("<app{it}>")).collect();
        let failed = Failed { since: 0, applications, known_instances: 30, failed_instances: 25 };
        let message = outage(NotificationTarget::Webhook, &failed, 60);
        let text = message["text"].as_str().unwrap();
        let begins =
            "the admin server's database has not answered since 1970-01-01T00:00:00Z; failed are: <app0>, ";
        assert!(text.starts_with(begins) && text.ends_with("<app19> and 2 more"), "{text}");
        assert_eq!((&message["application"], &message["status"]), (&json!("admin"), &json!("DOWN")));
        assert_eq!((&message["id"], &message["failedInstances"]), (&Value::Null, &json!(25)));
        let message = outage(NotificationTarget::Slack, &failed, 60).to_string();
        assert!(message.contains("&lt;app0&gt;") && !message.contains('<'), "{message}");
    }
}
