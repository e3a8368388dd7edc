//! Layer 10: metrics made of logs, saved queries, alarms and dashboards.
//!
//! All of it follows the tables of `contract`: a service, a route or a published metric that is added there is watched and drawn here.

mod alarms;
mod dashboards;
mod logs;
mod queries;
mod series;

use std::collections::BTreeMap;

use cdk::aws::{Resource, cloudwatch};

pub use self::alarms::{Alarms, RUNBOOKS, certificate_expires};
pub use self::logs::{LogMetrics, watch_log};
pub use self::series::Series;
use crate::api_gateway::ApiGateway;
use crate::app::Clinic;
use crate::application::Application;
use crate::aws_native::AwsNative;
use crate::database::Database;

/// What later layers need of monitoring.
pub struct Monitoring {
    pub alarms: Alarms,
    /// The dashboards by their names' ends.
    pub dashboards: BTreeMap<String, Resource<cloudwatch::Dashboard>>,
}

/// The layers that are monitored.
#[derive(Clone, Copy)]
pub struct Watched<'a> {
    pub database: &'a Database,
    pub application: &'a Application,
    pub api: &'a ApiGateway,
    pub native: &'a AwsNative,
}

/// Declares the layer.
pub fn declare(
    clinic: &mut Clinic<'_>,
    database: &Database,
    application: &Application,
    api: &ApiGateway,
    native: &AwsNative,
) -> Monitoring {
    let stack = clinic.stack("10-monitoring", "metrics of logs, alarms and dashboards");
    let watched = Watched { database, application, api, native };
    let series = Series::new(clinic, watched);
    let logs = logs::declare(&stack, clinic);
    queries::declare(&stack, clinic);
    let alarms = alarms::declare(&stack, clinic, &series, &logs);
    let dashboards = dashboards::declare(&stack, clinic, &series, &logs, &alarms);
    Monitoring { alarms, dashboards }
}
