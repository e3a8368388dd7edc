//! What operators read when a service, or the place to look it up, goes away and comes back. In a process where every test
//! has a subscriber, as what is found of one is kept for all.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers as well")]

use std::io;
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_servicediscovery::config::{Credentials, SharedCredentialsProvider};
use contract::pets::PetPath;
use contract::service::Service;
use peers::{CloudMap, Discovery, Peers, Settings};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn of(&self, level: &str) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let ours = text.lines().filter(|it| it.contains(" peers::"));
        ours.filter(|it| it.trim_start().starts_with(level)).map(str::to_owned).collect()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Reads what is logged from now on, until the guard goes.
fn read() -> (Lines, DefaultGuard) {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt().without_time().with_ansi(false).with_writer(lines.clone());
    (lines, tracing::subscriber::set_default(subscriber.finish()))
}

async fn answers(server: &MockServer, status: u16) {
    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(status)).mount(server).await;
}

#[tokio::test]
async fn an_outage_is_one_warning_and_its_end_one_message() {
    let (lines, _guard) = read();
    let server = MockServer::start().await;
    let discovery = Discovery::fixed([(Service::Customers, server.uri())]).unwrap();
    let settings = Settings::default();
    let customers = Peers::new(discovery, settings).unwrap().customers();
    let pet = PetPath { owner_id: 3, pet_id: 4 };
    for (status, calls) in [(500, 20), (500, 20), (200, 20)] {
        answers(&server, status).await;
        for _ in 0..calls {
            drop(customers.pet_exists(pet).await);
        }
        tokio::time::pause();
        tokio::time::advance(settings.refuse_for).await;
        tokio::time::resume();
    }

    let warnings = lines.of("WARN");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    for part in ["a peer is refused after failing", "customers", "failures=5", "answered 500"] {
        assert!(warnings[0].contains(part), "{part}: {warnings:?}");
    }
    let messages = lines.of("INFO");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains("a peer answers again"), "{messages:?}");
}

#[tokio::test]
async fn an_outage_of_discovery_is_one_warning_and_its_end_one_message() {
    let (lines, _guard) = read();
    let server = MockServer::start().await;
    let gone =
        ResponseTemplate::new(400).set_body_string(r#"{"__type": "NamespaceNotFound", "message": "gone"}"#);
    Mock::given(any()).respond_with(gone).mount(&server).await;
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .endpoint_url(server.uri())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    let cloud_map = CloudMap::new(&config, &[], "petclinic.local", [Service::Customers]);
    let peers = Peers::new(Discovery::cloud_map(cloud_map), Settings::default()).unwrap();
    let pet = PetPath { owner_id: 3, pet_id: 4 };
    for _ in 0..3 {
        peers.customers().pet_exists(pet).await.unwrap_err();
    }
    server.reset().await;
    let none = ResponseTemplate::new(200).set_body_string(r#"{"Instances": [], "InstancesRevision": 1}"#);
    Mock::given(any()).respond_with(none).mount(&server).await;
    for _ in 0..3 {
        peers.customers().pet_exists(pet).await.unwrap_err();
    }

    let warnings = lines.of("WARN");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    for part in ["cannot look up peer", "customers", "petclinic.local", "us-west-2", "NamespaceNotFound"] {
        assert!(warnings[0].contains(part), "{part}: {warnings:?}");
    }
    let messages = lines.of("INFO");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains("peer can be looked up again"), "{messages:?}");
}
