//! What the clinic costs.

use contract::admin::{Alarms, Amount, Bill, Costs};
use contract::routes::{ShowAlarms, ShowCosts};
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Admin;

const UNKNOWN: &str = "this admin server does not ask AWS";

pub(crate) async fn show(_: Admin, _: Call<ShowCosts>) -> Outcome<ShowCosts> {
    let unknown = || Amount { usd: None, basis: UNKNOWN.to_owned() };
    let billed =
        Bill { first_day: None, last_day: None, asked_at: None, total: unknown(), services: Vec::new() };
    let services = Vec::new();
    Answer::json(&Costs { runs_on_aws: false, since: None, services, conversation: unknown(), billed })
}

pub(crate) async fn alarms(_: Admin, _: Call<ShowAlarms>) -> Outcome<ShowAlarms> {
    let problem = Some(UNKNOWN.to_owned());
    Answer::json(&Alarms {
        asked_at: None,
        problem,
        ok: 0,
        alarm: 0,
        insufficient_data: 0,
        alarms: Vec::new(),
    })
}
