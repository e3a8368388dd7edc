//! A simulated AWS with the APIs that the services need; the tests use the real SDK.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_secretsmanager::Client as Secrets;
use aws_sdk_servicediscovery::Client as CloudMap;
use aws_sdk_servicediscovery::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_ssm::Client as Parameters;
use aws_sdk_ssm::types::ParameterType;
use contract::service::Service;
use contract::settings::{Key, parameter_name};
use serde_json::Value;
use xtask::moto::{REGION, Server};

/// An account with one environment, `dev`, and the namespace `petclinic.local`.
pub(crate) struct Aws {
    pub(crate) moto: Server,
    parameters: Parameters,
    secrets: Secrets,
    cloud_map: CloudMap,
}

impl Aws {
    /// Starts an empty account.
    pub(crate) async fn start() -> Self {
        let moto = tokio::task::spawn_blocking(Server::start).await.unwrap().unwrap();
        let credentials = Credentials::new("testing", "testing", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(moto.url())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        Self {
            moto,
            parameters: Parameters::new(&config),
            secrets: Secrets::new(&config),
            cloud_map: CloudMap::new(&config),
        }
    }

    /// Sets a parameter for all services.
    pub(crate) async fn put(&self, key: &Key, value: &str) {
        self.put_parameter(&parameter_name("dev", None, key), value).await;
    }

    /// Sets a parameter for one service.
    pub(crate) async fn put_for(&self, service: Service, key: &Key, value: &str) {
        self.put_parameter(&parameter_name("dev", Some(service), key), value).await;
    }

    async fn put_parameter(&self, name: &str, value: &str) {
        let put = self.parameters.put_parameter().name(name).value(value);
        put.r#type(ParameterType::String).overwrite(true).send().await.unwrap();
    }

    /// Creates a secret or sets its new value.
    pub(crate) async fn keep_secret(&self, name: &str, value: &Value) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let created = self.secrets.create_secret().name(name).secret_string(&text).send().await;
        if created.is_err() {
            self.secrets.put_secret_value().secret_id(name).secret_string(text).send().await.unwrap();
        }
    }

    /// Adds a secret's next value as pending; the current value stays.
    pub(crate) async fn keep_pending(&self, name: &str, value: &Value) {
        let put = self.secrets.put_secret_value().secret_id(name).secret_string(value.to_string());
        put.version_stages("AWSPENDING").send().await.unwrap();
    }

    /// Creates the namespace, with every service and no instance.
    pub(crate) async fn create_namespace(&self) {
        self.cloud_map.create_http_namespace().name("petclinic.local").send().await.unwrap();
        let all = self.cloud_map.list_namespaces().send().await.unwrap();
        let id = all.namespaces()[0].id().unwrap().to_owned();
        for service in Service::tasks() {
            let created = self.cloud_map.create_service().name(service.name()).namespace_id(&id);
            created.send().await.unwrap();
        }
    }

    /// Registers an instance of a service on this machine.
    pub(crate) async fn register(&self, service: Service, port: u16) {
        let request = self.cloud_map.register_instance().service_id(self.id(service).await);
        let request = request.instance_id(port.to_string()).attributes("AWS_INSTANCE_IPV4", "127.0.0.1");
        request.attributes("AWS_INSTANCE_PORT", port.to_string()).send().await.unwrap();
    }

    /// Deregisters an instance.
    pub(crate) async fn deregister(&self, service: Service, port: u16) {
        let request = self.cloud_map.deregister_instance().service_id(self.id(service).await);
        request.instance_id(port.to_string()).send().await.unwrap();
    }

    async fn id(&self, service: Service) -> String {
        let all = self.cloud_map.list_services().send().await.unwrap();
        let found = all.services().iter().find(|it| it.name() == Some(service.name()));
        found.unwrap().id().unwrap().to_owned()
    }
}
