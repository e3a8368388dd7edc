use cdk::constructs::Alarm;

use super::{Wanted, wanted};
use crate::app::Clinic;
use crate::monitoring::Series;

/// The share of the greatest capacity in use, in percent, and of the CPU.
const CAPACITY: u32 = 90;
const CPU: u32 = 90;
/// The connections that an ACU stands for, as RDS computes `max_connections` for small capacities, and the share of them.
const CONNECTIONS_PER_ACU: f64 = 90.0;
const CONNECTIONS: f64 = 0.8;
/// How far readers may be behind, in milliseconds.
const LAG_MILLISECONDS: u32 = 1000;
/// Statements that gave up each minute because two waited for each other.
const DEADLOCKS: f64 = 1.0;

pub(super) fn alarms(clinic: &Clinic<'_>, series: &Series<'_>) -> Vec<Wanted> {
    let capacity = clinic.environment.database;
    let connections = (capacity.most * CONNECTIONS_PER_ACU * CONNECTIONS).floor();
    let mut all = vec![
        wanted(
            "capacity",
            format!("The database uses more than {CAPACITY} % of its greatest capacity"),
            Alarm::above(series.database("ACUUtilization", "Average"), CAPACITY).for_periods(15),
        ),
        wanted(
            "cpu",
            format!("The database uses more than {CPU} % of its CPU"),
            Alarm::above(series.database("CPUUtilization", "Average"), CPU).for_periods(15),
        ),
        wanted(
            "connections",
            format!("The database has more than {connections} connections"),
            Alarm::above(series.database("DatabaseConnections", "Maximum"), connections).for_periods(5),
        ),
        wanted(
            "deadlocks",
            "Statements wait for each other",
            Alarm::above(series.database("Deadlocks", "Average"), DEADLOCKS).for_periods(5),
        ),
    ];
    if capacity.readers > 0 {
        all.push(wanted(
            "lag",
            format!("A reader is more than {LAG_MILLISECONDS} ms behind"),
            Alarm::above(series.database("AuroraReplicaLagMaximum", "Maximum"), LAG_MILLISECONDS)
                .for_periods(5),
        ));
    }
    all
}
