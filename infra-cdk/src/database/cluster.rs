use cdk::constructs::{AuroraCluster, AuroraClusterHandle, AuroraEngine};
use cdk::{RemovalPolicy, Stack};
use contract::settings::secrets::DATABASE_ADMIN;

use crate::app::Clinic;
use crate::network::Network;
use crate::security::Security;
use crate::{functions, nag, names};

/// The logs that go to CloudWatch.
const LOGS: [&str; 3] = ["audit", "error", "slowquery"];

/// From this capacity on, in ACU, an instance has room for what Performance Insights records.
const ROOM_FOR_INSIGHTS: f64 = 2.0;

/// Aurora MySQL, compatible with MySQL 8.0: the line with long-term support.
const VERSION: &str = "3.10.5";

pub(super) fn declare(
    stack: &Stack,
    clinic: &Clinic<'_>,
    network: &Network,
    security: &Security,
) -> AuroraClusterHandle {
    let environment = clinic.environment;
    let capacity = environment.database;
    let retention = environment.retention;
    let mut cluster = AuroraCluster::new(AuroraEngine::mysql(VERSION), &network.vpc)
        .subnets(network.database())
        .security_group(&security.groups.database)
        .one_zone_each()
        .capacity(capacity.least, capacity.most)
        .readers(capacity.readers)
        .encrypted_by(&security.keys.data)
        .identifier(names::database(clinic.env()))
        .user("administrator")
        .secret_name(DATABASE_ADMIN.shared_name(clinic.env()))
        .password_rotated_each_days(retention.password_days)
        .backup_days(retention.backup_days)
        .exported_logs(LOGS)
        .parameter("tls_version", "TLSv1.2,TLSv1.3")
        .parameter("server_audit_logging", "1")
        .parameter("server_audit_events", "CONNECT,QUERY_DCL,QUERY_DDL")
        .parameter("slow_query_log", "1")
        .parameter("long_query_time", "1");
    if capacity.least >= ROOM_FOR_INSIGHTS {
        cluster = cluster.performance_insights();
    }
    if !environment.is_protected {
        cluster = cluster.deletable(RemovalPolicy::Destroy);
    }
    let cluster = stack.add("Database", cluster);
    for log in LOGS {
        // Before RDS makes one that is not encrypted and keeps its lines for ever.
        let group = functions::log_group_named(clinic, security, names::database_log(clinic.env(), log));
        cluster.depends_on(&stack.add(format!("DatabaseLog-{log}"), group));
    }
    let scope = cluster.scope();
    if !environment.is_protected {
        nag::accept(scope, "RDS10", "the data of an environment without protection go with it");
    }
    nag::accept(
        scope,
        "RDS6",
        "services log in by passwords of their own, which change each month; a token would last 15 minutes",
    );
    nag::accept(scope, "RDS11", "only the groups of its users reach the port, whichever it is");
    nag::accept(
        scope,
        "RDS14",
        "backups go back to any point in time; a backtrack would undo the writes of all services at once",
    );
    cluster
}
