//! What the clinic costs. An amount that is not known says so, and every other says what it rests on.

pub(crate) mod alarms;
pub(crate) mod bill;
mod estimate;
mod model;

use contract::admin::{Amount, Costs};
use contract::routes::ShowCosts;
use contract::service::Service;
use contract::settings::Admin as Settings;
use prices::Prices;
use web::answer::{Answer, Outcome};
use web::call::Call;

use self::estimate::Task;
use crate::Admin;
use crate::time::rfc3339;
use crate::usage::Used;

/// What estimates rest on.
pub(crate) struct Tariff {
    /// The list prices; `None` if they cannot be read.
    prices: Option<Prices>,
    task: Task,
    runs_on_aws: bool,
    /// What the names of the clinic's alarms begin with.
    alarm_prefix: String,
}

impl Tariff {
    /// The tariff of tasks of the size that the settings name.
    pub(crate) fn new(settings: &Settings, runs_on_aws: bool) -> Self {
        let prices = Prices::read().inspect_err(|error| tracing::warn!(error, "costs are not estimated"));
        let (vcpu, gb) = (f64::from(settings.task_cpu) / 1024.0, f64::from(settings.task_memory) / 1024.0);
        let task = Task { vcpu, gb, processor: settings.task_processor.clone() };
        Self { prices: prices.ok(), task, runs_on_aws, alarm_prefix: settings.alarm_prefix.clone() }
    }
}

/// An amount that is not known, for this reason.
fn unknown(reason: impl Into<String>) -> Amount {
    Amount { usd: None, basis: reason.into() }
}

pub(crate) async fn show(state: Admin, _: Call<ShowCosts>) -> Outcome<ShowCosts> {
    let used = Used::read(&state).await?;
    let services = Service::http().map(|it| estimate::service(&state, it, &used)).collect();
    let conversation = model::conversation(&state, &used).await;
    let billed = bill::latest(&state).await?;
    let since = used.since.map(rfc3339);
    let runs_on_aws = state.tariff.runs_on_aws;
    Answer::json(&Costs { runs_on_aws, since, services, conversation, billed })
}

/// Why AWS does not say something.
fn not_asked(state: &Admin, what: &str) -> String {
    if state.tariff.runs_on_aws {
        format!("this admin server does not ask AWS {what}")
    } else {
        format!("the clinic does not run on AWS, which is not asked {what}")
    }
}
