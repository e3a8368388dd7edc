//! What a pool tells about itself through the `metrics` facade. Nothing here is on the way of a request that is served
//! well: counters and timers are touched when something is opened, waited for or goes wrong.

use std::time::Duration;

use metrics::Unit;

/// Names and helps, for the recorder that is installed now. The gauges have the names that Spring gives them, so that
/// what reads those reads these.
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
}

/// What went wrong and may go right later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
    /// The server chose this transaction to end a deadlock.
    Deadlock,
    /// A lock was waited for in vain, the server is at a limit or ended the statement.
    Busy,
    /// A commit was sent and not answered.
    InDoubt,
}

impl Kind {
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
            Self::InDoubt => "in_doubt",
        }
    }
}

pub(crate) fn fault(kind: Kind) {
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
