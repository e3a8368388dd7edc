use cdk::constructs::{Dashboard, Widget};
use contract::published_metrics::{PublishedMetric, Subject};
use contract::service::Service;

use super::{Shown, heading, in_pairs};

/// The cluster, and what each service makes of its connections.
pub(super) fn dashboard(shown: &Shown<'_>) -> Dashboard {
    let Shown { series, alarms, .. } = shown;
    let of = |name: &str, statistic: &str| series.database(name, statistic);
    let cluster = Dashboard::new()
        .row([heading(shown, "database", "The Aurora cluster, and the connections of each service")])
        .row([Widget::alarms("Alarms", &alarms.database.of)])
        .row([
            Widget::graph("Capacity in ACU", [of("ServerlessDatabaseCapacity", "Average")])
                .right([of("ACUUtilization", "Average")]),
            Widget::graph(
                "CPU in %",
                [of("CPUUtilization", "Average"), of("CPUUtilization", "Maximum").label("greatest")],
            ),
            Widget::graph("Connections", [of("DatabaseConnections", "Maximum")]),
        ])
        .row([
            Widget::graph("Statements each second", [of("Queries", "Average")]),
            Widget::graph(
                "Latency in ms",
                [
                    of("SelectLatency", "Average"),
                    of("InsertLatency", "Average"),
                    of("UpdateLatency", "Average"),
                    of("DeleteLatency", "Average"),
                    of("CommitLatency", "Average"),
                ],
            ),
            Widget::graph("Readers behind in ms", [of("AuroraReplicaLagMaximum", "Maximum")]),
        ])
        .row([
            Widget::graph("Deadlocks each second", [of("Deadlocks", "Average")]),
            Widget::graph("Free memory in bytes", [of("FreeableMemory", "Minimum")]),
            Widget::graph("Storage in bytes", [of("VolumeBytesUsed", "Maximum")])
                .right([of("VolumeReadIOPs", "Sum"), of("VolumeWriteIOPs", "Sum")]),
        ]);
    let of_service = |service: Service| {
        let metrics = PublishedMetric::of_service(service).filter(|it| it.subject == Subject::Database);
        Widget::graph(format!("Pool of {service}"), metrics.map(|it| series.of_service(service, it)))
    };
    in_pairs(cluster, Service::with_database().filter(|it| it.answers_http()).map(of_service).collect())
}
