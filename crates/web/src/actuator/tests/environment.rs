use super::*;

#[tokio::test]
async fn settings_are_shown_by_layer_and_one_by_one() {
    let service = Service::open().await;
    let all = service.get("/actuator/env").await.json();
    assert_eq!(all["activeProfiles"], json!(["dev"]));
    let names: Vec<_> = all["propertySources"].as_array().unwrap().iter().map(|it| &it["name"]).collect();
    assert_eq!(names, ["process", "default", "/petclinic/dev/common", "environment"]);
    assert_eq!(all["propertySources"][3]["properties"]["database.url"]["value"], "******");
    assert_eq!(service.get("/actuator/env/").await.json(), all, "as Spring Boot Admin asks for it");
    let one = service.get("/actuator/env/log.level").await.json();
    assert_eq!(one["property"], json!({ "source": "/petclinic/dev/common", "value": "info" }));
    assert_eq!(one["propertySources"][1], json!({ "name": "default" }));
    let pid = service.get("/actuator/env/PID").await.json();
    let value = std::process::id().to_string();
    assert_eq!(pid["property"], json!({ "source": "process", "value": value }));
    assert_eq!(pid["propertySources"][0], json!({ "name": "process", "property": { "value": value } }));
    let none = service.get("/actuator/env/java.version").await;
    assert_eq!((none.status, &none.json()["property"]), (200, &json!(null)));
    assert_eq!(none.json()["propertySources"][2], json!({ "name": "/petclinic/dev/common" }));
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
