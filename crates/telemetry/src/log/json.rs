//! A line as a JSON object, which cannot be forged: every value is escaped.

use std::error::Error;
use std::fmt::{self, Debug, Write};

use tracing::Event;
use tracing::field::{Field, Visit};

use super::stamp;
use crate::clock;
use crate::context::Context;

/// The most bytes of a text that are logged.
const LONGEST_VALUE: usize = 8 * 1024;

pub(super) fn write(line: &mut String, event: &Event<'_>) {
    let metadata = event.metadata();
    line.push_str(r#"{"timestamp":""#);
    stamp::write(line, clock::since_epoch());
    line.push_str(r#"","level":""#);
    line.push_str(metadata.level().as_str());
    line.push_str(r#"","target":""#);
    let _ = Escaped::new(line).write_str(metadata.target());
    line.push('"');
    let mut fields = Fields { line, own: Own::default() };
    event.record(&mut fields);
    let own = fields.own;
    if let Some(context) = Context::current() {
        write_context(line, &context, own);
    }
    line.push('}');
}

fn write_context(line: &mut String, context: &Context, own: Own) {
    if !own.request_id {
        line.push_str(r#","requestId":""#);
        let _ = Escaped::new(line).write_str(context.request_id().to_str().unwrap_or_default());
        line.push('"');
    }
    if !own.trace_id {
        let _ = write!(line, r#","traceId":"{:032x}""#, context.trace().id);
    }
    if let (false, Some(route)) = (own.route, context.route()) {
        line.push_str(r#","route":""#);
        line.push_str(route.name);
        line.push('"');
    }
}

/// What an event says itself of its request; that wins.
#[derive(Clone, Copy, Default)]
struct Own {
    request_id: bool,
    trace_id: bool,
    route: bool,
}

struct Fields<'a> {
    line: &'a mut String,
    own: Own,
}

impl Fields<'_> {
    fn name(&mut self, field: &Field) {
        self.line.push_str(",\"");
        match field.name() {
            name @ ("timestamp" | "level" | "target") => {
                // An object has each name once.
                self.line.push('_');
                self.line.push_str(name);
            }
            name => {
                match name {
                    "requestId" => self.own.request_id = true,
                    "traceId" => self.own.trace_id = true,
                    "route" => self.own.route = true,
                    _ => {}
                }
                let _ = Escaped::new(self.line).write_str(name);
            }
        }
        self.line.push_str("\":");
    }

    fn plain(&mut self, field: &Field, value: impl fmt::Display) {
        self.name(field);
        let _ = write!(self.line, "{value}");
    }

    fn text(&mut self, field: &Field, write: impl FnOnce(&mut Escaped<'_>) -> fmt::Result) {
        self.name(field);
        self.line.push('"');
        let _ = write(&mut Escaped::new(self.line));
        self.line.push('"');
    }
}

impl Visit for Fields<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if value.is_finite() {
            self.plain(field, value);
        } else {
            self.plain(field, "null");
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.plain(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.plain(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.plain(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, |out| out.write_str(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.text(field, |out| {
            write!(out, "{value}")?;
            let mut cause = value.source();
            while let Some(error) = cause {
                write!(out, ": {error}")?;
                cause = error.source();
            }
            Ok(())
        });
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.text(field, |out| write!(out, "{value:?}"));
    }
}

/// Writes into a JSON string, and not too much of it.
struct Escaped<'a> {
    line: &'a mut String,
    left: usize,
}

impl<'a> Escaped<'a> {
    fn new(line: &'a mut String) -> Self {
        Self { line, left: LONGEST_VALUE }
    }
}

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let kept = text.get(..text.floor_char_boundary(self.left)).unwrap_or_default();
        let mut plain_from = 0;
        for (at, byte) in kept.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' && byte != 0x7f {
                continue;
            }
            self.line.push_str(kept.get(plain_from..at).unwrap_or_default());
            plain_from = at + 1;
            match byte {
                b'"' => self.line.push_str("\\\""),
                b'\\' => self.line.push_str("\\\\"),
                b'\n' => self.line.push_str("\\n"),
                b'\r' => self.line.push_str("\\r"),
                b'\t' => self.line.push_str("\\t"),
                byte => write!(self.line, "\\u{byte:04x}")?,
            }
        }
        self.line.push_str(kept.get(plain_from..).unwrap_or_default());
        self.left -= kept.len();
        if kept.len() < text.len() {
            self.line.push('…');
            return Err(fmt::Error);
        }
        Ok(())
    }
}
