//! How an instance was in the last hours.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::response_bodies;

/// What an instance's metrics were, sample by sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstanceHistory {
    /// The time between two samples, in seconds.
    #[schema(minimum = 1)]
    pub step_seconds: u32,
    /// When the latest sample was taken, RFC 3339 in UTC; null if there is none yet.
    #[schema(format = "date-time")]
    pub ends_at: Option<String>,
    /// The services whose instances run in the same process. Its memory, processors and log are theirs, too.
    pub shares_process_with: Vec<String>,
    /// All series, equally long; without values for instances that registered themselves, which are not sampled.
    pub series: Vec<HistorySeries>,
}

/// The values of one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistorySeries {
    pub name: HistoryMetric,
    pub unit: HistoryUnit,
    /// A value for each sample, the latest one last; null where it is not known.
    #[schema(value_type = Vec<Option<f64>>)]
    pub values: Vec<Option<f32>>,
}

/// What a series is about. Requests are those of the service's routes, without those to health and to the actuator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum HistoryMetric {
    /// Requests answered.
    Requests,
    /// The share of them that were answered with a status from 500.
    Failed,
    /// How long they took on average. Streams last as long as their clients listen and are left out.
    MeanDuration,
    /// How long 99 of 100 of them took at most, about: it lies between two of the durations that are counted apart.
    P99Duration,
    /// The memory of the process that is in RAM.
    Memory,
    /// The share of its processors' time that the process took.
    Cpu,
    /// Connections to the database that are in use.
    DatabaseConnections,
    /// Tasks that wait for a connection to the database.
    DatabaseWaiting,
    /// Errors in the log.
    LoggedErrors,
}

impl HistoryMetric {
    /// All of them, in the order in which they are answered.
    pub const ALL: [Self; 9] = [
        Self::Requests,
        Self::Failed,
        Self::MeanDuration,
        Self::P99Duration,
        Self::Memory,
        Self::Cpu,
        Self::DatabaseConnections,
        Self::DatabaseWaiting,
        Self::LoggedErrors,
    ];

    /// Its unit.
    pub const fn unit(self) -> HistoryUnit {
        match self {
            Self::Requests => HistoryUnit::PerSecond,
            Self::Failed | Self::Cpu => HistoryUnit::Share,
            Self::MeanDuration | Self::P99Duration => HistoryUnit::Seconds,
            Self::Memory => HistoryUnit::Bytes,
            Self::DatabaseConnections | Self::DatabaseWaiting => HistoryUnit::Count,
            Self::LoggedErrors => HistoryUnit::PerMinute,
        }
    }
}

/// The unit of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum HistoryUnit {
    PerSecond,
    PerMinute,
    /// From 0 to 1.
    Share,
    Seconds,
    Bytes,
    Count,
}

response_bodies!(InstanceHistory);
