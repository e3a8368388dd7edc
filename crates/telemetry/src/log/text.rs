//! A line for people.

use std::error::Error;
use std::fmt::{self, Debug, Display, Write};

use tracing::field::{Field, Visit};
use tracing::{Event, Level};

use super::stamp;
use crate::clock;
use crate::context::Context;

const DIM: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

pub(super) fn write(line: &mut String, event: &Event<'_>, is_coloured: bool) {
    let (dim, plain) = if is_coloured { (DIM, PLAIN) } else { ("", "") };
    let metadata = event.metadata();
    line.push_str(dim);
    stamp::write(line, clock::since_epoch());
    let level = if is_coloured { colour(*metadata.level()) } else { "" };
    let _ = write!(line, "{plain} {level}{:>5}{plain} {dim}{}:{plain}", metadata.level(), metadata.target());
    let mut fields = Fields { line, dim, plain };
    event.record(&mut fields);
    if let Some(context) = Context::current() {
        fields.add("requestId", &context.request_id().to_str().unwrap_or_default());
    }
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
    line: &'a mut String,
    dim: &'static str,
    plain: &'static str,
}

impl Fields<'_> {
    fn add(&mut self, name: &str, value: &dyn Display) {
        if name == "message" {
            self.line.push(' ');
        } else {
            let _ = write!(self.line, " {}{name}={}", self.dim, self.plain);
        }
        let _ = write!(Visible(self.line), "{value}");
    }
}

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field.name(), &value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.add(field.name(), &value);
        let mut cause = value.source();
        while let Some(error) = cause {
            let _ = write!(Visible(self.line), ": {error}");
            cause = error.source();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field.name(), &format_args!("{value:?}"));
    }
}

/// Shows what would otherwise begin a line or command a terminal.
struct Visible<'a>(&'a mut String);

impl Write for Visible<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            if c.is_control() {
                write!(self.0, "{}", c.escape_default())?;
            } else {
                self.0.push(c);
            }
        }
        Ok(())
    }
}
