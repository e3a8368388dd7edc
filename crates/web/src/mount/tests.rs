use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use contract::owners::Owner;
use contract::routes::{AddOwner, ListVets};
use http::{Method, Response};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::*;
use crate::answer::Answer;
use crate::clock::Clock;
use crate::edge::{Drain, Edge, EdgeBody, Settings};
use crate::exchanges::Exchanges;
use crate::fault::Fault;

/// Handlers that fail a given number of times before they succeed.
#[derive(Clone)]
struct Flaky {
    clock: Clock,
    calls: Arc<AtomicU32>,
    fails: fn(u32) -> Option<db::Error>,
}

impl HandlerState for Flaky {
    fn clock(&self) -> &Clock {
        &self.clock
    }
}

impl Flaky {
    fn call(&self) -> Result<(), Fault> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        (self.fails)(call).map_or(Ok(()), |error| Err(error.into()))
    }
}

async fn add(flaky: Flaky, call: Call<AddOwner>) -> Outcome<AddOwner> {
    flaky.call()?;
    let (first_name, last_name) = (call.body.first_name, call.body.last_name);
    let (address, city, telephone) = (call.body.address, call.body.city, call.body.telephone);
    Answer::json(&Owner { id: 1, first_name, last_name, address, city, telephone, pets: Vec::new() })
}

async fn list(flaky: Flaky, _: Call<ListVets>) -> Outcome<ListVets> {
    flaky.call()?;
    Answer::json(&Vec::new())
}

/// Sends one request of each kind. Returns the statuses and the number of handler calls.
async fn tried(fails: fn(u32) -> Option<db::Error>) -> (Response<EdgeBody>, u32) {
    let flaky = Flaky { clock: Clock::fixed(1_779_278_400), calls: Arc::default(), fails };
    let router = Router::new().mount(AddOwner, add).mount(ListVets, list).with_state(flaky.clone());
    let edge = Edge::new(router, Settings::default(), Drain::default());
    let body =
        r#"{"firstName":"Eve","lastName":"Ash","address":"1 Way","city":"Here","telephone":"0123456789"}"#;
    let request = http::Request::post("/api/customer/owners")
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    let response = edge.oneshot(request).await.unwrap();
    (response, flaky.calls.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_request_that_the_database_undid_is_repeated_with_the_same_body() {
    let (response, calls) =
        tried(|call| (call == 1).then(|| db::Error::Interrupted("deadlock".into()))).await;
    assert_eq!((response.status().as_u16(), calls), (201, 2));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&body).unwrap()["firstName"], "Eve");
}

#[tokio::test]
async fn it_is_not_done_a_third_time() {
    let (response, calls) = tried(|_| Some(db::Error::Interrupted("deadlock".into()))).await;
    assert_eq!((response.status().as_u16(), calls), (503, 2));
}

#[tokio::test]
async fn a_request_that_may_have_been_carried_out_is_never_repeated() {
    let (response, calls) = tried(|_| Some(db::Error::InDoubt("the connection broke".into()))).await;
    assert_eq!((response.status().as_u16(), calls), (503, 1));
    let (response, calls) = tried(|_| Some(db::Error::Unavailable("refused".into()))).await;
    assert_eq!((response.status().as_u16(), calls), (503, 1));
    let (response, calls) = tried(|_| Some(db::Error::Failed("syntax".into()))).await;
    assert_eq!((response.status().as_u16(), calls), (500, 1));
}

#[tokio::test]
async fn a_request_is_known_by_its_canonical_path_whichever_it_came_by() {
    let flaky = Flaky { clock: Clock::System, calls: Arc::default(), fails: |_| None };
    let router = Router::new().mount(ListVets, list).with_state(flaky);
    let exchanges = Exchanges::default();
    let settings = Settings { exchanges: exchanges.clone(), ..Settings::default() };
    let edge = Edge::new(router, settings, Drain::default());
    let request = http::Request::builder().method(Method::GET).uri("/api/vet/vets?x=Franklin");
    edge.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(exchanges.to_json()["exchanges"][0]["request"]["uri"], "/api/vets/vets");
}
