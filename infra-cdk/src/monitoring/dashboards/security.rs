use cdk::constructs::{Dashboard, Widget};

use super::{Shown, heading};
use crate::names;

/// Who tries what, and what was done in the account.
pub(super) fn dashboard(shown: &Shown<'_>) -> Dashboard {
    let Shown { env, series, logs, alarms, .. } = shown;
    let firewall = &series.watched.native.firewall;
    let audit = logs.audit.iter().map(|(_, metric)| metric.clone().every(3600));
    let requests = logs.requests.iter().map(|(_, metric)| metric.clone().every(300));
    Dashboard::new()
        .row([heading(shown, "security", "Who tries what, and what was done in the account")])
        .row([Widget::alarms("Alarms", &alarms.security.of)])
        .row([
            Widget::graph("Firewall", [firewall.allowed_requests(), firewall.blocked_requests().color("#d62728")]),
            Widget::graph("Refused by the API", requests),
            Widget::graph("Calls of AWS", audit),
        ])
        .row([
            Widget::logs(
                "Blocked by the firewall",
                [names::firewall_log(env, "api")],
                "filter action = \"BLOCK\"\n| stats count(*) as requests by terminatingRuleId, httpRequest.country\n| sort requests desc\n| limit 20",
            ),
            Widget::logs(
                "Refused calls of AWS",
                [names::audit_log(env)],
                "filter errorCode like /AccessDenied|Unauthorized/\n| stats count(*) as calls by userIdentity.arn, eventName\n| sort calls desc\n| limit 20",
            ),
        ])
}
