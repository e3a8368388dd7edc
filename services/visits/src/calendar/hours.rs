//! When the clinic is open and its vets are there: the entries of the calendar as spans of time.

use contract::calendar::{CalendarEntry, CalendarEntryKind, TimeOfDay};
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use web::fault::Fault;

use super::spans::{self, Span};

/// The days that an answer is about.
#[derive(Clone, Copy)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Days {
    /// The days that a span of time touches.
    pub(crate) fn of(zone: &TimeZone, time: Span) -> Self {
        Self { first: zone.to_datetime(time.from).date(), last: zone.to_datetime(time.until).date() }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Date> {
        self.first.series(1.day()).take_while(move |it| *it <= self.last)
    }
}

/// An entry on one of its days.
struct Held<'e> {
    entry: &'e CalendarEntry,
    day: Date,
    span: Span,
}

/// When the clinic is open and its vets are there, on some days.
pub(crate) struct Hours<'e> {
    first: Date,
    held: Vec<Held<'e>>,
    /// When the clinic is open: sorted and apart.
    open: Vec<Span>,
}

impl<'e> Hours<'e> {
    /// What the entries say about these days.
    pub(crate) fn new(zone: &TimeZone, days: Days, entries: &'e [CalendarEntry]) -> Result<Self, Fault> {
        use CalendarEntryKind::{Closure, Opening, OpeningHours};
        let mut held = Vec::new();
        let mut usual = Vec::new();
        for day in days.iter() {
            for entry in entries.iter().filter(|it| it.holds_on(day)) {
                held.push(Held { entry, day, span: span(zone, day, entry.from, entry.to)? });
            }
            if !entries.iter().any(|it| it.kind == OpeningHours && it.is_valid_on(day)) {
                usual.push(span(zone, day, TimeOfDay::MIDNIGHT, TimeOfDay::END)?);
            }
        }
        let of = |kind| held.iter().filter(move |it| it.entry.kind == kind).map(|it| it.span);
        let usual = spans::union(usual.into_iter().chain(of(OpeningHours)));
        let left = spans::difference(&usual, &spans::union(of(Closure)));
        let open = spans::union(left.into_iter().chain(of(Opening)));
        Ok(Self { first: days.first, held, open })
    }

    /// Whether the clinic is open all this time.
    pub(crate) fn is_open(&self, time: Span) -> bool {
        spans::has(&self.open, time)
    }

    /// When a vet takes no appointments: sorted and apart.
    pub(crate) fn away(&self, vet_id: i32) -> Vec<Span> {
        let of_vet = |it: &&Held<'_>| it.entry.kind.is_of_vet() && it.entry.vet_id == Some(vet_id);
        spans::union(self.held.iter().filter(of_vet).map(|it| it.span))
    }

    /// The rule that an appointment breaks, if any: it takes place while the clinic is open, and it and its buffer while the vet is
    /// there.
    pub(crate) fn broken_by(&self, vet_id: Option<i32>, place: Span, taken: Span) -> Option<String> {
        let says = |it: &Held<'_>, of: &str| {
            let CalendarEntry { id, kind, from, to, .. } = it.entry;
            format!("falls into {} {id}{of}, {} from {from} to {to}", kind.name(), it.day)
        };
        if !self.is_open(place) {
            let closure =
                |it: &&Held<'_>| it.entry.kind == CalendarEntryKind::Closure && it.span.overlaps(place);
            let closure = self.held.iter().filter(closure).min_by_key(|it| (it.day, it.entry.id));
            return Some(closure.map_or_else(|| self.outside(), |it| says(it, "")));
        }
        let vet_id = vet_id?;
        let of_vet = |it: &&Held<'_>| {
            it.entry.kind.is_of_vet() && it.entry.vet_id == Some(vet_id) && it.span.overlaps(taken)
        };
        self.held
            .iter()
            .filter(of_vet)
            .min_by_key(|it| (it.day, it.entry.id))
            .map(|it| says(it, &format!(" of vet {vet_id}")))
    }

    /// What is said of an appointment that starts on the first day, while the clinic is closed.
    fn outside(&self) -> String {
        use CalendarEntryKind::{Opening, OpeningHours};
        let day = self.first;
        let on_day = |it: &&Held<'_>| it.day == day && matches!(it.entry.kind, OpeningHours | Opening);
        let mut times: Vec<_> =
            self.held.iter().filter(on_day).map(|it| (it.entry.from, it.entry.to)).collect();
        times.sort_unstable();
        let times: Vec<_> = times.into_iter().map(|(from, to)| format!("{from} to {to}")).collect();
        match times.as_slice() {
            [] => format!("falls on {day}, when the clinic is closed"),
            times => format!("is outside of the opening hours of {day}: {}", times.join(", ")),
        }
    }
}

/// The time from one time of day to another: from when the clock first shows the one, or a later time, until it first shows the other.
fn span(zone: &TimeZone, day: Date, from: TimeOfDay, to: TimeOfDay) -> Result<Span, Fault> {
    let at = |time: TimeOfDay| -> Result<Timestamp, jiff::Error> {
        let ambiguous = zone.to_ambiguous_timestamp(time.on(day));
        let earlier = ambiguous.earlier()?;
        Ok(match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => {
                zone.following(earlier).next().map_or(earlier, |it| it.timestamp())
            }
            _ => earlier,
        })
    };
    Ok(Span { from: at(from).map_err(Fault::internal)?, until: at(to).map_err(Fault::internal)? })
}

#[cfg(test)]
mod tests {
    use contract::calendar::DayOfWeek;
    use jiff::tz::TimeZoneDatabase;

    use super::*;

    const SPRING: Date = Date::constant(2027, 3, 14);
    const AUTUMN: Date = Date::constant(2027, 11, 7);

    fn entry(kind: CalendarEntryKind, vet_id: Option<i32>, from: &str, to: &str) -> CalendarEntry {
        let [from, to] = [from, to].map(|it| it.parse().unwrap());
        let weekday = (kind == CalendarEntryKind::OpeningHours).then_some(DayOfWeek::Sunday);
        let last_day = weekday.is_none().then_some(SPRING);
        CalendarEntry { id: 1, kind, vet_id, weekday, first_day: SPRING, last_day, from, to, reason: None }
    }

    fn open(day: Date, entries: &[CalendarEntry]) -> Vec<String> {
        let zone = TimeZoneDatabase::bundled().get("America/New_York").unwrap();
        let hours = Hours::new(&zone, Days { first: day, last: day }, entries).unwrap();
        hours.open.iter().map(|it| format!("{} {}", it.from, it.until)).collect()
    }

    #[test]
    fn openings_win_over_closures_and_closures_over_hours() {
        use CalendarEntryKind::{Closure, Opening, OpeningHours};
        let hours =
            [entry(OpeningHours, None, "09:00", "12:00"), entry(OpeningHours, None, "13:00", "18:00")];
        assert_eq!(
            open(SPRING, &hours),
            ["2027-03-14T13:00:00Z 2027-03-14T16:00:00Z", "2027-03-14T17:00:00Z 2027-03-14T22:00:00Z"]
        );
        let all = [
            hours.as_slice(),
            &[entry(Closure, None, "00:00", "24:00"), entry(Opening, None, "10:00", "11:00")],
        ]
        .concat();
        assert_eq!(open(SPRING, &all), ["2027-03-14T14:00:00Z 2027-03-14T15:00:00Z"]);
        // A day without hours among days with hours is closed; without any hours, the clinic is always open.
        assert!(open(Date::constant(2027, 3, 15), &hours).is_empty());
        assert_eq!(open(Date::constant(2027, 3, 13), &hours), ["2027-03-13T05:00:00Z 2027-03-14T05:00:00Z"]);
    }

    #[test]
    fn hours_are_those_of_the_clock_on_the_wall() {
        use CalendarEntryKind::OpeningHours;
        // 2:00 to 3:00 is skipped, so 2:30 is 3:00.
        let hours = |from, to| [entry(OpeningHours, None, from, to)];
        assert_eq!(open(SPRING, &hours("02:30", "04:00")), ["2027-03-14T07:00:00Z 2027-03-14T08:00:00Z"]);
        assert_eq!(open(SPRING, &hours("01:00", "02:30")), ["2027-03-14T06:00:00Z 2027-03-14T07:00:00Z"]);
        assert!(open(SPRING, &hours("02:10", "02:50")).is_empty());
        // 1:00 to 2:00 comes twice.
        assert_eq!(open(AUTUMN, &hours("01:30", "01:40")), ["2027-11-07T05:30:00Z 2027-11-07T05:40:00Z"]);
        assert_eq!(open(AUTUMN, &hours("00:00", "24:00")), ["2027-11-07T04:00:00Z 2027-11-08T05:00:00Z"]);
    }
}
