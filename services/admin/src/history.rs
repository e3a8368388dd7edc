//! How instances were in the last hours.

use contract::admin::{HistoryMetric, HistorySeries, InstanceHistory};
use contract::routes::ShowInstanceHistory;
use web::answer::{Answer, Outcome};
use web::call::Call;

use crate::{Admin, instances};

pub(crate) async fn show(state: Admin, call: Call<ShowInstanceHistory>) -> Outcome<ShowInstanceHistory> {
    instances::known(&state, call.path.instance_id)?;
    let series = |name: HistoryMetric| HistorySeries { name, unit: name.unit(), values: Vec::new() };
    let series = HistoryMetric::ALL.map(series).into();
    Answer::json(&InstanceHistory {
        step_seconds: 60,
        ends_at: None,
        shares_process_with: Vec::new(),
        series,
    })
}
