//! Finds days and periods in texts, in English and Korean.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::words::Word;

mod calendar;
mod relative;

pub(super) use calendar::MONTHS;

/// A period, both ends included; a missing end leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
}

impl Period {
    /// The day, if the period is a single one.
    pub(super) fn day(&self) -> Option<Date> {
        self.from.filter(|it| Some(*it) == self.to)
    }

    fn between(from: Date, to: Date) -> Self {
        Self { from: Some(from), to: Some(to) }
    }

    fn one(day: Date) -> Self {
        Self::between(day, day)
    }

    fn year(year: i32) -> Option<Self> {
        Some(Self::between(date(year, 1, 1)?, date(year, 12, 31)?))
    }

    fn month(year: i32, month: u32) -> Option<Self> {
        let first = date(year, month, 1)?;
        Some(Self::between(first, first.last_of_month()))
    }

    /// The week from Monday to Sunday around a day.
    fn week(day: Date) -> Option<Self> {
        let monday = day.checked_sub(day.weekday().to_monday_zero_offset().days()).ok()?;
        Some(Self::between(monday, monday.checked_add(6.days()).ok()?))
    }
}

/// A date, if it exists in the calendar.
fn date(year: i32, month: u32, day: u32) -> Option<Date> {
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// A place where a text mentions a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) period: Period,
    /// The words of the mention.
    pub(super) words: Range<usize>,
}

/// How to complete a partial date: a day without a year is the next such day in plans, otherwise the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looking {
    Ahead,
    Back,
}

/// Parses words relative to today.
#[derive(Clone, Copy)]
struct Reader<'a> {
    words: &'a [Word],
    today: Date,
    looking: Looking,
}

/// A parsed period, and the number of words in it.
type Found = Option<(Period, usize)>;

/// Every time that a text mentions, in order.
pub(super) fn mentions(words: &[Word], today: Date, looking: Looking) -> Vec<Mention> {
    let reader = Reader { words, today, looking };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((period, length)) = reader.relative(at).or_else(|| reader.calendar(at)) {
            found.push(Mention { period, words: at..at + length });
            at += length;
        } else {
            at += 1;
        }
    }
    found
}

/// How a Korean word after a time bounds the period.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// From the time on.
    Since,
    After,
    Before,
    Until,
    During,
}

const BOUNDS: [(&str, Bound); 9] = [
    ("이후", Bound::Since),
    ("부터", Bound::Since),
    ("후", Bound::After),
    ("이전", Bound::Before),
    ("전", Bound::Before),
    ("전까지", Bound::Before),
    ("까지", Bound::Until),
    ("동안", Bound::During),
    ("중", Bound::During),
];

fn bound(word: &Word) -> Option<Bound> {
    let plain = ["", "에", "의", "에는", "은", "는", "로"].contains(&word.particle.as_str());
    let is = |it: &str| word.low == it || plain && word.stem == it;
    BOUNDS.iter().find(|(it, _)| is(it)).map(|(_, bound)| *bound)
}

/// The one period of a text: from its first to its last day, or open after "since", "before" and the like.
pub(super) fn period(words: &[Word], mentions: &[Mention]) -> Option<Period> {
    let (first, last) = (mentions.first()?, mentions.last()?);
    if first != last {
        return Some(Period { from: first.period.from, to: last.period.to });
    }
    let period = first.period;
    let before = first.words.start.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| &it.low);
    let particle =
        words.get(first.words.end - 1).map_or("", |it| it.low.trim_end_matches(['의', '은', '는']));
    let after = words.get(first.words.end).and_then(bound);
    let next = |it: Option<Date>| it.and_then(|it| it.tomorrow().ok());
    let prior = |it: Option<Date>| it.and_then(|it| it.yesterday().ok());
    Some(match before {
        "since" | "from" => Period { to: None, ..period },
        "after" => Period { from: next(period.to), to: None },
        "before" => Period { from: None, to: prior(period.from) },
        "until" | "till" | "by" => Period { from: None, ..period },
        _ if particle.ends_with("부터") || after == Some(Bound::Since) => Period { to: None, ..period },
        _ if after == Some(Bound::After) => Period { from: next(period.to), to: None },
        _ if after == Some(Bound::Before) => Period { from: None, to: prior(period.from) },
        _ if particle.ends_with("까지") || after == Some(Bound::Until) => Period { from: None, ..period },
        _ => period,
    })
}

/// The words of the one period of a text, unless it mentions times that make none.
pub(super) fn span(words: &[Word], mentions: &[Mention]) -> BTreeSet<usize> {
    let low = |at: usize| words.get(at).map_or("", |it| it.low.as_str());
    let before = |at: usize| at.checked_sub(1).map_or("", low);
    let (Some(first), Some(last)) = (mentions.first(), mentions.last()) else { return BTreeSet::new() };
    let (from, to) = (first.words.start, last.words.end);
    if mentions.len() == 1 {
        let ahead = ["since", "from", "after", "before", "until", "till", "by", "during", "within"]
            .contains(&before(from));
        let behind = words.get(to).and_then(bound).is_some();
        return (from - usize::from(ahead)..to + usize::from(behind)).collect();
    }
    // The year of one end may be meant for both: "2013년 1월부터 3월까지".
    let has_year = |it: &Mention| {
        it.words.clone().any(|at| low(at).get(..4).is_some_and(|it| it.chars().all(|it| it.is_ascii_digit())))
    };
    let is_day = |it: &Mention| {
        ["today", "yesterday", "오늘", "어제"].iter().any(|day| low(it.words.start).starts_with(day))
    };
    if has_year(first) != has_year(last) && !is_day(first) && !is_day(last) {
        return BTreeSet::new();
    }
    let between = first.words.end..last.words.start;
    let opens = ["between", "from"].contains(&before(from));
    let joins = |at: usize| {
        ["to", "until", "till", "through", "부터", "에서"].contains(&low(at)) || opens && low(at) == "and"
    };
    let particle = words.get(first.words.end.saturating_sub(1)).map_or("", |it| it.particle.as_str());
    let dash =
        between.is_empty() && words.get(between.start).is_some_and(|it| it.gap.contains(['-', '~', '–']));
    let is_span =
        between.len() == 1 && joins(between.start) || between.is_empty() && (particle == "부터" || dash);
    if mentions.len() > 2 || !is_span {
        return BTreeSet::new();
    }
    let behind = ["까지", "사이"].iter().any(|it| low(to).starts_with(it));
    (from - usize::from(opens)..to + usize::from(behind)).collect()
}

impl Reader<'_> {
    fn low(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |it| &it.low)
    }

    fn number(&self, at: usize) -> Option<u32> {
        let word = self.words.get(at).filter(|it| it.low.len() <= 4)?;
        word.low.trim_end_matches(char::is_alphabetic).parse().ok()
    }

    /// The day of a month, as a plain number or as in `2nd`.
    fn day_number(&self, at: usize) -> Option<u32> {
        let low = self.low(at);
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|it| low.strip_suffix(it)).unwrap_or(low);
        digits.parse().ok().filter(|it| (1..=31).contains(it))
    }

    fn year_number(&self, at: usize) -> Option<i32> {
        let word = self.words.get(at).filter(|it| it.low.len() == 4 && it.is_number())?;
        word.low.parse().ok().filter(|it| (1900..=2199).contains(it))
    }

    /// The day, in the year that the text most likely means.
    fn nearest(&self, month: u32, day: u32) -> Option<Date> {
        let near = |years: [i32; 2], fits: fn(Date, Date) -> bool| {
            years
                .iter()
                .filter_map(|it| date(i32::from(self.today.year()) + it, month, day))
                .find(|it| fits(*it, self.today))
        };
        match self.looking {
            Looking::Ahead => near([0, 1], |day, today| day >= today),
            Looking::Back => near([0, -1], |day, today| day <= today),
        }
    }
}

#[cfg(test)]
mod tests;
