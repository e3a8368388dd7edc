//! What services keep of their promises.

use contract::admin::Objectives;
use contract::objective::DAYS;
use contract::routes::ShowObjectives;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::Admin;

pub(crate) async fn show(_: Admin, _: Call<ShowObjectives>) -> Outcome<ShowObjectives> {
    Answer::json(&Objectives { since: None, days: DAYS, burn_seconds: 0, objectives: Vec::new() })
}
