//! Pets that have died, in the database.

use contract::pets::PetDeath;
use db::{Day, Error, LocalTime, Tx};
use jiff::civil::Date;

db::statements! {
    RENEW = "update dead_pets set died_on = ?, pet_version = ? where pet_id = ? and pet_version < ?";
    INSERT = "insert into dead_pets (pet_id, died_on, pet_version) values (?, ?, ?)";
    DIED_ON = "select died_on from dead_pets where pet_id = ? and died_on is not null";
    // Deletes nothing, but waits for whoever has written a booking of the pet and not committed it. An update may pass over rows that
    // are new (InnoDB's semi-consistent read).
    AWAIT_BOOKINGS = "delete from appointments where pet_id = ? and status = ''";
    HOLD_BOOKED = "
        update appointments set version = version + 1 where pet_id = ? and status = 'booked' and local_start >= ?";
    RECORD_DEATH = "
        insert into appointment_changes (appointment_id, field, value_after, changed_at)
        select id, 'petDiedOn', ?, ? from appointments where pet_id = ? and status = 'booked' and local_start >= ?";
    RECORD_STATUS = "
        insert into appointment_changes (appointment_id, field, value_before, value_after, changed_at)
        select id, 'status', status, 'cancelled', ? from appointments
        where pet_id = ? and status = 'booked' and local_start >= ?";
    CANCEL = "
        update appointments set status = 'cancelled' where pet_id = ? and status = 'booked' and local_start >= ?";
}

/// Remembers the death of a pet, or that it did not die after all, unless something later is known.
pub(super) async fn note(tx: &mut Tx, pet_id: i32, death: PetDeath) -> Result<(), Error> {
    if is_renewed(tx, pet_id, death).await? {
        return Ok(());
    }
    match db::execute!(tx, INSERT, pet_id, death.died_on.map(Day), death.pet_version) {
        // Something is known of the pet: something later, or what another task has inserted meanwhile.
        Err(Error::UniqueViolation) => is_renewed(tx, pet_id, death).await.map(drop),
        other => other.map(drop),
    }
}

async fn is_renewed(tx: &mut Tx, pet_id: i32, death: PetDeath) -> Result<bool, Error> {
    let PetDeath { died_on, pet_version } = death;
    Ok(db::execute!(tx, RENEW, died_on.map(Day), pet_version, pet_id, pet_version)?.rows == 1)
}

/// The day on which a pet died.
pub(super) async fn died_on(tx: &mut Tx, pet_id: i32) -> Result<Option<Date>, Error> {
    Ok(db::fetch_in!(tx, optional_value Day, DIED_ON, pet_id)?.map(Date::from))
}

/// Calls off what is booked for a pet from a day on. What is checked in stays: the animal is there.
pub(super) async fn call_off(tx: &mut Tx, pet_id: i32, died_on: Date, now: i64) -> Result<(), Error> {
    let from = LocalTime(died_on.at(0, 0, 0, 0));
    db::execute!(tx, AWAIT_BOOKINGS, pet_id)?;
    if db::execute!(tx, HOLD_BOOKED, pet_id, from)?.rows == 0 {
        return Ok(());
    }
    db::execute!(tx, RECORD_DEATH, died_on.to_string(), now, pet_id, from)?;
    db::execute!(tx, RECORD_STATUS, now, pet_id, from)?;
    db::execute!(tx, CANCEL, pet_id, from)?;
    Ok(())
}
