//! The time that an appointment takes.

use contract::appointments::Appointment;
use contract::problem::FieldError;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use web::fault::Fault;

use crate::calendar::spans::Span;

/// How long an appointment takes, and how long the vet is not free after it.
#[derive(Clone, Copy)]
pub(crate) struct Length {
    pub(crate) minutes: i32,
    pub(crate) buffer_minutes: i32,
}

/// Longer than any appointment takes with its buffer, in seconds: nothing that started before can still be in the way.
pub(crate) const LONGEST: i64 = 24 * 60 * 60;

/// The time of an appointment: by the clock on the wall, and as instants.
#[derive(Clone)]
pub(crate) struct Slot {
    pub(crate) start: DateTime,
    pub(crate) end: DateTime,
    pub(crate) time_zone: String,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    /// When the vet is free again.
    pub(crate) free_at: Timestamp,
}

impl Slot {
    /// A slot that starts at an instant. `None` for a length is an unknown type of appointment.
    pub(crate) fn new(zone: &TimeZone, starts_at: Timestamp, length: Option<Length>) -> Result<Self, Fault> {
        let Some(Length { minutes, buffer_minutes }) = length else {
            return Err(Fault::invalid(vec![FieldError::new(
                "typeId",
                "must be the id of an appointment type",
            )]));
        };
        if (i64::from(minutes) + i64::from(buffer_minutes)) * 60 > LONGEST {
            let rule = "must be of a type that takes at most 24 hours with its buffer";
            return Err(Fault::invalid(vec![FieldError::new("typeId", rule)]));
        }
        let after = |start: Timestamp, minutes: i32| {
            start.checked_add(SignedDuration::from_mins(minutes.into())).map_err(Fault::internal)
        };
        let ends_at = after(starts_at, minutes)?;
        Ok(Self {
            start: zone.to_datetime(starts_at),
            end: zone.to_datetime(ends_at),
            time_zone: name(zone).to_owned(),
            starts_at,
            ends_at,
            free_at: after(ends_at, buffer_minutes)?,
        })
    }

    /// The slot that an appointment has.
    pub(crate) fn of(appointment: &Appointment, free_at: Timestamp) -> Self {
        let Appointment { start, end, time_zone, starts_at, ends_at, .. } = appointment;
        let (start, end, starts_at, ends_at) = (*start, *end, *starts_at, *ends_at);
        Self { start, end, time_zone: time_zone.clone(), starts_at, ends_at, free_at }
    }

    /// Whether it takes the same time of the vet as an appointment does.
    pub(crate) fn is_that_of(&self, appointment: &Appointment, free_at: Timestamp) -> bool {
        self.starts_at == appointment.starts_at && self.free_at == free_at
    }

    /// The time in which it takes place.
    pub(crate) fn place(&self) -> Span {
        Span { from: self.starts_at, until: self.ends_at }
    }

    /// The time that it takes of the vet.
    pub(crate) fn taken(&self) -> Span {
        Span { from: self.starts_at, until: self.free_at }
    }

    /// Moves an appointment to this slot.
    pub(crate) fn give_to(self, appointment: &mut Appointment) {
        let Self { start, end, time_zone, starts_at, ends_at, .. } = self;
        (appointment.start, appointment.end, appointment.time_zone) = (start, end, time_zone);
        (appointment.starts_at, appointment.ends_at) = (starts_at, ends_at);
    }
}

/// The instant at which the clock on the wall shows this time. Of two such instants it is the earlier one.
pub(crate) fn instant(zone: &TimeZone, start: DateTime) -> Result<Timestamp, Fault> {
    let ambiguous = zone.to_ambiguous_timestamp(start);
    if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
        let zone = zone.iana_name().unwrap_or("the clinic's time zone");
        let rule = format!("does not exist in {zone}: the clocks are set forward over it");
        return Err(Fault::invalid(vec![FieldError::new("start", rule)]));
    }
    ambiguous.earlier().map_err(Fault::internal)
}

/// A zone's IANA name.
pub(crate) fn name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or("UTC")
}

/// The zone that an appointment was made in.
pub(crate) fn zone(appointment: &Appointment) -> Result<TimeZone, Fault> {
    TimeZoneDatabase::bundled().get(&appointment.time_zone).map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york() -> TimeZone {
        TimeZoneDatabase::bundled().get("America/New_York").unwrap()
    }

    fn at(text: &str) -> Result<String, String> {
        let found = instant(&new_york(), text.parse().unwrap());
        found.map(|it| it.to_string()).map_err(|fault| fault.cause())
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_refused_and_of_two_equal_ones_the_earlier_is_meant() {
        assert_eq!(at("2027-03-14T01:50").unwrap(), "2027-03-14T06:50:00Z");
        assert!(at("2027-03-14T02:00").unwrap_err().starts_with("start does not exist in America/New_York"));
        assert!(at("2027-03-14T02:50").is_err());
        assert_eq!(at("2027-03-14T03:00").unwrap(), "2027-03-14T07:00:00Z");
        assert_eq!(at("2026-11-01T01:30").unwrap(), "2026-11-01T05:30:00Z");
        assert_eq!(at("2026-11-01T02:00").unwrap(), "2026-11-01T07:00:00Z");
    }

    #[test]
    fn an_appointment_takes_its_minutes_whatever_the_clocks_do() {
        let length = Some(Length { minutes: 60, buffer_minutes: 10 });
        let slot = Slot::new(&new_york(), "2027-03-14T06:30:00Z".parse().unwrap(), length).unwrap();
        assert_eq!(slot.start.to_string(), "2027-03-14T01:30:00");
        assert_eq!(slot.end.to_string(), "2027-03-14T03:30:00");
        assert_eq!(slot.free_at.to_string(), "2027-03-14T07:40:00Z");
    }

    #[test]
    fn an_appointment_takes_at_most_a_day() {
        let slot = |buffer_minutes| {
            let length = Some(Length { minutes: 1430, buffer_minutes });
            Slot::new(&new_york(), Timestamp::UNIX_EPOCH, length).map(drop).map_err(|it| it.cause())
        };
        assert_eq!(slot(10), Ok(()));
        assert!(slot(11).unwrap_err().starts_with("typeId must be of a type"));
    }
}
