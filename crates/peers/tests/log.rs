//! The log during outages of a service and of discovery. These tests have a process of their own, in which every test
//! has a subscriber: tracing caches for the whole process whether a call site is enabled.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_servicediscovery::config::{Credentials, SharedCredentialsProvider};
use contract::pets::PetPath;
use contract::service::Service;
use peers::{CloudMap, Discovery, Peers, Settings};
use telemetry::testing::Lines;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn answers(server: &MockServer, status: u16) {
    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(status)).mount(server).await;
}

#[tokio::test]
async fn an_outage_is_one_warning_and_its_end_one_message() {
    let lines = Lines::default();
    let _guard = lines.gather();
    let server = MockServer::start().await;
    let discovery = Discovery::fixed([(Service::Customers, server.uri())]).unwrap();
    let settings = Settings::default();
    let customers = Peers::new(discovery, settings).unwrap().customers();
    let pet = PetPath { owner_id: 3, pet_id: 4 };
    for (status, calls) in [(500, 20), (500, 20), (200, 20)] {
        answers(&server, status).await;
        for _ in 0..calls {
            drop(customers.pet(pet).await);
        }
        tokio::time::pause();
        tokio::time::advance(settings.refuse_for).await;
        tokio::time::resume();
    }

    let warnings = lines.of("peers", "WARN");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    for part in ["a peer is refused after failing", "customers", "failures=5", "answered 500"] {
        assert!(warnings[0].contains(part), "{part}: {warnings:?}");
    }
    let messages = lines.of("peers", "INFO");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains("a peer answers again"), "{messages:?}");
}

#[tokio::test]
async fn an_outage_of_discovery_is_one_warning_and_its_end_one_message() {
    let lines = Lines::default();
    let _guard = lines.gather();
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
        peers.customers().pet(pet).await.unwrap_err();
    }
    server.reset().await;
    let none = ResponseTemplate::new(200).set_body_string(r#"{"Instances": [], "InstancesRevision": 1}"#);
    Mock::given(any()).respond_with(none).mount(&server).await;
    for _ in 0..3 {
        peers.customers().pet(pet).await.unwrap_err();
    }

    let warnings = lines.of("peers", "WARN");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    for part in ["cannot look up peer", "customers", "petclinic.local", "us-west-2", "NamespaceNotFound"] {
        assert!(warnings[0].contains(part), "{part}: {warnings:?}");
    }
    let messages = lines.of("peers", "INFO");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains("peer can be looked up again"), "{messages:?}");
}
