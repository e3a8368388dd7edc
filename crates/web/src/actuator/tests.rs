mod environment;
mod faults;
mod guard;
mod health;
mod logfile;
mod loggers;
mod meters;

use axum::body::Body;
use contract::routes::ALL;
use db::{DatabaseUrl, Db, Limits};
use http::Request;
use http::header::{CONTENT_TYPE, HOST};
use http_body_util::BodyExt;
use serde_json::Value;
use telemetry::{Levels, LogTail, Metrics};
use tower::ServiceExt;

use super::*;
use crate::clock::Clock;
use crate::edge::{Drain, Edge, Settings};
use crate::exchanges::Exchanges;
use crate::faults::OperatorFaults;
use crate::health::Dependency;
use crate::slow::SlowRequests;

const OPERATOR: (&str, &str) = ("authorization", "Bearer rosebud");

/// A service with an actuator, and handles to its state.
struct Service {
    edge: Edge,
    drain: Drain,
    levels: Levels,
}

struct Reply {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

impl Service {
    async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    async fn open_with(change: impl FnOnce(&mut Sources)) -> Self {
        let (drain, levels) = (Drain::default(), Levels::default());
        let setting = |name: &str, value: &str, source: &str| Property {
            name: name.to_owned(),
            value: value.to_owned(),
            source: source.to_owned(),
        };
        let properties = vec![
            setting("server.port", "8080", "default"),
            setting("log.level", "info", "/petclinic/dev/common"),
            setting("database.url", "******", "environment"),
        ];
        let db = Db::open(&DatabaseUrl::SqliteMemory, &Limits::default()).await.unwrap();
        let mut sources = Sources {
            environment: "dev".to_owned(),
            info: Info {
                artifact: "vets-service".to_owned(),
                version: "1.2.3".to_owned(),
                ..Info::default()
            },
            dependencies: Arc::new([Box::new(db) as Box<dyn Dependency>]),
            drain: drain.clone(),
            clock: Clock::System,
            exchanges: Exchanges::default(),
            slow: SlowRequests::default(),
            faults: OperatorFaults::default(),
            routes: ALL.to_vec(),
            levels: levels.clone(),
            log_tail: LogTail::default(),
            metrics: Some(Metrics::new()),
            properties: Arc::new(move || properties.clone()),
            refresh: Arc::new(|| Box::pin(async { Ok(vec!["log.level".to_owned()]) })),
            peers: Arc::new(Vec::new),
            token: Arc::new(|_| Box::pin(async { Some("rosebud".to_owned()) })),
            trusts_loopback: true,
        };
        change(&mut sources);
        let edge = Edge::new(router(sources), Settings::default(), drain.clone());
        Self { edge, drain, levels }
    }

    async fn send(&self, request: http::request::Builder, body: &str) -> Reply {
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.edge.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Reply { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).header(OPERATOR.0, OPERATOR.1).header(HOST, "clinic.example");
        self.send(request, "").await
    }

    async fn post(&self, path: &str, body: &str) -> Reply {
        let request =
            Request::post(path).header(OPERATOR.0, OPERATOR.1).header(CONTENT_TYPE, "application/json");
        self.send(request, body).await
    }
}

#[tokio::test]
async fn the_index_links_to_what_there_is() {
    let service = Service::open().await;
    let index = service.get("/actuator").await;
    assert_eq!(index.headers[CONTENT_TYPE], "application/vnd.spring-boot.actuator.v3+json");
    let links = &index.json()["_links"];
    assert_eq!(links["self"], json!({ "href": "http://clinic.example/actuator", "templated": false }));
    assert_eq!(
        links["metrics-requiredMetricName"],
        json!({ "href": "http://clinic.example/actuator/metrics/{requiredMetricName}", "templated": true })
    );
    for (name, link) in links.as_object().unwrap() {
        let path = link["href"].as_str().unwrap().strip_prefix("http://clinic.example").unwrap();
        assert_eq!(process_routes::with_path(path).map(|it| it.name), Some(name.as_str()));
        let is_there = service.get(path).await.status;
        assert!(link["templated"] == true || is_there == 200 || name == "refresh", "{name}: {is_there}");
    }
}

#[tokio::test]
async fn every_route_is_mapped() {
    let service = Service::open().await;
    let mappings = service.get("/actuator/mappings").await.json();
    let all = &mappings["contexts"]["application"]["mappings"]["dispatcherServlets"]["dispatcherServlet"];
    for route in ALL {
        let is_it = |it: &&Value| it["details"]["handlerMethod"]["name"] == route.name;
        let mapped = all.as_array().unwrap().iter().find(is_it).unwrap();
        let conditions = &mapped["details"]["requestMappingConditions"];
        assert_eq!(conditions["methods"], json!([route.method.as_str()]));
        assert_eq!(conditions["patterns"], json!(route.paths().collect::<Vec<_>>()));
    }
}

#[tokio::test]
async fn the_program_tells_what_it_is() {
    let git =
        Git { branch: "main".to_owned(), commit: "abc".to_owned(), time: "2026-05-20T12:00:00Z".to_owned() };
    let service = Service::open_with(|it| it.info.git = Some(git)).await;
    let info = service.get("/actuator/info").await.json();
    assert_eq!(
        (&info["build"]["artifact"], &info["build"]["version"]),
        (&json!("vets-service"), &json!("1.2.3"))
    );
    assert_eq!(info["git"]["commit"], json!({ "id": "abc", "time": "2026-05-20T12:00:00Z" }));
}

#[tokio::test]
async fn the_last_requests_are_shown() {
    let service = Service::open().await;
    assert_eq!(service.get("/actuator/httpexchanges").await.json(), json!({ "exchanges": [] }));
}
