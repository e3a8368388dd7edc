//! The metric of notifications.

use contract::admin::{DeliveryOutcome, NotificationTarget};
use metrics::{Unit, counter};

const NOTIFICATIONS: &str = "admin_notifications_total";

/// Describes the metric, and lets each count begin at zero, so that the first one is an increase.
pub(crate) fn describe() {
    let about = "Notifications that were sent, given up or suppressed by a filter, by target.";
    metrics::describe_counter!(NOTIFICATIONS, Unit::Count, about);
    for target in NotificationTarget::ALL {
        for outcome in DeliveryOutcome::ALL.into_iter().filter(|it| *it != DeliveryOutcome::Waiting) {
            counter!(NOTIFICATIONS, "target" => target.as_str(), "outcome" => outcome.as_str()).increment(0);
        }
    }
}

/// Counts a notification at a target.
pub(crate) fn count(target: NotificationTarget, outcome: DeliveryOutcome) {
    counter!(NOTIFICATIONS, "target" => target.as_str(), "outcome" => outcome.as_str()).increment(1);
}
