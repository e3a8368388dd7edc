//! Parses times relative to today.

use super::super::words::Word;
use super::{Date, Found, Looking, Period, Reader, Span, ToSpan, Weekday};

/// A unit of time.
#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// Single words for a time, and the distance from today.
const WORDS: [(&str, Unit, i32); 26] = [
    ("today", Unit::Day, 0),
    ("tonight", Unit::Day, 0),
    ("tomorrow", Unit::Day, 1),
    ("yesterday", Unit::Day, -1),
    ("오늘", Unit::Day, 0),
    ("내일", Unit::Day, 1),
    ("모레", Unit::Day, 2),
    ("어제", Unit::Day, -1),
    ("그저께", Unit::Day, -2),
    ("금주", Unit::Week, 0),
    ("이번주", Unit::Week, 0),
    ("지난주", Unit::Week, -1),
    ("저번주", Unit::Week, -1),
    ("다음주", Unit::Week, 1),
    ("담주", Unit::Week, 1),
    ("이번달", Unit::Month, 0),
    ("이달", Unit::Month, 0),
    ("지난달", Unit::Month, -1),
    ("저번달", Unit::Month, -1),
    ("다음달", Unit::Month, 1),
    ("올해", Unit::Year, 0),
    ("금년", Unit::Year, 0),
    ("작년", Unit::Year, -1),
    ("지난해", Unit::Year, -1),
    ("내년", Unit::Year, 1),
    ("재작년", Unit::Year, -2),
];

const STEPS: [(&str, i32); 9] = [
    ("this", 0),
    ("last", -1),
    ("previous", -1),
    ("past", -1),
    ("next", 1),
    ("이번", 0),
    ("지난", -1),
    ("저번", -1),
    ("다음", 1),
];

const UNITS: [(&str, Unit); 12] = [
    ("day", Unit::Day),
    ("week", Unit::Week),
    ("month", Unit::Month),
    ("year", Unit::Year),
    ("일", Unit::Day),
    ("주", Unit::Week),
    ("달", Unit::Month),
    ("개월", Unit::Month),
    ("년", Unit::Year),
    ("해", Unit::Year),
    ("days", Unit::Day),
    ("weeks", Unit::Week),
];

/// Monday first.
const WEEKDAYS: [(&str, &str); 7] = [
    ("monday", "월요일"),
    ("tuesday", "화요일"),
    ("wednesday", "수요일"),
    ("thursday", "목요일"),
    ("friday", "금요일"),
    ("saturday", "토요일"),
    ("sunday", "일요일"),
];

impl Reader<'_> {
    pub(super) fn relative(&self, at: usize) -> Found {
        if self.low(at) == "day" && self.low(at + 1) == "after" && self.low(at + 2) == "tomorrow" {
            return Some((Period::one(self.today.checked_add(2.days()).ok()?), 3));
        }
        self.span(at).or_else(|| self.step(at)).or_else(|| self.word(at)).or_else(|| self.weekday(at, None))
    }

    fn word(&self, at: usize) -> Found {
        let low = self.low(at);
        let hangul = self.words.get(at).is_some_and(Word::is_hangul);
        let fits = |it: &str| if hangul { low.starts_with(it) } else { low == it };
        let (_, unit, far) = WORDS.iter().find(|(it, ..)| fits(it))?;
        if let (Unit::Week, Some(found)) = (unit, self.weekday(at + 1, Some(*far))) {
            return Some((found.0, found.1 + 1));
        }
        Some((self.far(*unit, *far)?, 1))
    }

    /// `next week`, `last Friday`, `지난 주 월요일`.
    fn step(&self, at: usize) -> Found {
        let low = self.low(at);
        let (_, far) = STEPS.iter().find(|(it, _)| low == *it)?;
        let Some(unit) = self.unit(at + 1) else {
            let found = if *far < 0 { self.gone_by(at + 1)? } else { self.weekday(at + 1, None)? };
            return Some((found.0, found.1 + 1));
        };
        if let (Unit::Week, Some(found)) = (unit, self.weekday(at + 2, Some(*far))) {
            return Some((found.0, found.1 + 2));
        }
        Some((self.far(unit, *far)?, 2))
    }

    /// The weekday or the month before today, or before this month.
    fn gone_by(&self, at: usize) -> Found {
        let back = Self { looking: Looking::Back, ..*self };
        if let Some((period, length)) = back.weekday(at, None) {
            let day = period.from?;
            let day = if day == self.today { day.checked_sub(7.days()).ok()? } else { day };
            return Some((Period::one(day), length));
        }
        let (period, _) = back.calendar(at).filter(|(_, length)| *length == 1)?;
        let (from, to) = (period.from?, period.to?);
        let is_month = from == from.first_of_month() && to == from.last_of_month();
        let gone = if to < self.today { from } else { from.checked_sub(1.year()).ok()? };
        is_month.then(|| (Period::between(gone, gone.last_of_month()), 1))
    }

    /// `last 30 days`, `지난 1년`: a period that ends today.
    fn span(&self, at: usize) -> Found {
        if !["last", "past", "previous", "지난", "최근"].contains(&self.low(at)) {
            return None;
        }
        let count = self.number(at + 1)?;
        let from = self.shifted(self.unit(at + 2)?, -i32::try_from(count).ok()?)?;
        Some((Period::between(from, self.today), 3))
    }

    fn unit(&self, at: usize) -> Option<Unit> {
        let word = self.words.get(at)?;
        let fits = |it: &str| word.stem == it || word.low.strip_suffix('s') == Some(it);
        UNITS.iter().find(|(it, _)| fits(it)).map(|(_, unit)| *unit)
    }

    /// A weekday: in the week at this distance from the current one or, without a week, the next or last such day.
    fn weekday(&self, at: usize, week: Option<i32>) -> Found {
        let low = self.low(at);
        let index =
            WEEKDAYS.iter().position(|(english, korean)| low == *english || low.starts_with(korean))?;
        let ahead = i8::try_from(index).ok()?;
        let day = match week {
            Some(far) => self.far(Unit::Week, far)?.from?.checked_add(ahead.days()).ok()?,
            None => self.near_weekday(Weekday::from_monday_zero_offset(ahead).ok()?)?,
        };
        Some((Period::one(day), 1))
    }

    fn near_weekday(&self, wanted: Weekday) -> Option<Date> {
        let today = self.today.weekday();
        let near = match self.looking {
            Looking::Ahead => self.today.checked_add(((today.until(wanted) + 6) % 7 + 1).days()),
            Looking::Back => self.today.checked_sub(wanted.until(today).days()),
        };
        near.ok()
    }

    fn far(&self, unit: Unit, far: i32) -> Option<Period> {
        let day = self.shifted(unit, far)?;
        match unit {
            Unit::Day => Some(Period::one(day)),
            Unit::Week => Period::week(day),
            Unit::Month => Some(Period::between(day.first_of_month(), day.last_of_month())),
            Unit::Year => Period::year(day.year().into()),
        }
    }

    fn shifted(&self, unit: Unit, far: i32) -> Option<Date> {
        let span = match unit {
            Unit::Day => Span::new().try_days(far),
            Unit::Week => Span::new().try_weeks(far),
            Unit::Month => Span::new().try_months(far),
            Unit::Year => Span::new().try_years(far),
        };
        self.today.checked_add(span.ok()?).ok()
    }
}
