//! Peers that are looked up in Cloud Map: in a stand-in of its API that can fail, and in a real server of it.

mod api;
mod outages;
mod refreshes;
mod registered;

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_servicediscovery::config::{Credentials, SharedCredentialsProvider};
use contract::service::Service;
use metrics::LocalRecorderGuard;
use peers::{CloudMap, Discovery, Peers, Settings};
use tokio::task::JoinHandle;
use wiremock::MockServer;

use crate::recorder::Kept;
use crate::{go_by, until};

/// A little more than the usual interval with its tenth.
const INTERVAL: Duration = Duration::from_millis(5_600);

/// Where an API of AWS is that is not AWS's.
fn config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

/// Peers that look customers up.
fn looking_up(endpoint: &str, regions: &[String], namespace: &str) -> Peers {
    let cloud_map = CloudMap::new(&config(endpoint), regions, namespace, [Service::Customers]);
    Peers::new(Discovery::cloud_map(cloud_map), Settings::default()).unwrap()
}

/// Known instances of customers, and how many of them are set aside.
fn known(peers: &Peers) -> (usize, usize) {
    let health = peers.health();
    assert_eq!(health.len(), 1, "one service is called: {health:?}");
    (health[0].instances, health[0].set_aside)
}

fn port(server: &MockServer) -> u16 {
    server.address().port()
}

/// The work of peers between calls, of which it is known when it waits again.
struct Work {
    kept: Kept,
    task: JoinHandle<()>,
}

impl Work {
    /// Works for peers that were made under this recorder, and has looked up what is there in so many regions.
    async fn begin(peers: &Peers, kept: &Kept, regions: u32) -> Self {
        let work = Self { kept: kept.clone(), task: tokio::spawn(peers.work()) };
        work.is_done(regions.into()).await;
        work
    }

    /// The next refresh, in every region.
    async fn refresh(&self, regions: u32) {
        let before = self.done();
        go_by(INTERVAL).await;
        self.is_done(before + f64::from(regions)).await;
    }

    fn done(&self) -> f64 {
        self.kept.named("peer_discovery_refreshes_total").iter().map(|(_, times)| times).sum()
    }

    async fn is_done(&self, times: f64) {
        until(|| self.done() >= times).await;
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A recorder for what this test does.
fn kept() -> (Kept, LocalRecorderGuard<'static>) {
    let kept = Kept::default();
    // It is gone with the process of the test.
    let guard = metrics::set_default_local_recorder(Box::leak(Box::new(kept.clone())));
    (kept, guard)
}
