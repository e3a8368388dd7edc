//! Clients that read and write at a steady rate and record every answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use crate::http::{Http, Reply};

/// Requests a second.
const RATE: u32 = 200;
/// Every Nth request writes.
const WRITES: u32 = 4;
/// A client's pause before a retry.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a client retries.
const PATIENCE: Duration = Duration::from_secs(30);

/// A load that runs until the test ends it.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    answered: tokio::task::JoinHandle<Vec<Answered>>,
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
    /// Starts the load.
    pub(crate) fn start(http: &Http) -> Self {
        let (stop, http) = (Arc::new(AtomicBool::new(false)), http.clone());
        let stopping = stop.clone();
        let answered = tokio::spawn(async move {
            let mut ticks = interval(Duration::from_secs(1) / RATE);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let (mut requests, number) = (JoinSet::new(), AtomicU32::new(0));
            while !stopping.load(Ordering::Relaxed) {
                ticks.tick().await;
                let (http, number) = (http.clone(), number.fetch_add(1, Ordering::Relaxed));
                requests.spawn(async move {
                    if number % WRITES == 0 { write(&http, number).await } else { read(&http).await }
                });
            }
            requests.join_all().await
        });
        Self { stop, answered }
    }

    /// Stops new requests and waits for those in flight.
    pub(crate) async fn end(self) -> Vec<Answered> {
        self.stop.store(true, Ordering::Relaxed);
        self.answered.await.unwrap()
    }
}

async fn read(http: &Http) -> Answered {
    let at = Instant::now();
    let reply = http.get("/api/customers/owners/6").await;
    let is_right = |it: &Reply| it.status == 503 || (it.status == 200 && it.json()["lastName"] == "Coleman");
    let wrong = (!is_right(&reply)).then(|| format!("{} {}", reply.status, reply.text));
    Answered { at, write: None, statuses: vec![reply.status], wrong }
}

/// Adds an owner; after a 503, the client retries the same request with the same key.
async fn write(http: &Http, number: u32) -> Answered {
    let at = Instant::now();
    let (key, owner) = (format!("load-{number}"), owner(number));
    let mut statuses = Vec::new();
    loop {
        let reply = http.post_with("/api/customers/owners", ("Idempotency-Key", &key), owner.clone()).await;
        statuses.push(reply.status);
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
