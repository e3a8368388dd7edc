use std::net::SocketAddr;
use std::sync::Mutex;

use axum::body::Body;
use contract::routes::ALL;
use db::{DatabaseUrl, Db, Limits};
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, WWW_AUTHENTICATE};
use http_body_util::BodyExt;
use serde_json::Value;
use telemetry::{Levels, Metrics};
use tower::ServiceExt;

use super::*;
use crate::clock::Clock;
use crate::edge::{Drain, Edge, Settings};
use crate::exchanges::Exchanges;

const OPERATOR: (&str, &str) = ("authorization", "Bearer rosebud");

/// A service with an actuator, and what it is made of.
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
        let mut sources = Sources {
            environment: "dev".to_owned(),
            info: Info {
                artifact: "vets-service".to_owned(),
                version: "1.2.3".to_owned(),
                ..Info::default()
            },
            db: Db::open(&DatabaseUrl::SqliteMemory, &Limits::default()).await.unwrap(),
            drain: drain.clone(),
            clock: Clock::System,
            exchanges: Exchanges::default(),
            routes: ALL.to_vec(),
            levels: levels.clone(),
            metrics: Some(Metrics::new()),
            before_scrape: Arc::new(|| {}),
            properties: Arc::new(move || properties.clone()),
            refresh: Arc::new(|| Box::pin(async { Ok(vec!["log.level".to_owned()]) })),
            peers: Arc::new(Vec::new),
            token: Arc::new(|_| Box::pin(async { Some("rosebud".to_owned()) })),
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
async fn without_the_token_nothing_is_told_under_any_path() {
    let service = Service::open().await;
    let endpoints = ENDPOINTS.iter().map(|it| it.path);
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
        let edge = service.edge.for_connection(SocketAddr::new(from.parse().unwrap(), 1));
        let request = Request::get("/actuator/info").header(HOST, host).body(Body::empty()).unwrap();
        edge.oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(ask("127.0.0.1", "localhost:8080").await, 200);
    assert_eq!(ask("10.0.0.7", "localhost:8080").await, 401);
    assert_eq!(ask("127.0.0.1", "clinic.example").await, 401);
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
        assert_eq!(template(path), Some(path), "{name}");
        let is_there = service.get(path).await.status;
        assert!(link["templated"] == true || is_there == 200 || name == "refresh", "{name}: {is_there}");
    }
}

#[tokio::test]
async fn health_tells_of_each_component_and_group() {
    let peer = |name, instances| Peer { name, instances, set_aside: 0, breaker: "passing".to_owned() };
    let service =
        Service::open_with(|it| it.peers = Arc::new(move || vec![peer("visits", 2), peer("customers", 0)]))
            .await;
    let health = service.get("/actuator/health").await;
    assert_eq!(health.status, 200);
    let health = health.json();
    assert_eq!((&health["status"], &health["groups"]), (&json!("UP"), &json!(["liveness", "readiness"])));
    let db = json!({ "status": "UP", "details": { "database": "SQLite", "validationQuery": "select 1" } });
    assert_eq!(health["components"]["db"], db);
    assert_eq!(health["components"]["peers"]["components"]["visits"]["details"]["instances"], 2);
    assert_eq!(health["components"]["peers"]["components"]["customers"]["status"], "UNKNOWN");
    assert_eq!(service.get("/actuator/health/db").await.json(), db);
    assert_eq!(service.get("/actuator/health/liveness").await.json()["status"], "UP");
    assert_eq!(service.get("/actuator/health/readiness/db").await.json(), db);
    assert_eq!(service.get("/actuator/health/peers/visits").await.json()["status"], "UP");
    assert_eq!(service.get("/actuator/health/diskSpace").await.status, 404);
}

#[tokio::test]
async fn a_service_that_leaves_is_alive_but_not_ready() {
    let service = Service::open().await;
    service.drain.begin();
    let ready = service.get("/actuator/health/readiness").await;
    assert_eq!((ready.status, &ready.json()["status"]), (503, &json!("OUT_OF_SERVICE")));
    assert_eq!(service.get("/actuator/health").await.status, 503);
    assert_eq!(service.get("/actuator/health/liveness").await.status, 200);
}

#[tokio::test]
async fn settings_are_shown_by_layer_and_one_by_one() {
    let service = Service::open().await;
    let all = service.get("/actuator/env").await.json();
    assert_eq!(all["activeProfiles"], json!(["dev"]));
    let names: Vec<_> = all["propertySources"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["default", "/petclinic/dev/common", "environment"]);
    assert_eq!(all["propertySources"][2]["properties"]["database.url"]["value"], "******");
    assert_eq!(service.get("/actuator/env/").await.json(), all, "as Spring Boot Admin asks for it");
    let one = service.get("/actuator/env/log.level").await.json();
    assert_eq!(one["property"], json!({ "source": "/petclinic/dev/common", "value": "info" }));
    assert_eq!(one["propertySources"][0], json!({ "name": "default" }));
    assert_eq!(service.get("/actuator/env/log.colour").await.status, 404);
}

#[tokio::test]
async fn levels_are_shown_changed_and_given_back() {
    let service = Service::open().await;
    let all = service.get("/actuator/loggers").await.json();
    assert_eq!(all["levels"], json!(["OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"]));
    assert_eq!(all["loggers"]["ROOT"]["effectiveLevel"], "INFO");
    let changed = service.post("/actuator/loggers/web::edge", r#"{"configuredLevel":"DEBUG"}"#).await;
    assert_eq!((changed.status, changed.text.as_str()), (204, ""));
    let shown = service.get("/actuator/loggers/web::edge").await.json();
    assert_eq!(shown, json!({ "configuredLevel": "DEBUG", "effectiveLevel": "DEBUG" }));
    assert_eq!(service.levels.effective("web::edge::observe").as_str(), "DEBUG");
    for reset in ["{}", r#"{"configuredLevel":null}"#] {
        assert_eq!(service.post("/actuator/loggers/web::edge", reset).await.status, 204);
        assert_eq!(service.get("/actuator/loggers/web::edge").await.json()["effectiveLevel"], "INFO");
    }
    let wrong = service.post("/actuator/loggers/web", r#"{"configuredLevel":"LOUD"}"#).await;
    assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (400, &json!("configuredLevel")));
}

#[tokio::test]
async fn a_refresh_tells_what_has_changed_or_why_it_did_not_work() {
    let service = Service::open().await;
    assert_eq!(service.post("/actuator/refresh", "").await.json(), json!(["log.level"]));
    assert_eq!(service.get("/actuator/refresh").await.status, 405);
    let service = Service::open_with(|sources| {
        sources.refresh = Arc::new(|| Box::pin(async { Err("no answer".into()) }));
    })
    .await;
    let failed = service.post("/actuator/refresh", "").await;
    assert_eq!(failed.status, 503);
    assert_eq!(failed.json()["detail"], "the settings were not refreshed: no answer");
}

#[tokio::test]
async fn metrics_are_read_by_people_and_by_prometheus() {
    let metrics = Metrics::new();
    let recorder = metrics.recorder();
    let scraped = Arc::new(Mutex::new(0));
    ::metrics::with_local_recorder(&recorder, || {
        ::metrics::counter!("cache_gets_total", "name" => "vets", "result" => "hit").increment(3);
    });
    let service = Service::open_with(|sources| {
        let scraped = scraped.clone();
        sources.metrics = Some(metrics);
        sources.before_scrape = Arc::new(move || *scraped.lock().unwrap() += 1);
    })
    .await;
    let names = service.get("/actuator/metrics").await.json();
    assert!(names["names"].as_array().unwrap().contains(&json!("cache.gets")), "{names}");
    let one =
        service.get("/actuator/metrics/cache.gets?tag=name:vets&tag=name:vets&tag=result:hit").await.json();
    assert_eq!(one["measurements"], json!([{ "statistic": "COUNT", "value": 3.0 }]));
    assert_eq!(service.get("/actuator/metrics/cache.gets?tag=name").await.status, 400);
    assert_eq!(service.get("/actuator/metrics/jvm.memory.used").await.status, 404);
    for path in ["/actuator/prometheus", "/metrics"] {
        let text = service.get(path).await;
        assert_eq!(text.headers[CONTENT_TYPE], "text/plain; version=0.0.4; charset=utf-8");
        assert!(text.text.contains("cache_gets_total{"), "{}", text.text);
    }
    assert_eq!(*scraped.lock().unwrap(), 5);
}

#[tokio::test]
async fn where_no_metrics_are_kept_none_are_offered() {
    let service = Service::open_with(|it| it.metrics = None).await;
    assert_eq!(service.get("/metrics").await.status, 404);
    assert_eq!(service.get("/actuator").await.json()["_links"].get("prometheus"), None);
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
