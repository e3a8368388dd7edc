//! Clients that read and write at a steady rate and record every answer.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::MutexGuard;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use crate::http::{Http, Reply};

/// Requests a second.
const RATE: u32 = 100;
/// Every Nth request writes.
const WRITES: u32 = 4;
/// A client's pause before a retry. The retries of all waiting clients must not be a load of their own.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a client retries.
const PATIENCE: Duration = Duration::from_secs(30);
/// With answers and without a refusal for this long, the services have recovered.
const CALM: Duration = Duration::from_secs(1);

/// Held by the only load: two at once are more than a busy machine answers in time.
static ONLY: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A load that runs until the test ends it.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    seen: Arc<Mutex<Seen>>,
    answered: tokio::task::JoinHandle<Vec<Answered>>,
    _only: MutexGuard<'static, ()>,
}

/// When the latest answers of each kind arrived.
struct Seen {
    served: Instant,
    refused: Instant,
}

impl Seen {
    fn record(seen: &Mutex<Self>, status: u16) {
        let (mut seen, now) = (seen.lock().unwrap(), Instant::now());
        if status == 503 {
            seen.refused = now;
        } else {
            seen.served = now;
        }
    }

    /// Whether there was an answer, and no refusal, in the last calm period.
    fn is_calm(&self) -> bool {
        self.served.elapsed() < CALM && self.refused.elapsed() >= CALM
    }
}

/// A request and its responses.
#[derive(Debug)]
pub(crate) struct Answered {
    /// The time of the first attempt.
    pub(crate) at: Instant,
    /// The number of a write; the new owner's last name contains it.
    pub(crate) write: Option<u32>,
    /// The status of every attempt. Only writes have several, since clients retry them until they are accepted.
    pub(crate) statuses: Vec<u16>,
    /// The unexpected response, if there was one.
    pub(crate) wrong: Option<String>,
}

/// The last name of the owner that a write adds.
pub(crate) fn last_name(number: u32) -> String {
    format!("Load{number:06}")
}

impl Load {
    /// Starts the load once no other test has one.
    pub(crate) async fn start(http: &Http) -> Self {
        let only = ONLY.lock().await;
        let (stop, http) = (Arc::new(AtomicBool::new(false)), http.clone());
        let now = Instant::now();
        let seen = Arc::new(Mutex::new(Seen { served: now, refused: now }));
        let (stopping, recorded) = (stop.clone(), seen.clone());
        let answered = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_secs(1) / RATE);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let (mut requests, number) = (JoinSet::new(), AtomicU32::new(0));
            while !stopping.load(Ordering::Relaxed) {
                ticks.tick().await;
                let (http, seen) = (http.clone(), recorded.clone());
                let number = number.fetch_add(1, Ordering::Relaxed);
                requests.spawn(async move {
                    if number % WRITES == 0 {
                        write(&http, &seen, number).await
                    } else {
                        read(&http, &seen).await
                    }
                });
            }
            requests.join_all().await
        });
        Self { stop, seen, answered, _only: only }
    }

    /// Waits until the services have recovered.
    pub(crate) async fn recovers(&self) {
        let since = Instant::now();
        while since.elapsed() < CALM || !self.seen.lock().unwrap().is_calm() {
            assert!(since.elapsed() < PATIENCE, "still refused after {PATIENCE:?}");
            sleep(PAUSE).await;
        }
    }

    /// Stops new requests and waits for those in flight.
    pub(crate) async fn end(self) -> Vec<Answered> {
        self.stop.store(true, Ordering::Relaxed);
        self.answered.await.unwrap()
    }
}

async fn read(http: &Http, seen: &Mutex<Seen>) -> Answered {
    let at = Instant::now();
    let reply = http.get("/api/customers/owners/6").await;
    let is_right = |it: &Reply| it.status == 503 || (it.status == 200 && it.json()["lastName"] == "Coleman");
    Seen::record(seen, reply.status);
    let wrong = (!is_right(&reply)).then(|| format!("{} {}", reply.status, reply.text));
    Answered { at, write: None, statuses: vec![reply.status], wrong }
}

/// Adds an owner; after a 503, the client retries the same request with the same key.
async fn write(http: &Http, seen: &Mutex<Seen>, number: u32) -> Answered {
    let at = Instant::now();
    let (key, owner) = (format!("load-{number}"), owner(number));
    let mut statuses = Vec::new();
    loop {
        let reply = http.post_with("/api/customers/owners", ("Idempotency-Key", &key), owner.clone()).await;
        statuses.push(reply.status);
        Seen::record(seen, reply.status);
        let wrong = match reply.status {
            201 if reply.json()["lastName"] == last_name(number) => None,
            503 if at.elapsed() < PATIENCE => {
                sleep(PAUSE).await;
                continue;
            }
            _ => Some(format!("{} {}", reply.status, reply.text)),
        };
        return Answered { at, write: Some(number), statuses, wrong };
    }
}

fn owner(number: u32) -> Value {
    json!({
        "firstName": "Steady",
        "lastName": last_name(number),
        "address": "1 Rate Street",
        "city": "Loadville",
        "telephone": format!("{number:010}"),
    })
}
