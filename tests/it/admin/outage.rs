//! An outage of the admin server's database, which is when people most need to be told.

use std::fs;

use db::testing::Scratch;
use db::{DatabaseUrl, Dialect};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::receiver::{Receiver, open};
use super::{AdminServer, Instance, first_passwords};
use crate::harness::{NOW, eventually};
use crate::sql;

/// How many seconds pass by the server's clock in one of the test.
const FASTER: i64 = 20;

/// Lets time pass by the server's clock.
fn pass(server: &AdminServer, began: Instant) {
    let milliseconds = i64::try_from(began.elapsed().as_millis()).unwrap();
    server.clock.set(NOW + FASTER * milliseconds / 1_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_told_once_while_the_database_is_gone_and_the_journal_has_it_later_sqlite() {
    let scratch = Scratch::open(Dialect::Sqlite).await;
    let DatabaseUrl::SqliteFile(file, _) = &scratch.url else { panic!("only a file") };
    let mut instance = Instance::start(&scratch).await;
    let (receiver, passwords) = (Receiver::start(204).await, first_passwords(&scratch).await);
    let (server, operator) = open(&scratch, &[&instance], &passwords, receiver.targets()).await;
    operator.sees(&["UP"]).await;
    let watched = "select count(*) from admin_watched_applications";
    eventually("it is watched", async || sql::number(&server.db, watched).await == 1).await;

    let elsewhere = file.with_extension("elsewhere");
    fs::rename(file, &elsewhere).unwrap();
    let began = Instant::now();
    let messages = async || receiver.messages("/hush").await;
    eventually("people are told", async || {
        pass(&server, began);
        !messages().await.is_empty()
    })
    .await;
    let told = messages().await.remove(0);
    assert_eq!(
        (&told["id"], &told["application"], &told["status"]),
        (&Value::Null, &json!("admin"), &json!("DOWN"))
    );
    let text = told["text"].as_str().unwrap();
    assert!(text.starts_with("the admin server's database has not answered since 2026-05-20T12:"), "{text}");
    assert!(text.ends_with("failed are: vets"), "{text}");

    fs::rename(&elsewhere, file).unwrap();
    eventually("it answers", async || operator.get("/admin/levels").await.status == 200).await;
    operator.sees(&["UP"]).await;
    let events = async || operator.json("/admin/instances/events").await;
    let down = async || {
        let found = events()
            .await
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["statusInfo"]["status"] == "DOWN")
            .cloned();
        found.map(|it| it["timestamp"].as_str().unwrap().to_owned())
    };
    eventually("the journal has all of it", async || {
        down().await.is_some() && events().await[0]["statusInfo"]["status"] == "UP"
    })
    .await;
    assert!(down().await.unwrap().as_str() < told["timestamp"].as_str().unwrap());

    instance.stop().await;
    operator.sees(&["OFFLINE"]).await;
    eventually("all goes on as before", async || {
        pass(&server, began);
        messages().await.iter().any(|it| it["application"] == "vets")
    })
    .await;
    let of_outage = messages().await.iter().filter(|it| it["id"].is_null()).count();
    assert_eq!(of_outage, 1);
    server.running.stop().await;
}
