//! Layer 10: dashboards and alarms.

use cdk::aws::{Resource, cloudwatch};
use cdk::constructs::{Alarm, Dashboard, Widget};

use crate::api_gateway::ApiGateway;
use crate::app::Clinic;
use crate::application::Application;
use crate::aws_native::AwsNative;
use crate::database::Database;
use crate::lambda_genai::Functions;

/// What later layers need of monitoring.
pub struct Monitoring {
    pub overview: Resource<cloudwatch::Dashboard>,
}

/// Declares the layer.
pub fn declare(
    clinic: &mut Clinic<'_>,
    database: &Database,
    functions: &Functions,
    application: &Application,
    api: &ApiGateway,
    native: &AwsNative,
) -> Monitoring {
    let stack = clinic.stack("10-monitoring", "dashboards and alarms");
    let failing = Alarm::at_least(api.api.server_errors(), 5).for_periods(2);
    stack.add("Failing", failing.notify(&native.alarms).notify_when_well(&native.alarms));
    let cpu = application.services.values().map(|it| it.cpu());
    let calls = functions.http.values().map(|it| it.invocations());
    let overview = Dashboard::new()
        .name(format!("petclinic-{}", clinic.env()))
        .row([Widget::graph("Requests", [api.api.requests()]), Widget::graph("CPU", cpu)])
        .row([
            Widget::graph("Assistant", calls),
            Widget::graph("Database", [database.cluster.capacity_use()]),
        ]);
    Monitoring { overview: stack.add("Overview", overview) }
}
