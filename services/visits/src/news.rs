//! News for those who look at an agenda: which days changed, whichever process changed them.
//!
//! Who changes an appointment or an entry of the calendar leaves a note in the same transaction. A process that has listeners looks for
//! new notes every second, once for all of them.

pub(crate) mod store;

use std::collections::BTreeSet;
use std::time::Duration;

use contract::appointments::AgendaChange;
use contract::routes::FollowAgenda;
use tokio::time::{MissedTickBehavior, interval};
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::listeners::{Listeners, event};

use self::store::Note;
use crate::Visits;

/// Most listeners: a quarter of the requests that a process has in progress at most.
const LISTENERS: u32 = 128;
/// Most events that wait for a slow listener. One that misses some hears that everything changed.
const WAITING: usize = 64;
/// How often a process looks for notes.
const EVERY: Duration = Duration::from_secs(1);
/// How many looks later listeners hear that all is well.
const ALIVE: u32 = 15;
/// The event that tells a change.
const CHANGED: &str = "changed";
/// How far back a look goes, in seconds: longer than a transaction takes, since its notes are seen only once it has committed.
const BACK: i64 = 30;
/// How often old notes are deleted.
const FORGETS_EVERY: Duration = Duration::from_secs(60 * 60);
/// The age from which notes are old, in seconds.
const OLD: i64 = 10 * 60;

/// Nobody who looks at an agenda yet.
pub(crate) fn listeners() -> Listeners {
    Listeners::new(LISTENERS, WAITING, Some(event(CHANGED, &everything())))
}

pub(crate) async fn follow(state: Visits, call: Call<FollowAgenda>) -> Outcome<FollowAgenda> {
    let detail = "as many listen to the agenda as can, please ask for it from time to time instead";
    Ok(Answer::events(state.listeners.add(detail, call.draining())?))
}

/// Tells listeners what changes. Never ends.
pub(crate) async fn tell(state: &Visits) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut told, mut looks) = (Told::default(), 0);
    loop {
        ticks.tick().await;
        if state.listeners.count() == 0 {
            (told, looks) = (Told::default(), 0);
            continue;
        }
        match store::since(&state.db, state.clock.seconds() - BACK).await {
            Ok(notes) => {
                if let Some(change) = told.of(&notes) {
                    state.listeners.tell(event(CHANGED, &change));
                }
                looks += 1;
                if looks % ALIVE == 0 {
                    state.listeners.tell_alive();
                }
            }
            // Listeners notice that nothing comes.
            Err(error) => tracing::debug!(%error, "changes of the agenda are not known"),
        }
    }
}

/// Deletes old notes. Never ends.
pub(crate) async fn forget(state: &Visits) {
    let mut ticks = interval(FORGETS_EVERY);
    // The first tick comes at once; skips it, because the process is starting.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let before = state.clock.seconds() - OLD;
        if let Err(error) = state.db.transaction(async |tx| store::delete(tx, before).await).await {
            tracing::warn!(%error, "old notes of changes were not deleted");
        }
    }
}

/// The notes that listeners know of, by id.
#[derive(Default)]
struct Told(BTreeSet<i32>);

impl Told {
    /// What is new in the latest notes.
    fn of(&mut self, notes: &[Note]) -> Option<AgendaChange> {
        let new: Vec<_> = notes.iter().filter(|it| !self.0.contains(&it.id)).collect();
        self.0 = notes.iter().map(|it| it.id).collect();
        if new.is_empty() {
            return None;
        }
        if notes.len() >= store::MOST {
            return Some(everything());
        }
        let days: BTreeSet<_> = new.iter().filter_map(|it| it.day).collect();
        let calendar = new.iter().any(|it| it.day.is_none());
        Some(AgendaChange { days: days.into_iter().collect(), calendar })
    }
}

fn everything() -> AgendaChange {
    AgendaChange { days: Vec::new(), calendar: true }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    fn note(id: i32, day: Option<i8>) -> Note {
        Note { id, day: day.map(|it| Date::constant(2026, 5, it)) }
    }

    #[test]
    fn a_note_is_told_once_whatever_the_order_in_which_transactions_commit() {
        let mut told = Told::default();
        let change = told.of(&[note(1, Some(20)), note(3, Some(21)), note(4, Some(20))]).unwrap();
        let days = [Date::constant(2026, 5, 20), Date::constant(2026, 5, 21)];
        assert_eq!(change, AgendaChange { days: days.to_vec(), calendar: false });
        let late = [note(2, None), note(3, Some(21)), note(4, Some(20))];
        assert_eq!(told.of(&late), Some(AgendaChange { days: Vec::new(), calendar: true }));
        assert_eq!(told.of(&late), None);
        assert_eq!(told.of(&[]), None);
    }

    #[test]
    fn more_notes_than_a_look_finds_are_told_as_a_change_of_everything() {
        let ids = 1..=i32::try_from(store::MOST).unwrap();
        let notes: Vec<_> = ids.map(|id| note(id, Some(20))).collect();
        assert_eq!(Told::default().of(&notes), Some(everything()));
    }
}
