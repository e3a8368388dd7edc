//! Receivers of notifications, and what tests of them look at.

use std::sync::Arc;

use admin::{FirstPasswords, GivenTargets};
use contract::settings::Sensitive;
use db::testing::Scratch;
use serde_json::Value;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{AdminServer, Instance, Person};
use crate::harness::eventually;

/// The path of the notifications.
pub(super) const NOTIFICATIONS: &str = "/admin/notifications";

/// A webhook and a Slack channel.
pub(super) struct Receiver(MockServer);

impl Receiver {
    /// One that answers with this status the first time, and takes everything later.
    pub(super) async fn start(first: u16) -> Self {
        let receiver = Self(MockServer::builder().start().await);
        let answer = |status| Mock::given(path("/hush")).respond_with(ResponseTemplate::new(status));
        answer(first).up_to_n_times(1).with_priority(1).mount(&receiver.0).await;
        answer(204).mount(&receiver.0).await;
        let slack = Mock::given(path("/slack-hush")).respond_with(ResponseTemplate::new(200));
        slack.mount(&receiver.0).await;
        receiver
    }

    pub(super) fn address(&self, path: &str) -> Sensitive {
        Sensitive::new(format!("{}{path}", self.0.uri()))
    }

    pub(super) fn targets(&self) -> GivenTargets {
        GivenTargets::read(Some(&self.address("/hush")), None).unwrap()
    }

    /// The messages to a path so far.
    pub(super) async fn messages(&self, path: &str) -> Vec<Value> {
        let all = self.0.received_requests().await.unwrap();
        let there = all.iter().filter(|it| it.url.path() == path);
        there.map(|it| serde_json::from_slice(&it.body).unwrap()).collect()
    }

    /// Waits for so many messages to the webhook, and returns them.
    pub(super) async fn hears(&self, count: usize) -> Vec<Value> {
        eventually(&format!("{count} messages arrive"), async || self.messages("/hush").await.len() == count)
            .await;
        self.messages("/hush").await
    }
}

/// An admin server with this receiver, which finds these instances of vets.
pub(super) async fn open(
    scratch: &Scratch,
    vets: &[&Instance],
    passwords: &Arc<FirstPasswords>,
    targets: GivenTargets,
) -> (AdminServer, Person) {
    let addresses: Vec<_> = vets.iter().map(|it| it.address).collect();
    let server = AdminServer::open_with(scratch, &addresses, passwords.clone(), targets).await;
    let operator = server.operator().await;
    (server, operator)
}

impl Person {
    /// Waits until all instances of vets have these statuses, in whatever order.
    pub(super) async fn sees(&self, expected: &[&str]) {
        eventually(&format!("the instances are {expected:?}"), async || {
            let all = self.json("/admin/instances?name=vets").await;
            let status = |it: &Value| it["statusInfo"]["status"].as_str().unwrap().to_owned();
            let mut statuses: Vec<_> = all.as_array().unwrap().iter().map(status).collect();
            statuses.sort();
            statuses == expected
        })
        .await;
    }

    /// The notifications, latest first.
    pub(super) async fn notifications(&self) -> Vec<Value> {
        self.json(NOTIFICATIONS).await["notifications"].as_array().unwrap().clone()
    }

    /// Waits until the latest notification went out, or did not, and returns its delivery.
    pub(super) async fn delivers(&self, outcome: &str, attempts: u32) -> Value {
        let latest = async || {
            let all = self.notifications().await;
            all.first().map(|it| it["deliveries"][0].clone()).unwrap_or_default()
        };
        eventually(&format!("it is {outcome} after {attempts} attempts"), async || {
            let delivery = latest().await;
            // An attempt is counted before it is made.
            let is_made = outcome != "waiting" || !delivery["reason"].is_null();
            is_made && delivery["outcome"] == outcome && delivery["attempts"] == attempts
        })
        .await;
        latest().await
    }
}
