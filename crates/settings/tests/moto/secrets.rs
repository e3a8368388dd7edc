use std::time::Duration;

use settings::{OperatorToken, SecretError, SecretStore};
use tokio::time::Instant;

use crate::cloud::{Cloud, config_for};
use crate::proxy::Proxy;

#[tokio::test]
async fn a_secret_is_kept_until_a_fresh_one_is_asked_for() {
    let cloud = Cloud::open().await;
    let store = SecretStore::new(&cloud.config);
    let name = cloud.secret("one").await;
    assert_eq!(store.get(&name).await.unwrap().expose(), "one");
    cloud.rotate(&name, "two", "AWSCURRENT").await;
    assert_eq!(store.get(&name).await.unwrap().expose(), "one");
    assert_eq!(store.fresh(&name).await.unwrap().expose(), "two");
    assert_eq!(store.get(&name).await.unwrap().expose(), "two");
}

#[tokio::test]
async fn a_rotation_under_way_can_be_looked_into() {
    let cloud = Cloud::open().await;
    let store = SecretStore::new(&cloud.config);
    let name = cloud.secret("one").await;
    assert_eq!(store.pending(&name).await.unwrap(), None);
    cloud.rotate(&name, "two", "AWSPENDING").await;
    assert_eq!(store.pending(&name).await.unwrap().unwrap().expose(), "two");
    assert_eq!(store.fresh(&name).await.unwrap().expose(), "one");
}

#[tokio::test]
async fn those_who_ask_together_share_a_fetch_and_fetches_are_half_a_second_apart() {
    let cloud = Cloud::open().await;
    let store = SecretStore::new(&cloud.config);
    let name = cloud.secret("one").await;
    let started = Instant::now();
    store.fresh(&name).await.unwrap();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (store, name) = (store.clone(), name.clone());
        all.spawn(async move { store.fresh(&name).await });
    }
    let results = all.join_all().await;
    assert!(results.iter().all(Result::is_ok));
    // All callers shared one more fetch. A fetch each, half a second apart, would have taken 25 seconds.
    let took = started.elapsed();
    assert!((Duration::from_millis(500)..Duration::from_secs(5)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn errors_name_the_secret_and_the_place() {
    let cloud = Cloud::open().await;
    let store = SecretStore::new(&cloud.config);
    let missing = store.get("petclinic/no/such").await.unwrap_err();
    assert!(matches!(missing, SecretError::Missing { .. }), "{missing}");
    let told = missing.to_string();
    assert!(told.starts_with("no secret petclinic/no/such at http://127.0.0.1:"), "{told}");

    let bytes = store.get(&cloud.secret_bytes().await).await.unwrap_err();
    assert!(bytes.to_string().ends_with("must be a text, not bytes"), "{bytes}");
}

#[tokio::test]
async fn a_secret_that_was_fetched_once_outlives_secrets_manager() {
    let cloud = Cloud::open().await;
    let proxy = Proxy::to(cloud.config.endpoint_url().unwrap()).await;
    let store = SecretStore::new(&config_for(&proxy.url()).await);
    let name = cloud.secret("one").await;
    store.get(&name).await.unwrap();
    proxy.cut();
    let error = store.fresh(&name).await.unwrap_err();
    assert!(matches!(error, SecretError::Unavailable { .. }), "{error}");
    let start = format!("cannot read the secret {name} at {} (us-west-2): ", proxy.url());
    assert!(error.to_string().starts_with(&start), "{error}");
    assert_eq!(store.get(&name).await.unwrap().expose(), "one");
    proxy.restore();
    assert_eq!(store.fresh(&name).await.unwrap().expose(), "one");
}

/// Advances the clock without waiting.
async fn go_by(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn an_operator_token_that_was_changed_is_void_after_five_minutes_or_once_another_is_shown() {
    let cloud = Cloud::open().await;
    let name = cloud.secret("one").await;
    let token = OperatorToken::new(SecretStore::new(&cloud.config), name.clone());
    assert_eq!(token.get().await.unwrap().expose(), "one");
    cloud.rotate(&name, "two", "AWSCURRENT").await;
    assert_eq!(token.get().await.unwrap().expose(), "one");
    go_by(Duration::from_secs(5 * 60)).await;
    assert_eq!(token.get().await.unwrap().expose(), "two");
    cloud.rotate(&name, "three", "AWSCURRENT").await;
    assert_eq!(token.renewed().await.unwrap().expose(), "three");
    assert_eq!(token.get().await.unwrap().expose(), "three");
}

#[tokio::test]
async fn an_operator_token_holds_while_secrets_manager_is_away_and_without_a_secret_there_is_none() {
    let cloud = Cloud::open().await;
    let proxy = Proxy::to(cloud.config.endpoint_url().unwrap()).await;
    let store = SecretStore::new(&config_for(&proxy.url()).await);
    let token = OperatorToken::new(store.clone(), cloud.secret("one").await);
    assert_eq!(token.get().await.unwrap().expose(), "one");
    proxy.cut();
    go_by(Duration::from_secs(5 * 60)).await;
    assert_eq!(token.get().await.unwrap().expose(), "one");
    proxy.restore();
    let none = OperatorToken::new(store, "petclinic/no/such".to_owned());
    assert!(none.get().await.is_none());
}
