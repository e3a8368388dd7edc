//! The log: one line for each event, with the context of its request.

use metrics::{Counter, counter, describe_counter};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{self, FmtContext, MakeWriter};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::levels::{self, Level, Levels};

mod json;
pub(crate) mod tail;
mod text;
pub(crate) mod writer;

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line on standard output, for machines.
    Json,
    /// A line of text on standard error, for people; coloured on a terminal.
    Text,
}

/// Writes events to the log. It ignores `tracing` spans, because [`crate::context::RequestContext`] identifies a line's request.
pub(crate) fn subscriber<W>(levels: Levels, format: Format, is_coloured: bool, out: W) -> impl Subscriber
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().event_format(format).with_ansi(is_coloured).with_writer(out);
    Registry::default().with(levels).with(LogEvents::new()).with(lines)
}

impl<S, N> FormatEvent<S, N> for Format
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, out: Writer<'_>, event: &Event<'_>) -> std::fmt::Result {
        match self {
            Self::Json => json::write(out, event),
            Self::Text => text::write(out, event),
        }
    }
}

/// Counts the lines that are logged.
struct LogEvents([Counter; Level::ALL.len()]);

impl LogEvents {
    fn new() -> Self {
        describe_counter!("log_events_total", "Lines logged.");
        Self(Level::ALL.map(|level| match level {
            Level::Off => Counter::noop(),
            level => counter!("log_events_total", "level" => level.as_str().to_ascii_lowercase()),
        }))
    }
}

impl<S: Subscriber> Layer<S> for LogEvents {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if let Some(count) = self.0.get(levels::of(event.metadata().level()) as usize) {
            count.increment(1);
        }
    }
}

#[cfg(test)]
pub(crate) mod buffer;
#[cfg(test)]
mod tests;
