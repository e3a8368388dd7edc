//! The environments that are known by name.

use cdk::constructs::TaskSize;
use contract::settings::Database;

use super::{
    DatabaseCapacity, Environment, Managed, Notices, Release, Retention, Settings, SignIn, Tasks, Topology,
};

/// A preset by its name.
type Preset = (&'static str, fn() -> Environment);

pub(super) const ALL: [Preset; 3] = [("dev", dev), ("staging", staging), ("prod", prod)];

/// To try things out: small, with sample data, and nothing of it stays when it is removed.
fn dev() -> Environment {
    Environment {
        name: "dev".to_owned(),
        account: None,
        region: "us-west-2".to_owned(),
        topology: Topology::TWO_ZONES,
        tasks: Tasks {
            size: TaskSize::of::<256, 512>(),
            least: 1,
            most: 4,
            cpu_percent: 70,
            health_check_seconds: 15,
            spot: false,
        },
        database: DatabaseCapacity { least: 0.5, most: 1.0, readers: 1 },
        retention: Retention { log_days: 14, audit_days: 90, backup_days: 7, password_days: 30 },
        is_protected: false,
        records_account: true,
        release: Release::Own,
        domain: None,
        notices: Notices { email: None, budget_usd: 300 },
        managed: Managed { prometheus: false, grafana: None },
        blocked_countries: Vec::new(),
        // An instance of 1 ACU takes 90 connections, and each task opens as many as this.
        settings: Settings::default().with(Database::MAX_CONNECTIONS, "5"),
    }
}

/// Like production, and smaller.
fn staging() -> Environment {
    let dev = dev();
    Environment {
        name: "staging".to_owned(),
        tasks: Tasks { least: 2, ..dev.tasks },
        database: DatabaseCapacity { most: 2.0, ..dev.database },
        retention: Retention { log_days: 30, audit_days: 365, ..dev.retention },
        is_protected: true,
        notices: Notices { budget_usd: 400, ..dev.notices },
        ..dev
    }
}

/// The clinic itself. Its tables begin empty.
fn prod() -> Environment {
    let staging = staging();
    Environment {
        name: "prod".to_owned(),
        tasks: Tasks { size: TaskSize::of::<512, 1024>(), most: 8, ..staging.tasks },
        database: DatabaseCapacity { least: 1.0, most: 8.0, ..staging.database },
        retention: Retention { log_days: 90, audit_days: 731, backup_days: 30, ..staging.retention },
        notices: Notices { budget_usd: 1000, ..staging.notices },
        managed: Managed { prometheus: true, grafana: Some(SignIn::Saml) },
        settings: Settings::default().with(Database::SAMPLE_DATA, "false"),
        ..staging
    }
}
