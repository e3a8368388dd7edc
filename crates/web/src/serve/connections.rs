//! A bound on open connections, so that files remain for everything else that a process opens.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// Most connections, however many files a process may open.
const MOST: usize = 4096;
/// How many files a process may open where it cannot be known: the usual limit.
#[cfg(not(unix))]
const USUAL_FILES: u64 = 1024;
/// How many files a process opens besides its connections, apart from the quarter that stays free.
const OTHER_FILES: usize = 16;
/// How long a connection has been without a request before it may be closed in favour of another.
const LEAST_IDLE: Duration = Duration::from_millis(250);
/// How often to look for a connection that can be closed while all are in use.
const LOOK: Duration = Duration::from_millis(50);
/// The pause between two lines of the log about the bound.
const REPORT_SPACING: Duration = Duration::from_secs(60);

/// The open connections of a server.
pub(super) struct Connections {
    bound: usize,
    began: Instant,
    open: Mutex<Open>,
    closed: Notify,
}

#[derive(Default)]
struct Open {
    links: BTreeMap<u64, Arc<Link>>,
    next: u64,
    reported: Option<Instant>,
}

impl Open {
    fn is_time_to_report(&mut self) -> bool {
        let now = Instant::now();
        let is_due = self.reported.is_none_or(|it| now.duration_since(it) >= REPORT_SPACING);
        if is_due {
            self.reported = Some(now);
        }
        is_due
    }
}

/// A connection as its server knows it.
#[derive(Debug)]
pub(crate) struct Link {
    /// The address of the client.
    pub(crate) remote: SocketAddr,
    requests: AtomicUsize,
    /// When the last request ended, in milliseconds since the server began.
    idle_since: AtomicU64,
    began: Instant,
    close: Notify,
}

/// A request in progress on a connection.
pub(crate) struct Busy(Arc<Link>);

/// A connection's place among the open ones.
pub(super) struct Place {
    all: Arc<Connections>,
    number: u64,
    pub(super) link: Arc<Link>,
}

impl Connections {
    /// With a bound below the number of files that this process may open.
    pub(super) fn new() -> Arc<Self> {
        Self::bounded(bound(files()))
    }

    fn bounded(bound: usize) -> Arc<Self> {
        Arc::new(Self { bound, began: Instant::now(), open: Mutex::default(), closed: Notify::new() })
    }

    /// Waits until there is room for one more connection. Beyond the bound the connection that has been without a request for the
    /// longest time is closed; one whose request never comes is such a one.
    pub(super) async fn room(&self) {
        loop {
            // Registered before looking, so that no closing is missed.
            let closed = self.closed.notified();
            if self.make_room() {
                return;
            }
            let _ = timeout(LOOK, closed).await;
        }
    }

    fn make_room(&self) -> bool {
        let mut open = self.lock();
        if open.links.len() < self.bound {
            return true;
        }
        if open.is_time_to_report() {
            tracing::warn!(
                connections = self.bound,
                "as many connections are open as may be, idle ones are closed"
            );
        }
        let latest = millis(self.began.elapsed().saturating_sub(LEAST_IDLE));
        let idle = open.links.values().filter_map(|link| Some((link.idle_since()?, link)));
        if let Some((since, link)) = idle.min_by_key(|(since, _)| *since)
            && since <= latest
        {
            link.supersede();
        }
        false
    }

    /// True for the first report of connections that are too many, and again a while later.
    pub(super) fn is_time_to_report(&self) -> bool {
        self.lock().is_time_to_report()
    }

    /// Adds a connection.
    pub(super) fn add(self: &Arc<Self>, remote: SocketAddr) -> Place {
        let link = Arc::new(Link::new(remote, self.began));
        let mut open = self.lock();
        let number = open.next;
        open.next += 1;
        open.links.insert(number, link.clone());
        Place { all: self.clone(), number, link }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link {
    /// A connection without a request, of a server that began to serve at a time.
    pub(crate) fn new(remote: SocketAddr, began: Instant) -> Self {
        Self {
            remote,
            requests: AtomicUsize::new(0),
            idle_since: AtomicU64::new(millis(began.elapsed())),
            began,
            close: Notify::new(),
        }
    }

    /// Counts a request as in progress. Dropping the value ends it.
    pub(crate) fn busy(self: &Arc<Self>) -> Busy {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Busy(self.clone())
    }

    /// Whether no request is in progress.
    pub(super) fn is_idle(&self) -> bool {
        self.requests.load(Ordering::Relaxed) == 0
    }

    fn idle_since(&self) -> Option<u64> {
        self.is_idle().then(|| self.idle_since.load(Ordering::Relaxed))
    }

    /// Chooses the connection to be closed in favour of another.
    pub(super) fn supersede(&self) {
        self.close.notify_one();
    }

    /// Resolves when the connection is to be closed in favour of another.
    pub(super) async fn superseded(&self) {
        self.close.notified().await;
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.idle_since.store(millis(self.0.began.elapsed()), Ordering::Relaxed);
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.all.lock().links.remove(&self.number);
        self.all.closed.notify_one();
    }
}

/// The bound on connections for a bound on files. A quarter stays free for the database, peers and the log.
fn bound(files: u64) -> usize {
    let files = usize::try_from(files).unwrap_or(usize::MAX);
    (files - files / 4).saturating_sub(OTHER_FILES).clamp(1, MOST)
}

/// How many files this process may open.
fn files() -> u64 {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        // No number means no limit.
        getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
    }
    #[cfg(not(unix))]
    USUAL_FILES
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const CLIENT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

    #[test]
    fn connections_leave_files_for_the_rest_of_the_process() {
        assert_eq!(bound(64), 32);
        assert_eq!(bound(1024), 752);
        assert_eq!(bound(u64::MAX), MOST);
        assert_eq!(bound(0), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn the_connection_that_was_idle_for_the_longest_time_makes_room() {
        let all = Connections::bounded(2);
        all.room().await;
        let busy = all.add(CLIENT);
        let request = busy.link.busy();
        tokio::time::sleep(Duration::from_secs(1)).await;
        all.room().await;
        let idle = all.add(CLIENT);
        let closing = tokio::spawn(async move {
            idle.link.superseded().await;
            drop(idle);
        });
        let began = Instant::now();
        all.room().await;
        assert!((LEAST_IDLE..Duration::from_secs(1)).contains(&began.elapsed()));
        closing.await.unwrap();
        drop(request);
    }

    #[tokio::test(start_paused = true)]
    async fn what_goes_on_for_long_is_told_once_a_minute() {
        let all = Connections::bounded(1);
        let mut told = 0;
        for _ in 0..150 {
            told += usize::from(all.is_time_to_report());
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        assert_eq!(told, 3);
    }

    #[tokio::test(start_paused = true)]
    async fn while_every_connection_is_in_use_the_next_one_waits() {
        let all = Connections::bounded(1);
        let busy = all.add(CLIENT);
        let request = busy.link.busy();
        assert!(timeout(Duration::from_secs(60), all.room()).await.is_err());
        drop((request, busy));
        timeout(LOOK, all.room()).await.unwrap();
    }
}
