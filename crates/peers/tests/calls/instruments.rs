//! The metrics of calls.

use std::time::Duration;

use contract::service::Service;
use peers::Settings;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::recorder::Kept;
use crate::{answering, call, closed_port, customers_at, peers};

fn find_pet(error: &str, outcome: &str, status: &str) -> String {
    let uri = "/api/customers/owners/{ownerId}/pets/{petId}";
    format!(
        "{{client_name=customers,error={error},exception={error},method=GET,outcome={outcome},status={status},uri={uri}}}"
    )
}

#[tokio::test]
async fn every_attempt_is_timed_by_its_operation_and_its_ending() {
    let kept = Kept::default();
    let _guard = metrics::set_default_local_recorder(&kept);
    let server = answering(404).await;
    let blip = Mock::given(any()).respond_with(ResponseTemplate::new(502));
    blip.up_to_n_times(2).with_priority(1).mount(&server).await;
    let peers = customers_at(server.uri(), Settings::default());
    for _ in 0..2 {
        assert!(!call(&peers).await.unwrap());
    }
    let expected =
        [(find_pet("none", "CLIENT_ERROR", "404"), 2.0), (find_pet("none", "SERVER_ERROR", "502"), 2.0)];
    assert_eq!(kept.named("http_client_requests_seconds"), expected);
    assert_eq!(kept.named("peer_retries_total"), [("{peer=customers}".to_owned(), 2.0)]);
}

#[tokio::test]
async fn an_attempt_without_an_answer_is_timed_as_well() {
    let kept = Kept::default();
    let _guard = metrics::set_default_local_recorder(&kept);
    let once =
        Settings { extra_attempts: 0, call_timeout: Duration::from_millis(100), ..Settings::default() };
    let (_held, closed) = closed_port();
    call(&customers_at(closed, once)).await.unwrap_err();
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(404).set_delay(Duration::from_secs(1));
    Mock::given(any()).respond_with(slow).mount(&server).await;
    call(&customers_at(server.uri(), once)).await.unwrap_err();
    let expected = ["NoConnection", "TimedOut"].map(|it| (find_pet(it, "UNKNOWN", "CLIENT_ERROR"), 1.0));
    assert_eq!(kept.named("http_client_requests_seconds"), expected);
}

#[tokio::test]
async fn breakers_and_instances_are_reported_for_the_services_that_are_called() {
    let kept = Kept::default();
    let _guard = metrics::set_default_local_recorder(&kept);
    let server = answering(503).await;
    let settings = Settings { extra_attempts: 0, ..Settings::default() };
    let peers = peers(settings, [(Service::Customers, server.uri())]);
    peers.record_gauges();
    let customers = "{peer=customers}".to_owned();
    let in_state = |state: &str| [(format!("{{peer=customers,state={state}}}"), 1.0)];
    assert_eq!(kept.named("peer_breaker_state"), in_state("passing"));
    for _ in 0..8 {
        call(&peers).await.unwrap_err();
    }
    peers.record_gauges();
    assert_eq!(kept.named("peer_breaker_state"), in_state("refusing"));
    assert_eq!(kept.named("peer_calls_not_permitted_total"), [(customers.clone(), 3.0)]);
    assert_eq!(kept.named("peer_instances"), [(customers.clone(), 1.0)]);
    assert_eq!(kept.named("peer_instances_set_aside"), [(customers, 1.0)]);
}
