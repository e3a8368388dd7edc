//! Notifications: what the admin server tells people when an application gets worse, or is well again.

mod filter;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::InstanceId;
use crate::endpoint::response_bodies;

pub use filter::{NewFilter, NotificationFilter, NotificationFilterPath, NotificationFilterQuery};

/// Notifications, and whom they go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notifications {
    /// The targets that are configured. If there are none, notifications are only listed.
    pub targets: Vec<NotificationTarget>,
    /// A page of them, latest first.
    pub notifications: Vec<Notification>,
}

/// A change for the worse of an application, or its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// Its place in the list.
    pub id: i32,
    /// When the admin server decided to send it, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub timestamp: String,
    /// The application.
    pub application: String,
    /// The status of the application: `UP` if it is well again, `RESTRICTED` if some of its instances have failed, the worst status of
    /// its instances if all have, `OFFLINE` if none is left.
    pub status: String,
    /// Whether it says that the application is well again.
    pub is_resolved: bool,
    /// How many instances the application had.
    pub known_instances: u32,
    /// How many of them were not well.
    pub failed_instances: u32,
    /// The instances that are not well, or that are well again: the first 20 of them.
    pub instances: Vec<NotifiedInstance>,
    /// What became of it, target by target. Empty if no target was configured.
    pub deliveries: Vec<NotificationDelivery>,
}

/// An instance in a notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotifiedInstance {
    /// The instance.
    pub id: InstanceId,
    /// Its status.
    pub status: String,
    /// Since when it is not well, or well again, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub since: String,
    /// Why: the parts that are not well, or why there is no answer.
    pub detail: Option<String>,
}

/// What became of a notification at one target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationDelivery {
    pub target: NotificationTarget,
    pub outcome: DeliveryOutcome,
    /// How often it was sent.
    pub attempts: u32,
    /// Why the latest attempt failed, or the id of the filter that suppresses it; null if there is nothing to say.
    pub reason: Option<String>,
}

/// Where notifications go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum NotificationTarget {
    /// Any program that takes JSON by POST.
    Webhook,
    /// The incoming webhook of a Slack channel.
    Slack,
}

impl NotificationTarget {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Webhook, Self::Slack];

    /// Its name on the wire, and in the secret of targets.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Slack => "slack",
        }
    }

    /// The target of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// What became of a notification at one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryOutcome {
    /// It is about to be sent, perhaps again.
    Waiting,
    /// The target took it.
    Sent,
    /// The target did not take it within an hour.
    Failed,
    /// A filter kept it from being sent.
    Suppressed,
}

impl DeliveryOutcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Suppressed];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Suppressed => "suppressed",
        }
    }

    /// The outcome of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

response_bodies!(Notifications, NotificationFilter);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_and_an_outcome_have_one_name_in_the_database_and_on_the_wire() {
        for target in NotificationTarget::ALL {
            assert_eq!(NotificationTarget::named(target.as_str()), Some(target));
            assert_eq!(serde_json::to_value(target).unwrap(), target.as_str());
        }
        for outcome in DeliveryOutcome::ALL {
            assert_eq!(DeliveryOutcome::named(outcome.as_str()), Some(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
    }
}
