//! The metrics of a pool. A request that is served well touches none of them: counters and timers move when a connection is
//! opened, waited for or lost.

use std::time::Duration;

use metrics::Unit;

/// Describes the metrics to the installed recorder. The gauges have Spring's names, so that dashboards for it work.
pub(crate) fn describe() {
    metrics::describe_gauge!("jdbc_connections_active", "Database connections in use.");
    metrics::describe_gauge!("jdbc_connections_idle", "Database connections open and not in use.");
    metrics::describe_gauge!("jdbc_connections_max", "Database connections there may be at most.");
    metrics::describe_gauge!("jdbc_connections_min", "Database connections kept open at least.");
    metrics::describe_gauge!("db_connections_pending", "Tasks that wait for a database connection.");
    metrics::describe_counter!("db_connections_opened_total", "Database connections opened.");
    metrics::describe_counter!("db_faults_total", "Database faults that may pass, by kind.");
    metrics::describe_counter!(
        "db_logins_renewed_total",
        "Times the database login was found to be another."
    );
    metrics::describe_histogram!(
        "db_acquire_seconds",
        Unit::Seconds,
        "Time until a database connection was had, of those that were not there at once."
    );
    // A counter that appears with its first fault has no increase.
    for kind in Fault::ALL {
        metrics::counter!("db_faults_total", "kind" => kind.label()).increment(0);
    }
    metrics::counter!("db_logins_renewed_total").increment(0);
}

/// A fault that may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No connection was free in time.
    Acquire,
    /// A connection could not be opened.
    Connect,
    /// The server refused the login.
    Login,
    /// A connection broke.
    Broken,
    /// A statement was not answered in time.
    Timeout,
    /// The server takes no writes any more.
    ReadOnly,
    /// The server ended this transaction in favour of another.
    Deadlock,
    /// A lock was not free in time, or the server is at a limit or ended the statement.
    Busy,
    /// The file of an embedded database cannot be read or written: the disk is full, or fails, or the file is damaged.
    Storage,
    /// A commit was sent and not answered.
    InDoubt,
}

impl Fault {
    const ALL: [Self; 10] = [
        Self::Acquire,
        Self::Connect,
        Self::Login,
        Self::Broken,
        Self::Timeout,
        Self::ReadOnly,
        Self::Deadlock,
        Self::Busy,
        Self::Storage,
        Self::InDoubt,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Acquire => "acquire",
            Self::Connect => "connect",
            Self::Login => "login",
            Self::Broken => "broken",
            Self::Timeout => "timeout",
            Self::ReadOnly => "read_only",
            Self::Deadlock => "deadlock",
            Self::Busy => "busy",
            Self::Storage => "storage",
            Self::InDoubt => "in_doubt",
        }
    }
}

pub(crate) fn fault(kind: Fault) {
    metrics::counter!("db_faults_total", "kind" => kind.label()).increment(1);
}

pub(crate) fn opened(pool: &'static str) {
    metrics::counter!("db_connections_opened_total", "name" => pool).increment(1);
}

pub(crate) fn login_renewed() {
    metrics::counter!("db_logins_renewed_total").increment(1);
}

pub(crate) fn waited(pool: &'static str, time: Duration) {
    metrics::histogram!("db_acquire_seconds", "name" => pool).record(time);
}

/// The state of a pool at a moment.
pub(crate) struct Gauges {
    pub(crate) active: usize,
    pub(crate) idle: usize,
    pub(crate) max: usize,
    pub(crate) pending: usize,
}

#[expect(clippy::cast_precision_loss, reason = "pools are small")]
pub(crate) fn gauges(pool: &'static str, state: &Gauges) {
    metrics::gauge!("jdbc_connections_active", "name" => pool).set(state.active as f64);
    metrics::gauge!("jdbc_connections_idle", "name" => pool).set(state.idle as f64);
    metrics::gauge!("jdbc_connections_max", "name" => pool).set(state.max as f64);
    metrics::gauge!("jdbc_connections_min", "name" => pool).set(0.0);
    metrics::gauge!("db_connections_pending", "name" => pool).set(state.pending as f64);
}
