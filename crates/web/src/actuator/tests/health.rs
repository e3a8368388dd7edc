use super::*;

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
