//! Server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>). Chat completions use only the data of
//! each event.

use crate::provider::AttemptFailure;

/// Longest data of an event, in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// The bytes of a stream that do not complete an event yet.
#[derive(Default)]
pub(super) struct Events {
    line: Vec<u8>,
    data: Vec<u8>,
    has_data: bool,
    /// Whether the last byte was a carriage return. A line feed right after it ends no further line.
    after_return: bool,
}

impl Events {
    /// Takes the next bytes of the stream; returns the data of the events that end in them.
    ///
    /// # Errors
    /// If an event is too long.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<Vec<String>, AttemptFailure> {
        let mut found = Vec::new();
        for &byte in bytes {
            let is_rest_of_end = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            match byte {
                _ if is_rest_of_end => {}
                b'\n' | b'\r' => found.extend(self.end_line()),
                _ if self.line.len() + self.data.len() >= MOST_BYTES => {
                    return Err(AttemptFailure::not_understood());
                }
                _ => self.line.push(byte),
            }
        }
        Ok(found)
    }

    /// The data of the last event, if the stream ended without a blank line after it.
    pub(super) fn end(&mut self) -> Option<String> {
        let last = self.end_line();
        last.or_else(|| self.end_event())
    }

    /// Reads a line; returns the data of the event that it ends.
    fn end_line(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return self.end_event();
        }
        // Other fields, and comments, which begin with a colon, mean nothing here.
        if let Some(value) = line.strip_prefix(b"data:") {
            if self.has_data {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
            self.has_data = true;
        }
        None
    }

    fn end_event(&mut self) -> Option<String> {
        let data = std::mem::take(&mut self.data);
        std::mem::take(&mut self.has_data).then(|| String::from_utf8_lossy(&data).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&[u8]]) -> Vec<String> {
        let mut events = Events::default();
        let mut found: Vec<_> = pieces.iter().flat_map(|it| events.take(it).unwrap()).collect();
        found.extend(events.end());
        found
    }

    #[test]
    fn data_ends_with_a_blank_line_whatever_ends_lines() {
        for text in ["data: a\n\ndata:b\n\n", "data: a\r\n\r\ndata:b\r\n\r\n", "data: a\r\rdata:b\r\r"] {
            assert_eq!(read(&[text.as_bytes()]), ["a", "b"], "{text:?}");
            let bytes: Vec<_> = text.as_bytes().chunks(1).collect();
            assert_eq!(read(&bytes), ["a", "b"], "{text:?}");
        }
    }

    #[test]
    fn comments_and_other_fields_are_left_out_and_lines_of_an_event_are_joined() {
        let text = ": alive\n\nevent: message\nid: 7\ndata: {\ndata: }\nretry: 1\n\ndata: [DONE]";
        assert_eq!(read(&[text.as_bytes()]), ["{\n}", "[DONE]"]);
    }

    #[test]
    fn an_event_without_end_is_given_up() {
        let mut events = Events::default();
        let endless = [b'x'; 4096];
        assert!((0..1000).any(|_| events.take(&endless).is_err()));
        let mut events = Events::default();
        assert!((0..1_000_000).any(|_| events.take(b"data: x\n").is_err()));
    }

    proptest! {
        #[test]
        fn where_the_network_cuts_a_stream_changes_nothing(
            text in "(data: ?|: |id:|[a-z{}]|\r|\n|\r\n|가){0,40}",
            size in 1_usize..8,
        ) {
            let cut: Vec<_> = text.as_bytes().chunks(size).collect();
            prop_assert_eq!(read(&cut), read(&[text.as_bytes()]));
        }
    }
}
