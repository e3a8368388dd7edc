//! What the clinic costs. An amount that is not known says so, and every other says what it rests on.

pub(crate) mod alarms;
mod bill;
mod estimate;
mod function;
mod model;
mod readings;
mod shared;

use contract::admin::{Bill, Costs};
use contract::routes::ShowCosts;
use contract::service::Service;
use contract::settings::ServiceSettings;
use prices::Prices;
use web::answer::{Answer, Outcome};
use web::call::Call;

use self::estimate::Task;
use self::function::Function;
use self::model::Model;
use self::readings::Readings;
use crate::Admin;
use crate::time::rfc3339;
use crate::usage::Used;

/// What estimates rest on.
pub(crate) struct Tariff {
    /// The list prices; `None` if they cannot be read.
    prices: Option<Prices>,
    task: Task,
    /// The assistant's function on AWS.
    function: Function,
    /// The assistant's model on AWS.
    model: Model,
    /// The namespace that services publish metrics in.
    namespace: String,
    runs_on_aws: bool,
    /// What the names of the clinic's alarms begin with.
    alarm_prefix: String,
}

impl Tariff {
    /// The tariff of what the settings name.
    pub(crate) fn new(settings: &ServiceSettings, runs_on_aws: bool) -> Self {
        let prices = Prices::read().inspect_err(|error| tracing::warn!(error, "costs are not estimated"));
        let own = &settings.admin;
        let processor = own.task_processor.clone();
        let part = |of: u32| f64::from(of) / 1024.0;
        Self {
            prices: prices.ok(),
            task: Task { vcpu: part(own.task_cpu), gb: part(own.task_memory), processor: processor.clone() },
            function: Function {
                name: own.assistant_function.clone(),
                gb: part(own.assistant_memory),
                processor,
            },
            model: Model { provider: own.assistant_provider.clone(), name: own.assistant_model.clone() },
            namespace: settings.metrics.emf_namespace.clone(),
            runs_on_aws,
            alarm_prefix: own.alarm_prefix.clone(),
        }
    }
}

/// Why no amount is estimated.
const NO_PRICES: &str = "the list prices cannot be read";

/// Asks AWS what it charges for, when its answers are old. Never ends.
pub(crate) async fn keep_asking(state: &Admin) {
    tokio::join!(shared::keep_asking::<Bill>(state), shared::keep_asking::<Readings>(state));
}

pub(crate) async fn show(state: Admin, _: Call<ShowCosts>) -> Outcome<ShowCosts> {
    let used = Used::read(&state).await?;
    let readings = shared::latest(&state).await?;
    let services = Service::http().map(|it| estimate::service(&state, it, &used, &readings)).collect();
    let conversation = model::conversation(&state, &used, &readings).await;
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
