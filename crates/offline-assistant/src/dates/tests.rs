use proptest::prelude::*;

use super::*;
use crate::words::words;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A Wednesday.
fn today() -> Date {
    day("2026-03-04")
}

fn read(text: &str, looking: Looking) -> Option<(String, String)> {
    let words = words(text);
    let show = |it: Option<Date>| it.map_or_else(String::new, |it| it.to_string());
    period(&words, &mentions(&words, today(), looking)).map(|it| (show(it.from), show(it.to)))
}

#[test]
fn spans_of_time_are_understood() {
    let cases = [
        ("visits on 2013-01-02", "2013-01-02", "2013-01-02"),
        ("on January 2, 2013", "2013-01-02", "2013-01-02"),
        ("on the 2nd of January 2013", "2013-01-02", "2013-01-02"),
        ("2013년 1월 2일의 방문", "2013-01-02", "2013-01-02"),
        ("2013.01.02 방문", "2013-01-02", "2013-01-02"),
        ("on 1/2/2013", "2013-01-02", "2013-01-02"),
        ("in January 2013", "2013-01-01", "2013-01-31"),
        ("2013년 2월에", "2013-02-01", "2013-02-28"),
        ("in 2013", "2013-01-01", "2013-12-31"),
        ("2013년에 몇 번", "2013-01-01", "2013-12-31"),
        ("today", "2026-03-04", "2026-03-04"),
        ("오늘 방문", "2026-03-04", "2026-03-04"),
        ("this week", "2026-03-02", "2026-03-08"),
        ("이번 주 방문", "2026-03-02", "2026-03-08"),
        ("지난주", "2026-02-23", "2026-03-01"),
        ("last month", "2026-02-01", "2026-02-28"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("in the last 7 days", "2026-02-25", "2026-03-04"),
        ("지난 1년 동안", "2025-03-04", "2026-03-04"),
        ("since 2012", "2012-01-01", ""),
        ("before 2013-01-03", "", "2013-01-02"),
        ("2013년 이후", "2013-01-01", ""),
        ("between 2013-01-02 and 2013-01-03", "2013-01-02", "2013-01-03"),
        ("in May", "2025-05-01", "2025-05-31"),
    ];
    for (text, from, to) in cases {
        assert_eq!(read(text, Looking::Back), Some((from.to_owned(), to.to_owned())), "{text}");
    }
}

#[test]
fn plans_look_ahead() {
    let cases = [
        ("on December 1", "2026-12-01"),
        ("2월 1일에", "2027-02-01"),
        ("on Friday", "2026-03-06"),
        ("next Wednesday", "2026-03-11"),
        ("다음 주 월요일에", "2026-03-09"),
        ("tomorrow", "2026-03-05"),
        ("모레", "2026-03-06"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, Looking::Ahead), Some((expected.to_owned(), expected.to_owned())), "{text}");
    }
}

#[test]
fn an_invalid_time_is_none() {
    for text in
        ["2013 Oak Street", "may I ask", "call 6085551023", "2013-13-45", "February 30", "the march", ""]
    {
        assert_eq!(read(text, Looking::Back), None, "{text}");
    }
}

proptest! {
    #[test]
    fn every_day_is_read_as_it_is_written(days in 0_i32..90_000) {
        let day = day("1900-01-01") + days.days();
        for format in ["on %Y-%m-%d.", "%B %-d, %Y", "%-d %b %Y", "%Y년 %-m월 %-d일에", "%Y/%m/%d"] {
            let text = day.strftime(format).to_string();
            prop_assert_eq!(read(&text, Looking::Back), Some((day.to_string(), day.to_string())), "{}", text);
        }
    }

    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,40}|((last|next|지난|[0-9]{1,5}|년|월|일|day|week|month|year|부터|-|/| ){0,9})") {
        let _ = read(&text, Looking::Back);
        let _ = read(&text, Looking::Ahead);
    }
}
