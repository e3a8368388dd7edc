//! The clinic's stacks in the account: deployed, and reached by the one address that people know.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use contract::service::Service;
use reqwest::header::{HOST, HeaderMap};
use serde_json::{Value, json};
use xtask::frontend;
use xtask::ministack::ACCOUNT;
use xtask::moto::REGION;
use xtask::workspace::root;

use super::account::Account;
use crate::cdk::app;
use crate::cdk::tool::{Cdk, Ran};
use crate::http::Http;

/// The region of what is around the world.
pub(super) const EDGE: &str = "us-east-1";
pub(super) const STACKS: usize = 12;

/// Half a minute on an idle machine.
const PATIENCE: Duration = Duration::from_mins(5);

pub(super) struct Clinic {
    pub(super) account: Account,
    cdk: Cdk,
    /// The folder of the built web site.
    site: PathBuf,
}

impl Clinic {
    /// Bootstraps an account, for a clinic that is not deployed yet. Its images and functions are built.
    pub(super) async fn prepare() -> Self {
        let account = Account::open().await;
        let site = frontend::built().unwrap();
        account.push_built(env!("CARGO_PKG_VERSION"), Service::tasks());
        let mut cdk = Cdk::of(app::clinic())
            .with("environment", "dev")
            .with("root", &root().display().to_string())
            .with("functions", &account.functions().display().to_string())
            .with("site", &site.display().to_string())
            .with("database.tls-ca", &account.identity.certificate().display().to_string())
            // So that the test need not wait for changes.
            .with("settings.refresh-interval", "1s")
            .with("discovery.refresh-interval", "100ms")
            .patient_for(PATIENCE);
        for (name, value) in account.server.environment() {
            cdk = cdk.with_variable(name, value);
        }
        let accounts = [REGION, EDGE].map(|region| format!("aws://{ACCOUNT}/{region}"));
        cdk.good(&["bootstrap", &accounts[0], &accounts[1]]).await;
        Self { account, cdk, site }
    }

    /// A file of the built web site.
    pub(super) fn file(&self, path: &str) -> String {
        fs::read_to_string(self.site.join(path.trim_start_matches('/'))).unwrap()
    }

    /// Makes a choice for this deployment and later ones.
    pub(super) fn choose(&mut self, key: &str, value: &str) {
        self.cdk.set(key, value);
    }

    pub(super) async fn deploy(&self) -> Ran {
        self.cdk.good(&["deploy", "--all", "--require-approval=never"]).await
    }

    /// A deployment that fails.
    pub(super) async fn deploy_failing(&self) -> Ran {
        self.cdk.run(&["deploy", "--all", "--require-approval=never"]).await.ended_with(1)
    }

    pub(super) async fn diff(&self) -> Ran {
        self.cdk.run(&["diff", "--all"]).await
    }

    pub(super) async fn destroy(&self) -> Ran {
        self.cdk.good(&["destroy", "--all", "--force"]).await
    }

    /// The name of the distribution, which people know.
    pub(super) async fn domain(&self) -> String {
        let found = self.account.ask(("cloudfront", "list_distributions"), json!({})).await;
        found["DistributionList"]["Items"][0]["DomainName"].as_str().unwrap().to_owned()
    }

    /// A client of the distribution.
    pub(super) async fn http(&self) -> Http {
        let domain = self.domain().await;
        let mut headers = HeaderMap::new();
        headers.insert(HOST, domain.parse().unwrap());
        // Viewers come by TLS, which ends before the account.
        headers.insert("x-forwarded-proto", "https".parse().unwrap());
        Http::with_headers(self.account.address(), headers)
    }

    /// A client of the API itself, at its own public address.
    pub(super) async fn api(&self) -> Http {
        let found = self.account.ask(("apigateway", "get_rest_apis"), json!({})).await;
        let api = found["items"][0]["id"].as_str().unwrap();
        let mut headers = HeaderMap::new();
        let port = self.account.address().port();
        headers.insert(HOST, format!("{api}.execute-api.localhost:{port}").parse().unwrap());
        Http::with_headers(self.account.address(), headers)
    }

    /// The state of a service of ECS.
    pub(super) async fn service(&self, service: Service) -> Value {
        let name = format!("petclinic-dev-{}", service.program());
        let wanted = json!({ "cluster": "petclinic-dev", "services": [name] });
        self.account.ask(("ecs", "describe_services"), wanted).await["services"][0].clone()
    }

    /// A client of a service's one task, from within its network.
    pub(super) async fn task(&self, service: Service) -> Http {
        let instance = self.instance(service).await;
        let ip = instance["Attributes"]["AWS_INSTANCE_IPV4"].as_str().unwrap();
        Http::at(format!("{ip}:8080").parse().unwrap())
    }

    /// The credentials that a service's one task gets from ECS.
    pub(super) async fn credentials(&self, service: Service) -> Value {
        let instance = self.instance(service).await;
        let task = instance["InstanceId"].as_str().unwrap();
        Http::at(self.account.address()).get(&format!("/v2/credentials/{task}")).await.expect(200).json()
    }

    /// The entry of a service's one task in Cloud Map.
    async fn instance(&self, service: Service) -> Value {
        let wanted = json!({ "NamespaceName": "petclinic.local", "ServiceName": service.name() });
        let found = self.account.ask(("servicediscovery", "discover_instances"), wanted).await;
        match found["Instances"].as_array().unwrap().as_slice() {
            [instance] => instance.clone(),
            others => panic!("{service}: {others:#?}"),
        }
    }
}
