use super::*;

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
