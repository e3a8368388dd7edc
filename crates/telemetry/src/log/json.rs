//! A log line as a JSON object. Every value is escaped, so no value can forge a line.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Debug, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use tracing::Event;
use tracing::field::{Field, Visit};
use tracing_subscriber::fmt::format::Writer;

use crate::chain::chain;
use crate::clock;
use crate::context::RequestContext;

/// Maximum bytes of a text value in the log.
const LONGEST_VALUE: usize = 8 * 1024;
/// Initial capacity of a line, in bytes; most lines are shorter.
const USUAL_LINE: usize = 512;

pub(super) fn write(mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let mut line = Vec::with_capacity(USUAL_LINE);
    object(&mut line, event).map_err(|_| fmt::Error)?;
    line.push(b'\n');
    out.write_str(&String::from_utf8_lossy(&line))
}

fn object(line: &mut Vec<u8>, event: &Event<'_>) -> serde_json::Result<()> {
    let metadata = event.metadata();
    let time = clock::timestamp();
    let mut serializer = serde_json::Serializer::new(line);
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("timestamp", &time)?;
    map.serialize_entry("level", metadata.level().as_str())?;
    map.serialize_entry("target", metadata.target())?;
    let mut fields = Fields { map: &mut map, outcome: Ok(()) };
    event.record(&mut fields);
    fields.outcome?;
    if let Some(context) = RequestContext::current() {
        // The event's own fields win over the context's.
        let is_missing = |name| metadata.fields().field(name).is_none();
        if is_missing("requestId") {
            map.serialize_entry("requestId", context.request_id().to_str().unwrap_or_default())?;
        }
        if is_missing("traceId") {
            map.serialize_entry("traceId", &format!("{:032x}", context.trace().id))?;
        }
        if let (true, Some(route)) = (is_missing("route"), context.route()) {
            map.serialize_entry("route", route.name)?;
        }
    }
    map.end()
}

struct Fields<'a, M: SerializeMap> {
    map: &'a mut M,
    outcome: Result<(), M::Error>,
}

impl<M: SerializeMap> Fields<'_, M> {
    fn add(&mut self, field: &Field, value: &(impl Serialize + ?Sized)) {
        let name = match field.name() {
            // A JSON object must not repeat a name.
            "timestamp" => "_timestamp",
            "level" => "_level",
            "target" => "_target",
            name => name,
        };
        if self.outcome.is_ok() {
            self.outcome = self.map.serialize_entry(name, value);
        }
    }

    fn text(&mut self, field: &Field, text: fmt::Arguments<'_>) {
        let mut cut = Cut(String::new());
        // Reaching the limit is not a failure.
        let _ = cut.write_fmt(text);
        self.add(field, &cut.0);
    }
}

impl<M: SerializeMap> Visit for Fields<'_, M> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let cut = match value.get(..value.floor_char_boundary(LONGEST_VALUE)) {
            Some(kept) if kept.len() < value.len() => Cow::Owned(format!("{kept}…")),
            _ => Cow::Borrowed(value),
        };
        self.add(field, cut.as_ref());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.text(field, format_args!("{}", chain(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.text(field, format_args!("{value:?}"));
    }
}

/// Formats a text and drops everything beyond the limit.
struct Cut(String);

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let left = LONGEST_VALUE.checked_sub(self.0.len()).ok_or(fmt::Error)?;
        let kept = text.get(..text.floor_char_boundary(left)).unwrap_or_default();
        self.0.push_str(kept);
        if kept.len() < text.len() {
            self.0.push('…');
            return Err(fmt::Error);
        }
        Ok(())
    }
}
