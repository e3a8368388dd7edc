//! Retries, and the load that they put on a failing service.

use std::error::Error as _;
use std::net::TcpListener;
use std::time::Duration;

use contract::service::Service;
use peers::breaker::{PeerFailure, State};
use peers::{Error, Settings};
use wiremock::matchers::any;
use wiremock::{Mock, ResponseTemplate};

use crate::{answering, call, closed_port, customers_at, go_by, peers, seen};

/// Settings with which the breaker never opens.
fn never_refusing() -> Settings {
    Settings { trip_after: u32::MAX, ..Settings::default() }
}

#[tokio::test]
async fn a_service_that_is_down_sees_a_tenth_more_than_its_calls_and_the_minimum() {
    const CALLS: usize = 200;
    let server = answering(503).await;
    let peers = customers_at(server.uri(), never_refusing());
    for _ in 0..CALLS {
        assert!(matches!(call(&peers).await, Err(Error::Answered(Service::Customers, 503))));
    }
    let seen = seen(&server).await;
    assert!((CALLS + CALLS / 10..=CALLS + CALLS / 10 + 10).contains(&seen), "{seen}");
}

#[tokio::test]
async fn a_call_is_repeated_at_most_twice() {
    let server = answering(503).await;
    let peers = customers_at(server.uri(), never_refusing());
    call(&peers).await.unwrap_err();
    assert_eq!(seen(&server).await, 3);
}

#[tokio::test]
async fn a_short_failure_is_not_felt() {
    let server = answering(404).await;
    let blip = Mock::given(any()).respond_with(ResponseTemplate::new(502));
    blip.up_to_n_times(2).with_priority(1).mount(&server).await;
    assert!(!call(&customers_at(server.uri(), Settings::default())).await.unwrap());
    assert_eq!(seen(&server).await, 3);
}

#[tokio::test]
async fn an_answer_that_another_attempt_would_get_as_well_is_not_repeated() {
    for status in [400, 404, 429, 500, 501] {
        let server = answering(status).await;
        drop(call(&customers_at(server.uri(), Settings::default())).await);
        assert_eq!(seen(&server).await, 1, "{status}");
    }
}

#[tokio::test]
async fn a_repeat_goes_to_another_instance() {
    let up = answering(404).await;
    let (_held, down) = closed_port();
    let peers = peers(Settings::default(), [(Service::Customers, down), (Service::Customers, up.uri())]);
    for _ in 0..8 {
        assert!(!call(&peers).await.unwrap());
    }
    assert_eq!(seen(&up).await, 8);
}

#[tokio::test]
async fn a_service_that_is_not_there_fails_and_is_refused_after_five_calls() {
    let (_held, address) = closed_port();
    let peers = customers_at(address, Settings { extra_attempts: 0, ..Settings::default() });
    for _ in 0..5 {
        let error = call(&peers).await.unwrap_err();
        assert!(matches!(error, Error::Failed(Service::Customers, _)), "{error:?}");
        assert!(!error.source().unwrap().to_string().contains("/owners/"), "{error:?}");
    }
    assert_eq!(peers.breaker(Service::Customers), State::Refusing { because: PeerFailure::NoConnection });
}

#[tokio::test]
async fn a_service_that_accepts_and_never_answers_times_out_and_is_refused_after_five_calls() {
    // The kernel completes connections for a listener that never accepts.
    let blackhole = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", blackhole.local_addr().unwrap());
    let peers =
        customers_at(address, Settings { call_timeout: Duration::from_millis(50), ..Settings::default() });
    for _ in 0..5 {
        assert!(matches!(call(&peers).await, Err(Error::TimedOut(Service::Customers))));
    }
    assert_eq!(peers.breaker(Service::Customers), State::Refusing { because: PeerFailure::TimedOut });
    assert!(matches!(call(&peers).await, Err(Error::Refused(Service::Customers))));
    let connections = arrived(&blackhole);
    assert_eq!(connections, 5, "a timeout is not repeated, a refused call does not go out");
}

#[tokio::test]
async fn an_instance_that_still_does_not_answer_costs_no_call_while_another_does() {
    let up = answering(404).await;
    // The kernel completes connections for a listener that never accepts.
    let blackhole = TcpListener::bind("127.0.0.1:0").unwrap();
    let down = format!("http://{}", blackhole.local_addr().unwrap());
    let settings = Settings { call_timeout: Duration::from_millis(600), ..never_refusing() };
    let peers = peers(settings, [(Service::Customers, down), (Service::Customers, up.uri())]);
    while call(&peers).await.is_ok() {}
    assert_eq!(arrived(&blackhole), 1);
    go_by(Duration::from_secs(1)).await;
    assert!(!call(&peers).await.unwrap());
    assert_eq!(arrived(&blackhole), 1, "it was asked again");
    assert!(!call(&peers).await.unwrap());
    assert_eq!(arrived(&blackhole), 0);
}

#[tokio::test]
async fn an_only_instance_that_failed_may_take_the_whole_time_of_a_call() {
    let server = answering(503).await;
    let settings = Settings { call_timeout: Duration::from_millis(600), ..never_refusing() };
    let peers = customers_at(server.uri(), settings);
    call(&peers).await.unwrap_err();
    server.reset().await;
    let slow = ResponseTemplate::new(404).set_delay(Duration::from_millis(300));
    Mock::given(any()).respond_with(slow).mount(&server).await;
    go_by(Duration::from_secs(30)).await;
    assert!(!call(&peers).await.unwrap());
    assert_eq!(seen(&server).await, 1);
}

/// The number of connections waiting to be accepted.
fn arrived(listener: &TcpListener) -> usize {
    listener.set_nonblocking(true).unwrap();
    std::iter::from_fn(|| listener.accept().ok()).count()
}

#[tokio::test]
async fn a_service_without_an_address_is_not_called_and_not_to_blame() {
    let peers = peers(Settings::default(), []);
    for _ in 0..10 {
        assert!(matches!(call(&peers).await, Err(Error::Undiscovered(Service::Customers))));
    }
    assert_eq!(peers.breaker(Service::Customers), State::Passing);
}
