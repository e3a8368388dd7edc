//! Pets that have died: nothing is booked for them from that day on, and what was booked is called off.

pub(crate) mod store;

use contract::problem::FieldError;
use contract::routes::NoteDeath;
use db::Tx;
use jiff::civil::Date;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::{Visits, news};

pub(crate) async fn note(state: Visits, call: Call<NoteDeath>) -> Outcome<NoteDeath> {
    let (pet_id, death) = (call.path.pet_id, call.body);
    // Two transactions, as for a pet that is gone. A booking that does not see the first one was written before the second began, so
    // the second waits for it and calls it off.
    state.db.transaction(async |tx| store::note(tx, pet_id, death).await).await?;
    let now = state.clock.seconds();
    let called_off = state.db.transaction(async |tx| match store::died_on(tx, pet_id).await? {
        Some(died_on) => {
            store::call_off(tx, pet_id, died_on, now).await?;
            news::store::add_of_pet(tx, pet_id, now).await
        }
        None => Ok(()),
    });
    called_off.await?;
    Ok(Answer::empty())
}

/// Refuses a booking of a pet that had died by its day. Call it after the write: a death that is not visible here waits for the
/// booking and calls it off.
pub(crate) async fn refuse_dead_pet(tx: &mut Tx, pet_id: Option<i32>, day: Date) -> Result<(), Fault> {
    let Some(pet_id) = pet_id else { return Ok(()) };
    match store::died_on(tx, pet_id).await?.filter(|it| *it <= day) {
        None => Ok(()),
        Some(died_on) => {
            let rule = format!("died on {died_on}, so nothing can be booked for it from that day on");
            Err(Fault::conflict(vec![FieldError::new("petId", rule)]))
        }
    }
}
