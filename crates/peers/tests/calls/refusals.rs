//! How the breaker opens and how a service comes back.

use contract::service::Service;
use peers::breaker::{PeerFailure, State};
use peers::{Error, Peers, Settings};
use tokio::task::yield_now;
use wiremock::MockServer;

use crate::{answering, answers, call, closed_port, customers_at, go_by, peers, seen};

const DOWN: PeerFailure = PeerFailure::Answered(500);

/// Peers whose breaker for customers has just opened.
async fn refused() -> (MockServer, Peers) {
    let server = answering(500).await;
    let peers = customers_at(server.uri(), Settings::default());
    for _ in 0..5 {
        assert!(matches!(call(&peers).await, Err(Error::Answered(Service::Customers, 500))));
    }
    (server, peers)
}

#[tokio::test]
async fn the_sixth_call_after_five_failures_does_not_go_out() {
    let (server, peers) = refused().await;
    let error = call(&peers).await.unwrap_err();
    assert_eq!(error.to_string(), "customers was not called: it is refused after failing");
    assert_eq!(seen(&server).await, 5);
    assert_eq!(peers.breaker(Service::Customers), State::Refusing { because: DOWN });
}

#[tokio::test]
async fn clones_share_what_they_learned() {
    let (_server, peers) = refused().await;
    assert!(matches!(call(&peers.clone()).await, Err(Error::Refused(Service::Customers))));
}

#[tokio::test]
async fn a_service_that_is_refused_leaves_the_others_alone() {
    let (broken, working) = (answering(500).await, answering(204).await);
    let peers =
        peers(Settings::default(), [(Service::Customers, broken.uri()), (Service::Visits, working.uri())]);
    for _ in 0..5 {
        call(&peers).await.unwrap_err();
    }
    peers.visits().forget_pet(1).await.unwrap();
    assert_eq!(peers.breaker(Service::Visits), State::Passing);
}

#[tokio::test]
async fn a_refusal_by_the_service_is_an_answer() {
    let server = answering(404).await;
    let peers = customers_at(server.uri(), Settings::default());
    for _ in 0..10 {
        assert!(!call(&peers).await.unwrap());
    }
    assert_eq!(peers.breaker(Service::Customers), State::Passing);
}

#[tokio::test]
async fn a_service_that_is_back_is_found_by_the_first_call_after_the_time() {
    let (server, peers) = refused().await;
    answers(&server, 200).await;
    go_by(Settings::default().refuse_for).await;
    assert!(call(&peers).await.unwrap());
    assert_eq!(peers.breaker(Service::Customers), State::Passing);
}

#[tokio::test]
async fn a_service_that_is_back_is_found_though_one_of_its_instances_is_not() {
    let (_held, closed) = closed_port();
    let server = answering(500).await;
    let endpoints = [(Service::Customers, closed), (Service::Customers, server.uri())];
    let peers = peers(Settings::default(), endpoints);
    for _ in 0..5 {
        call(&peers).await.unwrap_err();
    }
    assert_eq!(peers.breaker(Service::Customers), State::Refusing { because: DOWN });
    answers(&server, 200).await;
    go_by(Settings::default().refuse_for).await;
    assert!(call(&peers).await.unwrap());
}

#[tokio::test]
async fn a_service_that_is_still_down_sees_one_request_per_probe() {
    let (server, peers) = refused().await;
    answers(&server, 503).await;
    go_by(Settings::default().refuse_for).await;
    assert!(matches!(call(&peers).await, Err(Error::Answered(Service::Customers, 503))));
    assert!(matches!(call(&peers).await, Err(Error::Refused(Service::Customers))));
    assert_eq!(seen(&server).await, 1);
    let because = PeerFailure::Answered(503);
    assert_eq!(peers.breaker(Service::Customers), State::Refusing { because });
}

#[tokio::test]
async fn a_crowd_of_calls_after_the_time_sends_one_request() {
    let (server, peers) = refused().await;
    answers(&server, 200).await;
    go_by(Settings::default().refuse_for).await;
    let (first, second, third) = tokio::join!(call(&peers), call(&peers), call(&peers));
    assert!(first.unwrap());
    for refused in [second, third] {
        assert!(matches!(refused, Err(Error::Refused(Service::Customers))));
    }
    assert_eq!(seen(&server).await, 1);
}

#[tokio::test]
async fn a_caller_that_gives_up_while_probing_leaves_the_probe_to_the_next() {
    let (server, peers) = refused().await;
    answers(&server, 200).await;
    go_by(Settings::default().refuse_for).await;
    let under_way = async {
        yield_now().await;
        peers.breaker(Service::Customers)
    };
    tokio::select! {
        biased;
        answer = call(&peers) => panic!("{answer:?}"),
        state = under_way => assert_eq!(state, State::Probing { because: DOWN }),
    }
    assert_eq!(peers.breaker(Service::Customers), State::Refusing { because: DOWN });
    assert!(call(&peers).await.unwrap());
}
