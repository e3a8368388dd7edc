use super::*;

#[tokio::test]
async fn metrics_are_read_by_people_and_by_prometheus() {
    let metrics = Metrics::new();
    let recorder = metrics.recorder();
    metrics.before_reading({
        let recorder = metrics.recorder();
        move || ::metrics::with_local_recorder(&recorder, || ::metrics::gauge!("cache_size").set(7))
    });
    ::metrics::with_local_recorder(&recorder, || {
        ::metrics::counter!("cache_gets_total", "name" => "vets", "result" => "hit").increment(3);
    });
    let service = Service::open_with(|it| it.metrics = Some(metrics)).await;
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
    let size = service.get("/actuator/metrics/cache.size").await.json();
    assert_eq!(size["measurements"][0]["value"], 7.0, "gauges are set before they are read");
}

#[tokio::test]
async fn where_no_metrics_are_kept_none_are_offered() {
    let service = Service::open_with(|it| it.metrics = None).await;
    assert_eq!(service.get("/metrics").await.status, 404);
    assert_eq!(service.get("/actuator").await.json()["_links"].get("prometheus"), None);
}
