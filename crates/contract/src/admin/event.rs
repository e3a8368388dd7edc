//! The journal: what happened to instances.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::{RefOr, Schema};

use super::{InstanceId, Registration, StatusInfo};
use crate::endpoint::{EVENTS, EventStream, ResponseBody, event_schema};
use crate::paging::Page;
use crate::params::{Query, QueryParams};
use crate::problem::FieldError;
use crate::schemas::Schemas;

/// Something that happened to an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstanceEvent {
    /// Its place in the journal.
    pub id: i32,
    /// The instance.
    pub instance: InstanceId,
    /// The instance's application.
    pub application: String,
    /// The version that the instance had then.
    pub version: i32,
    /// When it happened, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub timestamp: String,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// The new status, of a change of status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status_info: Option<StatusInfo>,
    /// The instance as it was then known, of a registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub registration: Option<Registration>,
}

/// What happened to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EventKind {
    /// It registered itself or was found.
    Registered,
    /// A poll found another status.
    StatusChanged,
    /// It is no longer found, did not renew its registration, or was removed.
    Deregistered,
}

impl EventKind {
    const ALL: [Self; 3] = [Self::Registered, Self::StatusChanged, Self::Deregistered];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "REGISTERED",
            Self::StatusChanged => "STATUS_CHANGED",
            Self::Deregistered => "DEREGISTERED",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// A page of a journal, latest first: `after` is the last entry of the page before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JournalQuery {
    /// The page.
    pub page: Page,
}

impl QueryParams for JournalQuery {
    const NAMES: &'static [&'static str] = &["size", "after"];

    fn read(query: &Query) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let page = Page::read(query, &mut errors);
        if errors.is_empty() { Ok(Self { page }) } else { Err(errors) }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        self.page.pairs()
    }

    fn parameters() -> Vec<Parameter> {
        Page::plain_parameters("entry")
    }
}

/// The journal while it grows: server-sent events, each with JSON as its data.
///
/// - `alive` (`{}`) comes at once and every 15 s.
/// - `changed` is an [`InstanceEvent`].
///
/// What happened before the stream began, or while it was interrupted, is in the journal alone.
#[derive(Clone, Copy, Debug)]
pub struct InstanceChanges;

impl ResponseBody for InstanceChanges {
    const MEDIA: &'static str = EVENTS;
    const IS_STREAMED: bool = true;

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        schemas.add::<InstanceEvent>();
        Some(event_schema("Events `changed` (an InstanceEvent), and `alive` every 15 s"))
    }
}

impl EventStream for InstanceChanges {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_in_the_database_and_on_the_wire() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::named(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
