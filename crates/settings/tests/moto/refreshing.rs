use std::time::Duration;

use settings::{Error, Layer, Settings};

use crate::cloud::Cloud;
use crate::observed::Counts;
use telemetry::testing::Lines;

#[tokio::test]
async fn live_keys_change_without_a_restart_and_others_wait_for_one() {
    let cloud = Cloud::open().await;
    let settings = cloud.load().await.unwrap();
    let lines = Lines::default();
    let _guard = lines.gather();
    let mut changes = settings.subscribe();
    cloud.put("log.level", "debug").await;
    cloud.put("peers.trip-after", "9").await;
    cloud.put("server.port", "9999").await;
    assert_eq!(settings.refresh().await.unwrap(), ["log.level", "peers.trip-after"]);
    assert!(changes.has_changed().unwrap());
    let now = changes.borrow_and_update().clone();
    assert_eq!((now.log.level.as_str(), now.peers.trip_after, now.server.port), ("debug", 9, 8080));
    let port = settings.effective().into_iter().find(|it| it.name == "server.port").unwrap();
    assert_eq!((port.value.as_str(), port.layer), ("8080", Layer::Default));

    assert!(settings.refresh().await.unwrap().is_empty());
    assert!(!changes.has_changed().unwrap());
    let waiting = |it: &String| it.contains("server.port has changed, which takes effect at the next start");
    assert_eq!(
        lines.of("settings", "INFO").iter().filter(|it| waiting(it)).count(),
        1,
        "{:?}",
        lines.of("settings", "INFO")
    );

    cloud.remove("log.level").await;
    assert_eq!(settings.refresh().await.unwrap(), ["log.level"]);
    assert_eq!(settings.current().log.level.as_str(), "info");
}

#[tokio::test]
async fn the_environment_wins_over_a_parameter_that_changes() {
    let cloud = Cloud::open().await;
    let settings = cloud.load_with(&[("PETCLINIC_LOG_LEVEL", "warn")]).await.unwrap();
    cloud.put("log.level", "debug").await;
    assert!(settings.refresh().await.unwrap().is_empty());
    assert_eq!(settings.current().log.level.as_str(), "warn");
}

#[tokio::test]
async fn a_bad_value_keeps_all_last_good_ones_and_is_reported_once_and_counted() {
    let cloud = Cloud::open().await;
    let settings = cloud.load().await.unwrap();
    let (lines, counts) = (Lines::default(), Counts::default());
    let _guards = (lines.gather(), metrics::set_default_local_recorder(&counts));
    cloud.put("peers.trip-after", "9").await;
    cloud.put("peers.refuse-for", "for ever").await;
    // Not live, but a start with this value would fail.
    cloud.put("server.concurrency", "0").await;
    for _ in 0..2 {
        let error = settings.refresh().await.unwrap_err();
        let Error::Invalid(all) = error else { panic!("{error}") };
        assert_eq!(
            all.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            ["server.concurrency", "peers.refuse-for"]
        );
    }
    assert_eq!(settings.current().peers.trip_after, 5);
    assert_eq!(lines.of("settings", "WARN").len(), 1, "{:?}", lines.of("settings", "WARN"));

    cloud.remove("peers.refuse-for").await;
    cloud.remove("server.concurrency").await;
    assert_eq!(settings.refresh().await.unwrap(), ["peers.trip-after"]);
    assert_eq!(settings.current().peers.trip_after, 9);
    let good_again =
        lines.of("settings", "INFO").iter().any(|it| it.contains("settings refresh works again"));
    assert!(good_again, "{:?}", lines.of("settings", "INFO"));
    assert_eq!(counts.of("settings_refreshes_total invalid"), 2);
    assert_eq!(counts.of("settings_refreshes_total ok"), 1);
    assert!(counts.of("settings_last_success_timestamp_seconds") > 0);
}

#[tokio::test]
async fn a_change_takes_effect_within_an_interval() {
    let cloud = Cloud::open().await;
    cloud.put("settings.refresh-interval", "1s").await;
    let settings = cloud.load().await.unwrap();
    let mut changes = settings.subscribe();
    let keeping = tokio::spawn(keep_fresh(settings.clone()));
    cloud.put("peers.trip-after", "9").await;
    tokio::time::timeout(Duration::from_secs(20), changes.changed()).await.unwrap().unwrap();
    assert_eq!(changes.borrow().peers.trip_after, 9);
    keeping.abort();
}

async fn keep_fresh(settings: Settings) {
    settings.keep_fresh().await;
}

#[tokio::test]
async fn refreshes_that_are_asked_for_together_share_one() {
    let cloud = Cloud::open().await;
    let settings = cloud.load().await.unwrap();
    let counts = Counts::default();
    let _guard = metrics::set_default_local_recorder(&counts);
    cloud.put("log.level", "debug").await;
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let settings = settings.clone();
        all.spawn(async move { settings.refresh().await });
    }
    let results = all.join_all().await;
    assert!(results.iter().all(Result::is_ok) && results.contains(&Ok(vec!["log.level"])));
    // The first refresh, and one shared by all later callers.
    let done = counts.of("settings_refreshes_total ok");
    assert!((1..=2).contains(&done), "{done}");
}
