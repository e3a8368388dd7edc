//! Instances that are registered in a real server of the API.

use aws_sdk_servicediscovery::Client;
use aws_sdk_servicediscovery::config::{Builder, Region};
use peers::Peers;

use super::{Work, config, kept, known, looking_up, port};
use crate::{answering, call, closed_port, seen};

/// The server that `cargo xtask test` starts.
#[expect(clippy::disallowed_methods, reason = "the test server is no setting of a service")]
fn moto() -> String {
    std::env::var("PETCLINIC_TEST_MOTO").unwrap_or_else(|_| {
        panic!("PETCLINIC_TEST_MOTO is the address of a moto server; `cargo xtask test` starts one")
    })
}

/// A namespace of one test, in one region.
struct Namespace {
    client: Client,
    name: String,
    service: String,
}

impl Namespace {
    async fn create(test: &str, region: &str) -> Self {
        let endpoint = moto();
        let built = Builder::from(&config(&endpoint)).region(Region::new(region.to_owned())).build();
        let client = Client::from_conf(built);
        let name = format!("{test}-{}.local", std::process::id());
        client.create_http_namespace().name(&name).send().await.unwrap();
        let all = client.list_namespaces().send().await.unwrap();
        let namespace = all.namespaces().iter().find(|it| it.name() == Some(&name)).unwrap();
        let created = client.create_service().name("customers").namespace_id(namespace.id().unwrap());
        let created = created.send().await.unwrap();
        let service = created.service().unwrap().id().unwrap().to_owned();
        Self { client, name, service }
    }

    async fn register(&self, port: u16) {
        let request = self.client.register_instance().service_id(&self.service);
        let request = request.instance_id(port.to_string()).attributes("AWS_INSTANCE_IPV4", "127.0.0.1");
        request.attributes("AWS_INSTANCE_PORT", port.to_string()).send().await.unwrap();
    }

    async fn deregister(&self, port: u16) {
        let request = self.client.deregister_instance().service_id(&self.service);
        request.instance_id(port.to_string()).send().await.unwrap();
    }

    fn peers(&self, regions: &[&str]) -> Peers {
        let regions: Vec<_> = regions.iter().map(|it| (*it).to_owned()).collect();
        looking_up(&moto(), &regions, &self.name)
    }
}

#[tokio::test]
async fn calls_follow_what_is_registered_and_deregistered() {
    let (kept, _guard) = kept();
    let [first, second] = [answering(200).await, answering(200).await];
    let namespace = Namespace::create("follow", "us-west-2").await;
    namespace.register(port(&first)).await;
    namespace.register(port(&second)).await;
    let peers = namespace.peers(&[]);
    let work = Work::begin(&peers, &kept, 1).await;
    for _ in 0..40 {
        assert!(call(&peers).await.unwrap());
    }
    assert!(seen(&first).await > 0 && seen(&second).await > 0);

    namespace.deregister(port(&second)).await;
    work.refresh(1).await;
    let earlier = seen(&second).await;
    for _ in 0..40 {
        assert!(call(&peers).await.unwrap());
    }
    assert_eq!((seen(&second).await, known(&peers)), (earlier, (1, 0)));
}

#[tokio::test]
async fn a_further_region_answers_while_the_own_one_cannot() {
    let (kept, _guard) = kept();
    let (_held, closed) = closed_port();
    let far = answering(200).await;
    let own = Namespace::create("regions", "us-west-2").await;
    own.register(closed.rsplit(':').next().unwrap().parse().unwrap()).await;
    let further = Namespace::create("regions", "us-east-1").await;
    further.register(port(&far)).await;

    let peers = own.peers(&["us-west-2", "us-east-1"]);
    let work = Work::begin(&peers, &kept, 2).await;
    for _ in 0..5 {
        assert!(call(&peers).await.unwrap());
    }
    assert_eq!((seen(&far).await, known(&peers)), (5, (2, 1)));

    let near = answering(200).await;
    own.register(port(&near)).await;
    work.refresh(2).await;
    for _ in 0..5 {
        assert!(call(&peers).await.unwrap());
    }
    assert_eq!((seen(&far).await, seen(&near).await), (5, 5));
}
