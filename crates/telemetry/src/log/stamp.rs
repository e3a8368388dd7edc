//! When a line was logged.

use std::cell::Cell;
use std::fmt::Write;
use std::time::Duration;

use chrono::DateTime;

/// `2026-01-31T12:00:00`
const TO_THE_SECOND: usize = 19;

thread_local! {
    /// The second of the last line, and its text.
    static SECOND: Cell<(u64, [u8; TO_THE_SECOND])> = const { Cell::new((u64::MAX, [b'0'; TO_THE_SECOND])) };
}

/// Appends a time as RFC 3339 in UTC, to the millisecond.
pub(super) fn write(line: &mut String, since_epoch: Duration) {
    let (mut second, mut text) = SECOND.get();
    if second != since_epoch.as_secs() {
        second = since_epoch.as_secs();
        text = to_the_second(second).unwrap_or(text);
        SECOND.set((second, text));
    }
    line.push_str(str::from_utf8(&text).unwrap_or_default());
    let _ = write!(line, ".{:03}Z", since_epoch.subsec_millis());
}

fn to_the_second(second: u64) -> Option<[u8; TO_THE_SECOND]> {
    let time = DateTime::from_timestamp(i64::try_from(second).ok()?, 0)?;
    time.format("%Y-%m-%dT%H:%M:%S").to_string().into_bytes().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_to_the_millisecond() {
        for (millis, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_785_499_200_007, "2026-07-31T12:00:00.007Z"),
            (1_785_499_200_999, "2026-07-31T12:00:00.999Z"),
            (1_785_499_201_000, "2026-07-31T12:00:01.000Z"),
        ] {
            let mut line = String::new();
            write(&mut line, Duration::from_millis(millis));
            assert_eq!(line, expected);
        }
    }
}
