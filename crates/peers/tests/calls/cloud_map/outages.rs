//! Behaviour while Cloud Map is unavailable.

use std::net::TcpListener;
use std::time::Duration;

use contract::service::Service;
use peers::breaker::State;
use peers::{Error, Settings};
use tokio::time::Instant;

use super::api::Api;
use super::{Work, kept, looking_up, port};
use crate::{answering, call, seen};

#[tokio::test]
async fn known_instances_are_called_through_an_outage_and_new_ones_found_after_it() {
    let (kept, _guard) = kept();
    let [before, after] = [answering(200).await, answering(200).await];
    let api = Api::start([port(&before)]).await;
    let peers = looking_up(&api.url(), &[], "petclinic.local");
    let work = Work::begin(&peers, &kept, 1).await;
    api.fails(true);
    for _ in 0..12 {
        work.refresh(1).await;
        assert!(call(&peers).await.unwrap());
    }
    // The API lost its state in the outage, so its revisions start anew.
    api.change_health([port(&after)]);
    api.fails(false);
    work.refresh(1).await;
    assert!(call(&peers).await.unwrap());
    assert_eq!((seen(&before).await, seen(&after).await), (12, 1));
}

#[tokio::test]
async fn a_service_that_could_never_be_looked_up_is_not_called_and_not_to_blame() {
    let api = Api::start([]).await;
    api.fails(true);
    let peers = looking_up(&api.url(), &[], "petclinic.local");
    for _ in 0..10 {
        assert!(matches!(call(&peers).await, Err(Error::Undiscovered(Service::Customers))));
    }
    assert_eq!(peers.breaker(Service::Customers), State::Passing);
}

#[tokio::test]
async fn an_api_that_never_answers_holds_up_the_first_calls_only_and_for_half_their_time() {
    // The kernel completes connections for a listener that never accepts.
    let blackhole = TcpListener::bind("127.0.0.1:0").unwrap();
    let peers = looking_up(&format!("http://{}", blackhole.local_addr().unwrap()), &[], "petclinic.local");
    peers.tune(Settings { call_timeout: Duration::from_secs(2), ..Settings::default() });
    let started = Instant::now();
    let (first, second) = tokio::join!(call(&peers), call(&peers));
    for held_up in [first, second] {
        assert!(matches!(held_up, Err(Error::Undiscovered(Service::Customers))), "{held_up:?}");
    }
    assert!(started.elapsed() >= Duration::from_secs(1));
    let started = Instant::now();
    assert!(matches!(call(&peers).await, Err(Error::Undiscovered(Service::Customers))));
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}
