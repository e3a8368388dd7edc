//! News of the agenda, for those who look at it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::endpoint::{EVENTS, EventStream, ResponseBody, event_schema};
use crate::schemas::Schemas;

/// What changed, without anything about whom: server-sent events, each with JSON as its data.
///
/// - `alive` (`{}`) comes at once and every 15 s. Without it, nothing is known of changes.
/// - `changed` is an [`AgendaChange`].
///
/// What changed before the stream began, or while it was interrupted, is not told.
#[derive(Clone, Copy, Debug)]
pub struct AgendaEvents;

impl ResponseBody for AgendaEvents {
    const MEDIA: &'static str = EVENTS;
    const IS_STREAMED: bool = true;

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        schemas.add::<AgendaChange>();
        Some(event_schema(
            "Events `changed` (an AgendaChange), and `alive` every 15 s while changes can be told",
        ))
    }
}

impl EventStream for AgendaEvents {}

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgendaChange {
    /// The days by the clock on the clinic's wall whose appointments changed.
    pub days: Vec<Date>,
    /// Whether entries of the clinic's calendar changed, such as a leave; or so much changed that nothing is as it was.
    pub calendar: bool,
}
