//! How discovery finds instances and keeps them up to date.

use std::time::Duration;

use contract::service::Service;
use peers::{Error, Peers};
use serde_json::json;

use super::api::Api;
use super::{INTERVAL, Work, kept, known, port};
use crate::{answering, call, closed_port, go_by, seen};

const ALL: &str = "DiscoverInstances";
const REVISION: &str = "DiscoverInstancesRevision";

fn looking_up(api: &Api) -> Peers {
    super::looking_up(&api.url(), &[], "petclinic.local")
}

#[tokio::test]
async fn the_first_call_looks_its_service_up_by_name_healthy_instances_first() {
    let server = answering(200).await;
    let api = Api::start([port(&server)]).await;
    let peers = looking_up(&api);
    assert!(call(&peers).await.unwrap());
    assert!(call(&peers).await.unwrap());
    assert_eq!(seen(&server).await, 2);
    let expected = json!({
        "NamespaceName": "petclinic.local",
        "ServiceName": "customers",
        "MaxResults": 1000,
        "HealthStatus": "HEALTHY_OR_ELSE_ALL",
    });
    assert_eq!(api.requests(), [(ALL.to_owned(), expected)]);
}

#[tokio::test]
async fn a_service_that_is_not_said_to_be_called_is_not_looked_up() {
    let api = Api::start([1]).await;
    let error = looking_up(&api).visits().forget_pet(1).await.unwrap_err();
    assert!(matches!(error, Error::Undiscovered(Service::Visits)), "{error:?}");
    assert!(api.asked().is_empty());
}

#[tokio::test]
async fn a_crowd_of_first_calls_looks_up_once() {
    let server = answering(200).await;
    let api = Api::start([port(&server)]).await;
    let peers = looking_up(&api);
    let (first, second, third) = tokio::join!(call(&peers), call(&peers), call(&peers));
    assert!(first.unwrap() && second.unwrap() && third.unwrap());
    assert_eq!(api.asked(), [ALL]);
}

#[tokio::test]
async fn a_refresh_asks_for_the_revision_and_for_instances_only_if_it_changed() {
    let (kept, _guard) = kept();
    let api = Api::start([1, 2]).await;
    let peers = looking_up(&api);
    let work = Work::begin(&peers, &kept, 1).await;
    assert_eq!((api.asked(), known(&peers).0), (vec![ALL.to_owned()], 2));
    work.refresh(1).await;
    assert_eq!(api.asked(), [REVISION]);
    api.register([1, 2, 3]);
    work.refresh(1).await;
    assert_eq!(api.asked(), [REVISION, ALL]);
    assert_eq!(known(&peers).0, 3);
    work.refresh(1).await;
    assert_eq!(api.asked(), [REVISION]);
    let outcomes = ["ok", "unchanged"].map(|it| (format!("{{outcome={it},peer=customers}}"), 2.0));
    assert_eq!(kept.named("peer_discovery_refreshes_total"), outcomes);
}

#[tokio::test]
async fn an_instance_that_turned_unhealthy_is_seen_within_half_a_minute_though_its_revision_stays() {
    let (kept, _guard) = kept();
    let api = Api::start([1, 2]).await;
    let peers = looking_up(&api);
    let work = Work::begin(&peers, &kept, 1).await;
    api.change_health([1]);
    work.refresh(1).await;
    assert_eq!((api.asked(), known(&peers).0), (vec![ALL.to_owned(), REVISION.to_owned()], 2));
    go_by(Duration::from_secs(30) - INTERVAL).await;
    work.is_done(3.0).await;
    assert_eq!((api.asked(), known(&peers).0), (vec![ALL.to_owned()], 1));
}

#[tokio::test]
async fn the_interval_can_be_changed_while_it_runs() {
    let (kept, _guard) = kept();
    let api = Api::start([1]).await;
    let peers = looking_up(&api);
    let work = Work::begin(&peers, &kept, 1).await;
    peers.refresh_every(INTERVAL * 10);
    // Lets the task notice before time advances.
    tokio::task::yield_now().await;
    go_by(INTERVAL * 8).await;
    tokio::task::yield_now().await;
    assert_eq!(api.asked(), [ALL]);
    go_by(INTERVAL * 4).await;
    work.is_done(2.0).await;
}

#[tokio::test]
async fn an_instance_that_does_not_answer_is_set_aside_and_the_others_are_called() {
    let server = answering(200).await;
    let (_held, closed) = closed_port();
    let closed = closed.rsplit(':').next().unwrap().parse().unwrap();
    let api = Api::start([port(&server), closed]).await;
    let peers = looking_up(&api);
    for _ in 0..20 {
        assert!(call(&peers).await.unwrap());
    }
    assert_eq!((seen(&server).await, known(&peers)), (20, (2, 1)));
}
