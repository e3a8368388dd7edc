//! The log: one line an event, with what is known of the request it belongs to.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};
use tracing_core::LevelFilter;

use crate::levels::{Level, Levels};

pub(crate) use self::lines::Lines;

mod json;
mod lines;
mod stamp;
mod text;

/// How a line looks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    Json,
    Text { is_coloured: bool },
}

/// Writes events to the log. Spans of `tracing` are not kept: what a line belongs to is [`crate::context::Context`]'s.
pub(crate) struct Log {
    levels: Levels,
    style: Style,
    lines: Lines,
    events: Arc<Events>,
}

/// How many lines were logged.
#[derive(Debug, Default)]
pub(crate) struct Events([AtomicU64; Level::ALL.len()]);

impl Events {
    pub(crate) fn count(&self, level: Level) -> u64 {
        self.0.get(level as usize).map_or(0, |count| count.load(Ordering::Relaxed))
    }
}

impl Log {
    pub(crate) fn new(levels: Levels, style: Style, lines: Lines) -> Self {
        Self { levels, style, lines, events: Arc::default() }
    }

    pub(crate) fn events(&self) -> Arc<Events> {
        Arc::clone(&self.events)
    }
}

thread_local! {
    /// Lines are put together here. A line that is logged while another is put together finds it empty.
    static LINE: Cell<String> = const { Cell::new(String::new()) };
}

/// More than most lines have; what a longer one needed is given back.
const KEPT_LINE: usize = 4096;

impl Subscriber for Log {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.is_event() {
            self.levels.see(metadata.target());
        }
        if self.enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && self.levels.allow(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(match self.levels.loudest() {
            Level::Off => LevelFilter::OFF,
            Level::Error => LevelFilter::ERROR,
            Level::Warn => LevelFilter::WARN,
            Level::Info => LevelFilter::INFO,
            Level::Debug => LevelFilter::DEBUG,
            Level::Trace => LevelFilter::TRACE,
        })
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = LINE.take();
        line.clear();
        match self.style {
            Style::Json => json::write(&mut line, event),
            Style::Text { is_coloured } => text::write(&mut line, event, is_coloured),
        }
        let level = Level::of(event.metadata().level());
        if let Some(count) = self.events.0.get(level as usize) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.lines.append(line.as_bytes());
        if line.capacity() <= KEPT_LINE {
            LINE.set(line);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[cfg(test)]
pub(crate) mod kept;
#[cfg(test)]
mod tests;
