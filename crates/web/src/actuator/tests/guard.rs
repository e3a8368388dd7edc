use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};

use super::*;
use crate::serve::Link;

fn link(from: SocketAddr) -> Arc<Link> {
    Arc::new(Link::new(from, tokio::time::Instant::now()))
}

#[tokio::test]
async fn without_the_token_nothing_is_shown_under_any_path() {
    let service = Service::open().await;
    let endpoints = endpoints().map(|it| it.path);
    for path in endpoints.chain([ACTUATOR, METRICS, "/actuator/", "/actuator/secrets", "/actuator/env/x/y"]) {
        for (method, token) in [("GET", "Bearer wrong"), ("POST", "Bearer "), ("PATCH", "Basic rosebud")] {
            let request = Request::builder().method(method).uri(path).header(AUTHORIZATION, token);
            let reply = service.send(request.header(HOST, "localhost"), "").await;
            assert_eq!(reply.status, 401, "{method} {path}");
            assert_eq!(reply.headers[WWW_AUTHENTICATE], "Bearer realm=\"operators\"");
            assert_eq!(reply.headers[CONTENT_TYPE], "application/problem+json");
        }
    }
}

#[tokio::test]
async fn a_token_that_was_rotated_is_fetched_again() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let service = Service::open_with(|sources| {
        let asked = asked.clone();
        sources.token = Arc::new(move |freshness| {
            asked.lock().unwrap().push(freshness);
            let token = if freshness == Freshness::Cached { "before" } else { "rosebud" };
            Box::pin(async move { Some(token.to_owned()) })
        });
    })
    .await;
    assert_eq!(service.get("/actuator/info").await.status, 200);
    assert_eq!(*asked.lock().unwrap(), [Freshness::Cached, Freshness::Renewed]);
}

#[tokio::test]
async fn an_empty_token_lets_nobody_in() {
    let service =
        Service::open_with(|it| it.token = Arc::new(|_| Box::pin(async { Some(String::new()) }))).await;
    let request = Request::get("/actuator").header(AUTHORIZATION, "Bearer ");
    assert_eq!(service.send(request, "").await.status, 401);
}

#[tokio::test]
async fn whoever_sits_at_the_machine_needs_no_token() {
    let service = Service::open().await;
    let ask = async |from: &str, host: &str| {
        let edge = service.edge.for_connection(link(SocketAddr::new(from.parse().unwrap(), 1)));
        let request = Request::get("/actuator/info").header(HOST, host).body(Body::empty()).unwrap();
        edge.oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(ask("127.0.0.1", "localhost:8080").await, 200);
    assert_eq!(ask("10.0.0.7", "localhost:8080").await, 401);
    assert_eq!(ask("127.0.0.1", "clinic.example").await, 401);
}

#[tokio::test]
async fn where_loopback_is_not_trusted_the_machine_needs_the_token_too() {
    let service = Service::open_with(|it| it.trusts_loopback = false).await;
    let edge = service.edge.for_connection(link(SocketAddr::from(([127, 0, 0, 1], 1))));
    let ask = async |request: http::request::Builder| {
        let request = request.uri("/actuator/info").header(HOST, "localhost:8080");
        edge.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    };
    assert_eq!(ask(Request::builder()).await, 401);
    assert_eq!(ask(Request::builder().header(OPERATOR.0, OPERATOR.1)).await, 200);
}

/// Sends a request with a token, as on a connection of its own: each request gets a clone of the edge.
async fn ask_with(edge: &Edge, token: &str) -> u16 {
    let request = Request::get("/actuator/info").header(AUTHORIZATION, token).body(Body::empty()).unwrap();
    edge.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn wrong_tokens_have_the_token_fetched_again_once_a_second_at_most() {
    let fetched = Arc::new(Mutex::new(0));
    let service = Service::open_with(|sources| {
        let fetched = fetched.clone();
        sources.token = Arc::new(move |freshness| {
            *fetched.lock().unwrap() += u32::from(freshness == Freshness::Renewed);
            Box::pin(async { Some("rosebud".to_owned()) })
        });
    })
    .await;
    tokio::time::pause();
    for _ in 0..5 {
        assert_eq!(ask_with(&service.edge, "Bearer wrong").await, 401);
    }
    assert_eq!(ask_with(&service.edge, OPERATOR.1).await, 200);
    assert_eq!(*fetched.lock().unwrap(), 1);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(ask_with(&service.edge, "Bearer wrong").await, 401);
    assert_eq!(*fetched.lock().unwrap(), 2);
}

#[tokio::test]
async fn while_the_token_is_being_fetched_wrong_ones_are_refused_at_once() {
    let service = Service::open_with(|sources| {
        sources.token = Arc::new(|freshness| {
            Box::pin(async move {
                if freshness == Freshness::Renewed {
                    tokio::time::sleep(Duration::from_secs(8)).await;
                }
                Some("rosebud".to_owned())
            })
        });
    })
    .await;
    tokio::time::pause();
    let first = tokio::spawn({
        let edge = service.edge.clone();
        async move { ask_with(&edge, "Bearer wrong").await }
    });
    tokio::task::yield_now().await;
    let began = tokio::time::Instant::now();
    for _ in 0..50 {
        assert_eq!(ask_with(&service.edge, "Bearer wrong").await, 401);
    }
    assert_eq!(ask_with(&service.edge, OPERATOR.1).await, 200);
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(first.await.unwrap(), 401);
}

#[tokio::test]
async fn strangers_whose_tokens_cannot_be_checked_leave_places_to_the_machine_itself() {
    let service = Service::open_with(|it| it.token = Arc::new(|_| Box::pin(std::future::pending()))).await;
    tokio::time::pause();
    let strangers: Vec<_> = (0..20)
        .map(|_| {
            let edge = service.edge.clone();
            tokio::spawn(async move { ask_with(&edge, "Bearer wrong").await })
        })
        .collect();
    tokio::task::yield_now().await;
    let edge = service.edge.for_connection(link(SocketAddr::from(([127, 0, 0, 1], 1))));
    let request = Request::get("/actuator/info").header(HOST, "localhost:8080").body(Body::empty()).unwrap();
    assert_eq!(edge.oneshot(request).await.unwrap().status(), 200);
    assert_eq!(strangers.iter().filter(|it| it.is_finished()).count(), 12, "the others are answered 503");
    for stranger in strangers {
        assert_eq!(stranger.await.unwrap(), 503);
    }
}
