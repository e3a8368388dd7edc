//! Durations in the notation of settings: `300ms`, `10s`, `5m`, `1h`.

use std::time::Duration;

const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

/// Reads a duration in the notation of settings: a whole number with a unit, such as `5s`.
pub fn parse(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some(Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(*millis)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_duration_is_a_whole_number_with_a_unit() {
        assert_eq!(parse("300ms"), Some(Duration::from_millis(300)));
        assert_eq!(parse("10s"), Some(Duration::from_secs(10)));
        assert_eq!(parse("5m"), Some(Duration::from_secs(300)));
        assert_eq!(parse("1h"), Some(Duration::from_secs(3600)));
        for bad in
            ["", "5", "s", "1.5s", "-1s", "+1s", "5 s", "5S", "1d", "1s1s", "١s", "99999999999999999999s"]
        {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_number_is_read_in_its_unit(number in any::<u32>()) {
            let number = u64::from(number);
            prop_assert_eq!(parse(&format!("{number}ms")), Some(Duration::from_millis(number)));
            prop_assert_eq!(parse(&format!("{number}m")), Some(Duration::from_secs(number * 60)));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn a_number_too_large_is_refused(number in (u64::MAX / 3_600_000 + 1)..) {
            let text = format!("{number}h");
            prop_assert_eq!(parse(&text), None);
        }
    }
}
