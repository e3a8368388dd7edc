//! A log line for people.

use std::error::Error;
use std::fmt::{self, Debug, Display, Write};

use tracing::field::{Field, Visit};
use tracing::{Event, Level};
use tracing_subscriber::fmt::format::Writer;

use crate::chain::chain;
use crate::clock;
use crate::context::RequestContext;

const DIM: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

pub(super) fn write(mut out: Writer<'_>, event: &Event<'_>) -> fmt::Result {
    let metadata = event.metadata();
    let (dim, plain, level) = match out.has_ansi_escapes() {
        true => (DIM, PLAIN, colour(*metadata.level())),
        false => ("", "", ""),
    };
    let time = clock::timestamp();
    write!(
        out,
        "{dim}{time}{plain} {level}{:>5}{plain} {dim}{}:{plain}",
        metadata.level(),
        metadata.target()
    )?;
    let mut fields = Fields { out, dim, plain, outcome: Ok(()) };
    event.record(&mut fields);
    if let Some(context) = RequestContext::current() {
        fields.add("requestId", &context.request_id().to_str().unwrap_or_default());
        fields.add("traceId", &format_args!("{:032x}", context.trace().id));
    }
    fields.outcome?;
    fields.out.write_char('\n')
}

fn colour(level: Level) -> &'static str {
    match level {
        Level::ERROR => "\x1b[31m",
        Level::WARN => "\x1b[33m",
        Level::INFO => "\x1b[32m",
        Level::DEBUG => "\x1b[34m",
        Level::TRACE => "\x1b[35m",
    }
}

struct Fields<'a> {
    out: Writer<'a>,
    dim: &'static str,
    plain: &'static str,
    outcome: fmt::Result,
}

impl Fields<'_> {
    fn add(&mut self, name: &str, value: &dyn Display) {
        self.outcome = self.outcome.and_then(|()| self.write(name, value));
    }

    fn write(&mut self, name: &str, value: &dyn Display) -> fmt::Result {
        match name {
            "message" => self.out.write_char(' ')?,
            name => write!(self.out, " {}{name}={}", self.dim, self.plain)?,
        }
        write!(Visible(&mut self.out), "{value}")
    }
}

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field.name(), &value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.add(field.name(), &chain(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field.name(), &format_args!("{value:?}"));
    }
}

/// Escapes control characters, which could otherwise start a new line or control the terminal, and direction marks, which could make a
/// line read as another one.
struct Visible<'a, 'w>(&'a mut Writer<'w>);

impl Write for Visible<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|c| match c.is_control() || is_direction_mark(c) {
            true => write!(self.0, "{}", c.escape_default()),
            false => self.0.write_char(c),
        })
    }
}

/// Whether a character changes the direction of writing (Unicode's `Bidi_Control`).
fn is_direction_mark(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
