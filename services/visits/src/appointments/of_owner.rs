//! The appointments of an owner.

pub(crate) mod store;

use contract::appointments::AppointmentPage;
use contract::problem::FieldError;
use contract::routes::ListAppointmentsOfOwner;
use jiff::civil::Date;
use web::answer::{Answer, Outcome};
use web::call::Call;
use web::fault::Fault;

use crate::Visits;

/// The first and the last day that both databases hold.
const EVER: (Date, Date) = (Date::constant(1000, 1, 1), Date::constant(9999, 12, 31));

pub(crate) async fn list(
    state: Visits,
    call: Call<ListAppointmentsOfOwner>,
) -> Outcome<ListAppointmentsOfOwner> {
    let (owner_id, query) = (call.path.owner_id, &call.query);
    let mut from = query.from.unwrap_or(EVER.0).at(0, 0, 0, 0);
    let until = query.to.unwrap_or(EVER.1).at(23, 59, 59, 0);
    if query.page.after > 0 {
        let last = store::start(&state.db, owner_id, query.page.after).await?.ok_or_else(|| {
            Fault::invalid(vec![FieldError::new("after", "must be the id of an appointment of this owner")])
        })?;
        from = from.max(last);
    }
    let size = usize::from(query.page.size);
    let mut appointments = store::list(&state.db, owner_id, from, until, query).await?;
    let has_more = appointments.len() > size;
    appointments.truncate(size);
    Answer::json(&AppointmentPage { appointments, has_more })
}
