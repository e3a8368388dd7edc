//! Parses days, months and years of the calendar.

use jiff::civil::Date;

use super::{Found, Looking, Period, Reader, date};

pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that mark the next number as a year.
const BEFORE_YEARS: [&str; 18] = [
    "in",
    "of",
    "during",
    "since",
    "before",
    "after",
    "until",
    "till",
    "from",
    "to",
    "and",
    "year",
    "for",
    "by",
    "between",
    "through",
    "throughout",
    "about",
];

impl Reader<'_> {
    pub(super) fn calendar(&self, at: usize) -> Found {
        self.iso(at)
            .or_else(|| self.numeric(at))
            .or_else(|| self.korean(at))
            .or_else(|| self.month_first(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.year(at))
    }

    /// `2013-01-02` or `2013-01`.
    fn iso(&self, at: usize) -> Found {
        let low = self.low(at);
        if let Some(day) = low.get(..10).filter(|it| *it == low).and_then(|it| it.parse().ok()) {
            return Some((Period::one(day), 1));
        }
        let (year, month) =
            low.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
        Some((Period::month(year.parse().ok()?, month.parse().ok()?)?, 1))
    }

    /// `2013.01.02`, `2013/1/2`, `1/2/2013` (month first) and `2.1.2013` (day first), unless the number is too large for one.
    fn numeric(&self, at: usize) -> Found {
        let apart =
            |at: usize| self.words.get(at).is_some_and(|it| matches!(it.gap.as_str(), "/" | "." | ". "));
        if !apart(at + 1) || !apart(at + 2) {
            return None;
        }
        let day = if let Some(year) = self.year_number(at) {
            date(year, self.number(at + 1)?, self.number(at + 2)?)?
        } else {
            let (year, a, b) = (self.year_number(at + 2)?, self.number(at)?, self.number(at + 1)?);
            let dotted = self.words.get(at + 1).is_some_and(|it| it.gap.contains('.'));
            let (month, day) = if dotted { (b, a) } else { (a, b) };
            date(year, month, day).or_else(|| date(year, day, month))?
        };
        Some((Period::one(day), 3))
    }

    /// `2013년 1월 2일` and any part of it.
    fn korean(&self, at: usize) -> Found {
        let unit = |at: usize, it: &str| self.low(at).starts_with(it);
        let number = |at: usize, it: &str| self.number(at).filter(|_| unit(at + 1, it));
        let year = self.year_number(at).filter(|_| unit(at + 1, "년"));
        let rest = at + if year.is_some() { 2 } else { 0 };
        let Some(month) = number(rest, "월") else {
            return Some((Period::year(year?)?, 2));
        };
        let Some(day) = number(rest + 2, "일") else {
            return Some((self.whole_month(year, month)?, rest + 2 - at));
        };
        Some((Period::one(self.in_year(year, month, day)?), rest + 4 - at))
    }

    /// `January 2, 2013`, `January 2013`, `Jan 2nd`, `in January`.
    fn month_first(&self, at: usize) -> Found {
        let month = self.month_name(at)?;
        if let Some(year) = self.year_number(at + 1) {
            return Some((Period::month(year, month)?, 2));
        }
        if let Some(day) = self.day_number(at + 1) {
            let year = self.year_number(at + 2);
            return Some((Period::one(self.in_year(year, month, day)?), if year.is_some() { 3 } else { 2 }));
        }
        // "may", "march" and "mar" have other meanings, too.
        let before = at.checked_sub(1).map_or("", |it| self.low(it));
        let sure = ["in", "during", "of", "since", "last", "this", "for"].contains(&before);
        sure.then(|| self.whole_month(None, month)).flatten().map(|it| (it, 1))
    }

    /// `2 January 2013`, `2nd of January`.
    fn day_first(&self, at: usize) -> Found {
        let day = self.day_number(at)?;
        let name = at + if self.low(at + 1) == "of" { 2 } else { 1 };
        let month = self.month_name(name)?;
        let year = self.year_number(name + 1);
        let end = name + if year.is_some() { 2 } else { 1 };
        Some((Period::one(self.in_year(year, month, day)?), end - at))
    }

    /// `2013`, if it can be a year and not a house number.
    fn year(&self, at: usize) -> Found {
        let year = self.year_number(at)?;
        let before = at.checked_sub(1).map_or("", |it| self.low(it));
        let likely =
            BEFORE_YEARS.contains(&before) && self.words.get(at + 1).is_none_or(|it| !it.is_capital());
        likely.then(|| Period::year(year)).flatten().map(|it| (it, 1))
    }

    fn month_name(&self, at: usize) -> Option<u32> {
        let low = self.low(at);
        let named = |it: &str| low == it || (low.len() >= 3 && low.len() <= 4 && it.starts_with(low));
        let index = MONTHS.iter().position(|it| named(it))?;
        u32::try_from(index + 1).ok()
    }

    fn in_year(&self, year: Option<i32>, month: u32, day: u32) -> Option<Date> {
        match year {
            Some(year) => date(year, month, day),
            None => self.nearest(month, day),
        }
    }

    fn whole_month(&self, year: Option<i32>, month: u32) -> Option<Period> {
        let (this_year, this_month) =
            (i32::from(self.today.year()), self.today.month().unsigned_abs().into());
        let year = year.unwrap_or(match self.looking {
            Looking::Ahead if month < this_month => this_year + 1,
            Looking::Back if month > this_month => this_year - 1,
            Looking::Ahead | Looking::Back => this_year,
        });
        Period::month(year, month)
    }
}
