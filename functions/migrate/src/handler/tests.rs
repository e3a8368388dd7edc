//! The handler with a stub for the migration and an HTTP stand-in for CloudFormation's bucket.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::custom_resource::tests::event;
use crate::report::tests::new;

const LAMBDAS: Duration = Duration::from_secs(300);

/// Settles the only service of the test.
async fn settled(progress: Progress) -> Result<(), StepFailure> {
    progress.add(new("vets"));
    Ok(())
}

fn failure(may_pass: bool) -> StepFailure {
    StepFailure { reason: "the server sleeps".to_owned(), may_pass }
}

/// A bucket that answers with these statuses in turn and then repeats the last one.
async fn bucket(statuses: &[u16]) -> MockServer {
    let server = MockServer::start().await;
    for (index, status) in statuses.iter().enumerate() {
        let mock = Mock::given(method("PUT")).respond_with(ResponseTemplate::new(*status));
        let is_last = index + 1 == statuses.len();
        let mock = if is_last { mock } else { mock.up_to_n_times(1) };
        mock.mount(&server).await;
    }
    server
}

async fn responses(bucket: &MockServer) -> Vec<Value> {
    let requests = bucket.received_requests().await.unwrap();
    requests.iter().map(|it| serde_json::from_slice(&it.body).unwrap()).collect()
}

#[tokio::test]
async fn an_invocation_is_answered_with_the_report() {
    let handler = Handler::new(settled);
    for event in [json!({}), json!(null), json!("go"), json!({"anything": true})] {
        let answer = handler.handle(&event, LAMBDAS).await.unwrap();
        assert_eq!(answer["services"][0]["schema"], "petclinic_vets");
        assert_eq!(answer["services"][0]["migrations"], json!([1, 2, 3]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_transient_error_is_retried_and_a_permanent_one_reported_at_once() {
    let tries = AtomicU32::new(0);
    let handler = Handler::new(async |progress: Progress| match tries.fetch_add(1, Ordering::Relaxed) {
        0 => {
            progress.add(new("customers"));
            Err(failure(true))
        }
        1..10 => Err(failure(true)),
        _ => settled(progress).await,
    });
    let answer = handler.handle(&json!({}), LAMBDAS).await.unwrap();
    assert_eq!(tries.load(Ordering::Relaxed), 11);
    // The report also holds the first attempt's work.
    assert_eq!(answer["services"].as_array().unwrap().len(), 2);
    let tries = AtomicU32::new(0);
    let handler = Handler::new(async |_| {
        tries.fetch_add(1, Ordering::Relaxed);
        Err(failure(false))
    });
    let refusal = handler.handle(&json!({}), LAMBDAS).await.unwrap_err();
    assert_eq!((refusal.to_string().as_str(), refusal.kind()), ("the server sleeps", "Failed"));
    assert_eq!(tries.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn whatever_happens_there_is_an_answer_before_lambda_ends_it() {
    let start = Instant::now();
    let refusal = Handler::new(async |_| Err(failure(true))).handle(&json!({}), LAMBDAS).await.unwrap_err();
    assert_eq!(refusal.to_string(), "the server sleeps");
    assert!(start.elapsed() + respond::LONGEST < LAMBDAS);
    let start = Instant::now();
    let tries = AtomicU32::new(0);
    let handler = Handler::new(async |_| match tries.fetch_add(1, Ordering::Relaxed) {
        0 => Err(failure(true)),
        _ => std::future::pending().await,
    });
    let refusal = handler.handle(&json!({}), LAMBDAS).await.unwrap_err().to_string();
    assert!(refusal.starts_with("the time is up") && refusal.ends_with("the server sleeps"), "{refusal}");
    assert!(start.elapsed() + respond::LONGEST < LAMBDAS);
}

#[tokio::test]
async fn cloudformation_learns_what_was_done() {
    let bucket = bucket(&[200]).await;
    let handler = Handler::new(settled);
    for kind in ["Create", "Update"] {
        handler.handle(&event(kind, &bucket.uri()), LAMBDAS).await.unwrap();
    }
    let responses = responses(&bucket).await;
    assert!(responses.iter().all(|it| it["Status"] == "SUCCESS"), "{responses:?}");
    assert_eq!(responses[0]["Data"]["vets"], new("vets").to_string());
}

#[tokio::test]
async fn cloudformation_learns_of_failures_as_well_and_lambda_need_not_repeat_them() {
    let bucket = bucket(&[200]).await;
    let handler = Handler::new(async |_| Err(failure(false)));
    handler.handle(&event("Create", &bucket.uri()), LAMBDAS).await.unwrap();
    let responses = responses(&bucket).await;
    assert_eq!(
        (&responses[0]["Status"], &responses[0]["Reason"]),
        (&"FAILED".into(), &"the server sleeps".into())
    );
}

#[tokio::test]
async fn cloudformation_need_not_wait_for_what_it_will_never_hear() {
    let bucket = bucket(&[200]).await;
    let handler = Handler::new(async |_| panic!("a fault"));
    handler.handle(&event("Create", &bucket.uri()), LAMBDAS).await.unwrap();
    handler.handle(&event("Recreate", &bucket.uri()), LAMBDAS).await.unwrap();
    let reasons: Vec<_> = responses(&bucket).await.into_iter().map(|it| it["Reason"].clone()).collect();
    assert_eq!(
        reasons,
        ["the function has a fault; its log has more", "RequestType must be Create, Update or Delete"]
    );
}

#[tokio::test]
async fn a_resource_that_goes_takes_nothing_with_it() {
    let bucket = bucket(&[200]).await;
    let handler = Handler::new(async |_| panic!("nothing is to be done"));
    handler.handle(&event("Delete", &bucket.uri()), LAMBDAS).await.unwrap();
    assert_eq!(responses(&bucket).await[0]["Status"], "SUCCESS");
}

#[tokio::test]
async fn a_bucket_that_stumbles_is_asked_again_and_one_that_refuses_is_not() {
    let stumbling = bucket(&[500, 503, 200]).await;
    let handler = Handler::new(settled);
    handler.handle(&event("Create", &stumbling.uri()), LAMBDAS).await.unwrap();
    assert_eq!(responses(&stumbling).await.len(), 3);
    let refusing = bucket(&[403]).await;
    let refusal = handler.handle(&event("Create", &refusing.uri()), LAMBDAS).await.unwrap_err();
    assert_eq!(refusal.to_string(), "CloudFormation's bucket refused the response with status 403");
    assert_eq!((refusal.kind(), responses(&refusing).await.len()), ("Untold", 1));
}
