use aws_sdk_ssm::types::ParameterType;
use contract::settings::{common_path, service_path};
use settings::{Error, Layer, render};

use crate::cloud::{Cloud, config_for};
use crate::proxy::Proxy;
use telemetry::testing::Lines;

#[tokio::test]
async fn a_service_starts_on_defaults_where_there_are_no_parameters() {
    let settings = Cloud::open().await.load().await.unwrap();
    assert_eq!(settings.current().server.port, 8080);
    assert!(settings.effective().iter().all(|it| it.layer == Layer::Default));
}

#[tokio::test]
async fn later_layers_win_and_each_value_says_where_it_comes_from() {
    let cloud = Cloud::open().await;
    for key in ["peers.trip-after", "peers.extra-attempts", "database.max-connections"] {
        cloud.put(key, "7").await;
    }
    for key in ["peers.extra-attempts", "database.max-connections"] {
        cloud.put_own(key, "8").await;
    }
    let settings = cloud.load_with(&[("PETCLINIC_DATABASE_MAX_CONNECTIONS", "9")]).await.unwrap();
    let now = settings.current();
    assert_eq!((now.peers.trip_after, now.peers.extra_attempts, now.database.max_connections), (7, 8, 9));

    let layer =
        |name: &str| settings.effective().into_iter().find(|it| it.name == name).unwrap().layer.to_string();
    assert_eq!(layer("server.port"), "default");
    assert_eq!(layer("peers.trip-after"), format!("{}peers.trip-after", common_path(&cloud.env)));
    assert_eq!(
        layer("peers.extra-attempts"),
        format!("{}peers.extra-attempts", service_path(&cloud.env, settings.service()))
    );
    assert_eq!(layer("database.max-connections"), "PETCLINIC_DATABASE_MAX_CONNECTIONS");
}

#[tokio::test]
async fn parameters_are_read_to_the_last_page() {
    let cloud = Cloud::open().await;
    let all: Vec<_> =
        contract::settings::keys().filter(|it| !it.default.is_empty() && !it.default.contains('{')).collect();
    assert!(all.len() > 30, "several pages of ten");
    for key in &all {
        cloud.put(key.name, key.default).await;
    }
    let settings = cloud.load().await.unwrap();
    let given = settings.effective().into_iter().filter(|it| it.layer != Layer::Default).count();
    assert_eq!(given, all.iter().filter(|it| it.is_for(settings.service())).count());
}

#[tokio::test]
async fn secure_parameters_are_decrypted_and_never_shown() {
    let cloud = Cloud::open().await;
    let name = |key: &str| common_path(&cloud.env) + key;
    cloud.put_as(&name("database.url"), "mysql://me:hunter2@host/x", ParameterType::SecureString).await;
    // An encrypted value is treated as a secret, even if its key is none.
    cloud.put_as(&name("traces.endpoint"), "http://hunter2.example", ParameterType::SecureString).await;
    let settings = cloud.load().await.unwrap();
    let now = settings.current();
    assert_eq!(now.database.url.as_ref().unwrap().expose(), "mysql://me:hunter2@host/x");
    assert_eq!(now.traces.endpoint.as_deref(), Some("http://hunter2.example"));

    let shown = render(&settings.effective());
    assert!(shown.contains("******") && !shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn all_bad_values_are_reported_at_once_with_name_layer_and_rule_but_not_secrets() {
    let cloud = Cloud::open().await;
    cloud.put("server.port", "70000").await;
    cloud.put("log.level", "loud").await;
    cloud.put_own("peers.call-timeout", "1").await;
    cloud
        .put_as(&(common_path(&cloud.env) + "database.url"), "oops:hunter2", ParameterType::SecureString)
        .await;
    // A later layer replaces this invalid value, so it does no harm.
    cloud.put("database.migrate", "perhaps").await;
    let error = cloud
        .load_with(&[("PETCLINIC_TRACES_SAMPLING", "2"), ("PETCLINIC_DATABASE_MIGRATE", "true")])
        .await
        .err()
        .unwrap();
    let told = error.to_string();
    let Error::Invalid(all) = error else { panic!("{told}") };
    let names: Vec<_> = all.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["server.port", "log.level", "database.url", "peers.call-timeout", "traces.sampling"]);
    assert!(!told.contains("hunter2"), "{told}");
    let own = service_path(&cloud.env, contract::service::Service::Visits);
    for part in [
        format!(
            "server.port from {}server.port must be a whole number from 0 to 65535",
            common_path(&cloud.env)
        ),
        format!("peers.call-timeout from {own}peers.call-timeout must be a duration"),
        "traces.sampling from PETCLINIC_TRACES_SAMPLING must be a number from 0 to 1, but is \"2\""
            .to_owned(),
    ] {
        assert!(told.contains(&part), "{part} in {told}");
    }
}

#[tokio::test]
async fn an_unknown_setting_is_reported_once() {
    let cloud = Cloud::open().await;
    cloud.put("log.levle", "debug").await;
    cloud.put_own("deep/er", "x").await;
    let lines = Lines::default();
    let _guard = lines.gather();
    let variables =
        [("PETCLINIC_LOG_LEVLE", "debug"), ("PETCLINIC_DATABASE", "sqlite:x"), ("PETCLINIC_TEST_X", "")];
    let settings = cloud.load_with(&variables).await.unwrap();
    assert!(lines.of("settings", "WARN").is_empty(), "there is no log yet");
    settings.report();
    settings.report();
    settings.refresh().await.unwrap();
    let told = lines.of("settings", "WARN").join("\n");
    assert_eq!(lines.of("settings", "WARN").len(), 3, "{told}");
    for name in ["PETCLINIC_LOG_LEVLE", "/common/log.levle", "/visits/deep/er"] {
        assert!(told.contains(name), "{name} in {told}");
    }
}

#[tokio::test]
async fn both_folders_are_read_at_the_same_time() {
    let mut cloud = Cloud::open().await;
    cloud.put("peers.trip-after", "9").await;
    // The proxy forwards connections in pairs, so sequential reads would hang.
    let proxy = Proxy::in_pairs(cloud.config.endpoint_url().unwrap()).await;
    cloud.config = config_for(&proxy.url()).await;
    assert_eq!(cloud.load().await.unwrap().current().peers.trip_after, 9);
}
