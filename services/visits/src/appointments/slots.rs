//! Free slots: when a vet can see someone.

use contract::appointments::{FreeSlot, FreeSlots, GRID_MINUTES, SlotQuery, latest};
use contract::routes::ListFreeSlots;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use super::slot::{self, Length, Slot};
use super::store::{self, Taken};
use crate::calendar::hours::{Days, Hours};
use crate::calendar::spans::{self, Span};
use crate::{Visits, calendar};

pub(crate) async fn list(state: Visits, call: Call<ListFreeSlots>) -> Outcome<ListFreeSlots> {
    let SlotQuery { from, to, type_id, vet_id, specialty_id, appointment_id, size } = call.query;
    let vets = state.vets.of(vet_id, specialty_id, state.ownership.is_trusting()).await?;
    let length = store::length_of(&state.db, type_id).await?;
    let to = to.min(latest(state.clock.today()));
    let starts = starts(&state.time_zone, Days { first: from, last: to }, state.clock.now(), length)?;
    let mut found = Found { slots: Vec::new(), most: size, has_more: false };
    if let (Some(first), Some(last)) = (starts.first(), starts.last()) {
        let time = Span { from: first.starts_at, until: last.free_at };
        let days = Days::of(&state.time_zone, time);
        let entries = calendar::store::of_days(&state.db, days.first, days.last).await?;
        let hours = Hours::new(&state.time_zone, days, &entries)?;
        let open: Vec<_> = starts.into_iter().filter(|it| hours.is_open(it.place())).collect();
        for vets in vets.chunks(store::MOST_VETS) {
            let taken = store::taken(&state.db, vets, time, appointment_id.unwrap_or_default()).await?;
            for &vet_id in vets {
                found.add(vet_id, &open, &hours.away(vet_id), &taken);
            }
        }
    }
    let Found { mut slots, has_more, .. } = found;
    slots.sort_by_key(|(vet_id, slot)| (slot.starts_at, *vet_id));
    let has_more = has_more || slots.len() > size;
    slots.truncate(size);
    let zone = &state.time_zone;
    let slots = slots.into_iter().map(|(vet_id, slot)| FreeSlot {
        vet_id,
        start: slot.start,
        end: slot.end,
        starts_at: slot.starts_at,
        utc_offset: utc_offset(zone, slot.starts_at),
    });
    let time_zone = slot::name(zone).to_owned();
    Answer::json(&FreeSlots { time_zone, slots: slots.collect(), has_more })
}

/// The slots that were found, each with its vet.
struct Found {
    slots: Vec<(i32, Slot)>,
    /// The most that an answer has.
    most: usize,
    has_more: bool,
}

impl Found {
    /// Adds the slots in which a vet is free: as many as an answer has, and one more.
    fn add(&mut self, vet_id: i32, open: &[Slot], away: &[Span], taken: &Taken) {
        self.has_more |= taken.known_until.is_some();
        let taken_until = taken.known_until.unwrap_or(Timestamp::MAX);
        let booked = taken.spans.iter().filter(|it| it.0 == vet_id).map(|it| it.1);
        let busy = spans::union(booked.chain(away.iter().copied()));
        let free = open.iter().filter(|it| it.free_at <= taken_until && !spans::touches(&busy, it.taken()));
        self.slots.extend(free.take(self.most + 1).map(|it| (vet_id, it.clone())));
    }
}

/// Every slot of the grid that has not begun.
fn starts(zone: &TimeZone, days: Days, now: Timestamp, length: Option<Length>) -> Result<Vec<Slot>, Fault> {
    let step = i64::from(GRID_MINUTES);
    let grid = days.iter().flat_map(|day| {
        (0..24 * 60 / step).map(move |it| day.at(0, 0, 0, 0).saturating_add((it * step).minutes()))
    });
    let mut slots = Vec::new();
    for start in grid {
        let ambiguous = zone.to_ambiguous_timestamp(start);
        if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
            continue;
        }
        let starts_at = ambiguous.earlier().map_err(Fault::internal)?;
        if starts_at >= now {
            slots.push(Slot::new(zone, starts_at, length)?);
        }
    }
    Ok(slots)
}

/// How far the clock on the wall is ahead of UTC, such as `-05:00`.
fn utc_offset(zone: &TimeZone, at: Timestamp) -> String {
    let minutes = zone.to_offset(at).seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
