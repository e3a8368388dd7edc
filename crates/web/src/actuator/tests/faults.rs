use super::*;

const ASSAULTS: &str = "/actuator/chaosmonkey/assaults";
const WATCHERS: &str = "/actuator/chaosmonkey/watchers";

async fn open() -> (Service, OperatorFaults) {
    let faults = OperatorFaults::default();
    faults.allow(true);
    let known = faults.clone();
    (Service::open_with(move |it| it.faults = known).await, faults)
}

#[tokio::test]
async fn what_the_originals_script_sends_makes_every_fifth_request_fail() {
    let (service, faults) = open().await;
    let told = service
        .post(ASSAULTS, r#"{"level": 5, "exceptionsActive": true, "killApplicationActive": false}"#)
        .await;
    assert_eq!((told.status, told.text.as_str()), (200, "Assault config has changed"));
    assert!(faults.now().is_none(), "nothing is watched yet");
    let told = service.post(WATCHERS, r#"{"controller": true}"#).await;
    assert_eq!((told.status, told.text.as_str()), (200, "Watcher config has changed"));
    assert_eq!(faults.now().map(|it| (it.every, it.error)), Some((5, true)));
    let shown = service.get("/actuator/chaosmonkey").await.json();
    assert_eq!(shown["chaosMonkeyProperties"]["enabled"], true);
    assert_eq!(
        (&shown["assaultProperties"]["level"], &shown["watcherProperties"]["controller"]),
        (&json!(5), &json!(true))
    );
    assert!(shown["assaultProperties"]["endsAt"].is_string());
    let disabled = service.post("/actuator/chaosmonkey/disable", "").await.json();
    assert_eq!(disabled["enabled"], false);
    assert!(disabled["disabledAt"].is_string() && faults.now().is_none());
}

#[tokio::test]
async fn a_change_that_breaks_a_rule_changes_nothing() {
    let (service, _) = open().await;
    for (body, field) in [
        (r#"{"level": 0}"#, "level"),
        (r#"{"latencyRangeStart": 500, "latencyRangeEnd": 100}"#, "latencyRangeEnd"),
        (r#"{"latencyRangeEnd": 99999999}"#, "latencyRangeEnd"),
        (r#"{"killApplicationActive": true}"#, "killApplicationActive"),
        (r#"{"memoryActive": true}"#, "memoryActive"),
        (r#"{"endsAfterMinutes": 61}"#, "endsAfterMinutes"),
    ] {
        let refused = service.post(ASSAULTS, body).await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (400, &json!(field)), "{body}");
    }
    assert_eq!(service.get(ASSAULTS).await.json()["level"], 1);
}

#[tokio::test]
async fn faults_are_offered_only_where_they_are_allowed() {
    let service = Service::open().await;
    for path in [ASSAULTS, WATCHERS, "/actuator/chaosmonkey", "/actuator/chaosmonkey/status"] {
        assert_eq!(service.get(path).await.status, 404, "{path}");
    }
    assert_eq!(service.post(ASSAULTS, r#"{"level": 5}"#).await.status, 404);
    let index = service.get("/actuator").await.json();
    assert!(index["_links"].get("chaosmonkey").is_none());
}
