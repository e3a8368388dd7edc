use std::net::TcpListener;
use std::time::Duration;

use contract::service::Service;
use settings::{Error, Parameters, load};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::cloud::{Cloud, config_for};
use crate::observed::Counts;
use crate::proxy::Proxy;

async fn fails_at(endpoint: &str) -> (String, Duration) {
    let config = config_for(endpoint).await;
    let started = Instant::now();
    let error = load(Service::Vets, Vec::new(), Parameters::Store(&config)).await.err().unwrap();
    assert!(matches!(error, Error::Unreachable(_)), "{error}");
    (error.to_string(), started.elapsed())
}

#[tokio::test]
async fn a_parameter_store_that_refuses_is_reported_with_path_place_and_cause() {
    let (told, took) = fails_at("http://127.0.0.1:1").await;
    assert!(took < Duration::from_secs(10), "{took:?}");
    for part in ["/petclinic/dev/", "http://127.0.0.1:1 (us-west-2)", "onnection refused"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.contains('\n'), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_parameter_store_that_is_silent_is_given_up_within_ten_seconds() {
    // The kernel completes connections, but no process answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let (told, took) = fails_at(&format!("http://{}", silent.local_addr().unwrap())).await;
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(told.contains("/petclinic/dev/") && !told.contains('\n'), "{told}");
}

#[tokio::test]
async fn an_answer_that_is_not_of_aws_is_reported_with_its_status() {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", other.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut client, _)) = other.accept().await {
            let _ = client.read(&mut [0; 4096]).await;
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").await;
        }
    });
    let (told, _) = fails_at(&endpoint).await;
    assert!(told.contains("an answer with status 200 that is not understood"), "{told}");
}

#[tokio::test]
async fn without_parameter_store_defaults_and_environment_are_all() {
    let variables = [("PETCLINIC_SERVER_PORT".to_owned(), "0".to_owned())];
    let settings = load(Service::Vets, variables, Parameters::Offline).await.unwrap();
    assert_eq!((settings.env(), settings.current().server.port), ("dev", 0));
    assert!(settings.is_offline() && settings.refresh().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_environment_that_is_none_is_reported_with_all_else_that_is_bad() {
    let variables = [("PETCLINIC_ENV", "Prod/1"), ("PETCLINIC_SERVER_PORT", "x")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let error = load(Service::Vets, variables, Parameters::Offline).await.err().unwrap().to_string();
    assert!(error.contains("env from PETCLINIC_ENV must be") && error.contains("server.port"), "{error}");
}

#[tokio::test]
async fn while_parameter_store_is_away_settings_stay_and_it_is_counted() {
    let cloud = Cloud::open().await;
    cloud.put("peers.trip-after", "9").await;
    let counts = Counts::default();
    let _guard = metrics::set_default_local_recorder(&counts);
    let proxy = Proxy::to(cloud.config.endpoint_url().unwrap()).await;
    let away = Cloud { config: config_for(&proxy.url()).await, env: cloud.env.clone() };
    let settings = away.load().await.unwrap();
    proxy.cut();
    cloud.put("peers.trip-after", "10").await;
    let error = settings.refresh().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error}");
    assert_eq!(settings.current().peers.trip_after, 9);
    assert_eq!(counts.of("settings_refreshes_total failed"), 1);
    proxy.restore();
    assert_eq!(settings.refresh().await.unwrap(), ["peers.trip-after"]);
}
