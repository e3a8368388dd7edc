//! Discovery with Cloud Map: against a mock of its API that can fail, and against a real server of the API.

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

/// The usual interval with its jitter of a tenth, and a little more.
const INTERVAL: Duration = Duration::from_millis(5_600);

/// Configuration for a custom endpoint.
fn config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

/// Peers that discover customers.
fn looking_up(endpoint: &str, regions: &[String], namespace: &str) -> Peers {
    let cloud_map = CloudMap::new(&config(endpoint), regions, namespace, [Service::Customers]);
    Peers::new(Discovery::cloud_map(cloud_map), Settings::default()).unwrap()
}

/// The number of known instances of customers, and of those set aside.
fn known(peers: &Peers) -> (usize, usize) {
    let health = peers.health();
    assert_eq!(health.len(), 1, "one service is called: {health:?}");
    (health[0].instances, health[0].set_aside)
}

fn port(server: &MockServer) -> u16 {
    server.address().port()
}

/// The background task of peers. A test can wait for each of its refreshes.
struct Work {
    kept: Kept,
    task: JoinHandle<()>,
}

impl Work {
    /// Starts the task for peers that use this recorder, and waits for the first look-up in `regions` regions.
    async fn begin(peers: &Peers, kept: &Kept, regions: u32) -> Self {
        let work = Self { kept: kept.clone(), task: tokio::spawn(peers.work()) };
        work.is_done(regions.into()).await;
        work
    }

    /// Advances to the next refresh and waits for it in every region.
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

/// Installs a recorder for this test.
fn kept() -> (Kept, LocalRecorderGuard<'static>) {
    let kept = Kept::default();
    // Leaked on purpose: it lives as long as the test's process.
    let guard = metrics::set_default_local_recorder(Box::leak(Box::new(kept.clone())));
    (kept, guard)
}
