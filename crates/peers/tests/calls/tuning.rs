//! Settings that change between calls.

use std::time::Duration;

use contract::service::Service;
use peers::breaker::{PeerFailure, State};
use peers::{Error, Settings};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{answering, answers, call, customers_at, go_by, seen};

const DOWN: PeerFailure = PeerFailure::Answered(500);

#[tokio::test]
async fn a_new_time_for_calls_is_that_of_the_next_call() {
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(404).set_delay(Duration::from_millis(300));
    Mock::given(any()).respond_with(slow).mount(&server).await;
    let peers = customers_at(server.uri(), Settings::default());
    assert!(!call(&peers).await.unwrap());
    peers.clone().tune(Settings { call_timeout: Duration::from_millis(50), ..Settings::default() });
    assert!(matches!(call(&peers).await, Err(Error::TimedOut(Service::Customers))));
}

#[tokio::test]
async fn a_breaker_keeps_what_it_counted_and_obeys_its_new_thresholds() {
    let server = answering(500).await;
    let peers = customers_at(server.uri(), Settings::default());
    for _ in 0..2 {
        call(&peers).await.unwrap_err();
    }
    let tuned = Settings { trip_after: 3, refuse_for: Duration::from_secs(2), ..Settings::default() };
    peers.tune(tuned);
    assert_eq!(peers.breaker(Service::Customers), State::Passing);
    call(&peers).await.unwrap_err();
    assert_eq!(peers.breaker(Service::Customers), State::Refusing { because: DOWN });
    answers(&server, 200).await;
    go_by(tuned.refuse_for).await;
    assert!(call(&peers).await.unwrap());
}

#[tokio::test]
async fn a_new_number_of_attempts_is_that_of_the_next_call() {
    let server = answering(503).await;
    let peers = customers_at(server.uri(), Settings { extra_attempts: 0, ..Settings::default() });
    call(&peers).await.unwrap_err();
    assert_eq!(seen(&server).await, 1);
    peers.tune(Settings { extra_attempts: 1, ..Settings::default() });
    call(&peers).await.unwrap_err();
    assert_eq!(seen(&server).await, 3);
}
