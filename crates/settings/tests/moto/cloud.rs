//! The AWS server of the tests, and a separate environment for each test.

use std::sync::atomic::{AtomicU32, Ordering};

use aws_config::Region;
use aws_sdk_secretsmanager::primitives::Blob;
use aws_sdk_ssm::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_ssm::types::ParameterType;
use contract::service::Service;
use settings::aws::SdkConfig;
use settings::{Error, Parameters, Settings};

/// The variable with the server's address, such as `http://127.0.0.1:5000`.
const SERVER: &str = "PETCLINIC_TEST_MOTO";

/// The environment of one test.
pub(crate) struct Cloud {
    pub(crate) config: SdkConfig,
    pub(crate) env: String,
}

impl Cloud {
    #[expect(
        clippy::disallowed_methods,
        clippy::panic,
        reason = "the test server is no setting of a service"
    )]
    pub(crate) async fn open() -> Self {
        let Ok(server) = std::env::var(SERVER) else {
            panic!("{SERVER} is not set; `cargo xtask test` starts a server and sets it");
        };
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self { config: config_for(&server).await, env: format!("test-{}-{count}", std::process::id()) }
    }

    /// Sets a parameter that all services share.
    pub(crate) async fn put(&self, key: &str, value: &str) {
        let name = contract::settings::common_path(&self.env) + key;
        self.put_as(&name, value, ParameterType::String).await;
    }

    /// Sets a parameter of visits only.
    pub(crate) async fn put_own(&self, key: &str, value: &str) {
        let name = contract::settings::service_path(&self.env, Service::Visits) + key;
        self.put_as(&name, value, ParameterType::String).await;
    }

    pub(crate) async fn put_as(&self, name: &str, value: &str, kind: ParameterType) {
        let client = aws_sdk_ssm::Client::new(&self.config);
        client.put_parameter().name(name).value(value).r#type(kind).overwrite(true).send().await.unwrap();
    }

    pub(crate) async fn remove(&self, key: &str) {
        let name = contract::settings::common_path(&self.env) + key;
        aws_sdk_ssm::Client::new(&self.config).delete_parameter().name(name).send().await.unwrap();
    }

    /// Loads the settings of visits.
    pub(crate) async fn load(&self) -> Result<Settings, Error> {
        self.load_with(&[]).await
    }

    pub(crate) async fn load_with(&self, variables: &[(&str, &str)]) -> Result<Settings, Error> {
        let env = [("PETCLINIC_ENV", self.env.as_str())];
        let all = env.iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        settings::load(Service::Visits, all.collect::<Vec<_>>(), Parameters::Store(&self.config)).await
    }

    /// Creates a secret in this environment and returns its name.
    pub(crate) async fn secret(&self, value: &str) -> String {
        let name = format!("petclinic/{}/secret", self.env);
        let client = aws_sdk_secretsmanager::Client::new(&self.config);
        client.create_secret().name(&name).secret_string(value).send().await.unwrap();
        name
    }

    /// Creates a binary secret and returns its name.
    pub(crate) async fn secret_bytes(&self) -> String {
        let name = format!("petclinic/{}/bytes", self.env);
        let client = aws_sdk_secretsmanager::Client::new(&self.config);
        client.create_secret().name(&name).secret_binary(Blob::new(*b"\xff")).send().await.unwrap();
        name
    }

    /// Adds a version of a secret in a stage.
    pub(crate) async fn rotate(&self, name: &str, value: &str, stage: &str) {
        let client = aws_sdk_secretsmanager::Client::new(&self.config);
        let request = client.put_secret_value().secret_id(name).secret_string(value).version_stages(stage);
        request.send().await.unwrap();
    }
}

/// The configuration that a process would find, except for region, credentials and endpoint.
pub(crate) async fn config_for(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("testing", "testing", None, None, "test");
    settings::aws::config()
        .await
        .to_builder()
        .endpoint_url(endpoint)
        .region(Region::new("us-west-2"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}
