//! The surroundings of tasks: AWS, and a database server with a TLS certificate.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use contract::service::Service;
use contract::settings;
use contract::settings::{parameter_name, secrets};
use db::Tls;
use serde_json::json;
use tempfile::TempDir;
use xtask::mariadb::{Identity, Options, Server};

use super::aws::Aws;
use super::store;
use super::task::Task;
use crate::clinic::Clinic;
use crate::environment::{Database, Environment};

const ENVIRONMENT: &str = "dev";
pub(super) const PASSWORD: &str = "not-a-secret";

/// An AWS account, and a database server with the usual clinic.
pub(super) struct AwsHarness {
    aws: Aws,
    pub(super) server: Server,
    programs: PathBuf,
    folder: TempDir,
}

impl AwsHarness {
    pub(super) async fn open(environment: &Environment) -> Result<AwsHarness> {
        let folder = tempfile::Builder::new().prefix("petclinic-bench-").tempdir().context("no folder")?;
        let identity = prove(folder.path())?;
        let authorities = authorities(folder.path(), &identity)?;
        let server = Server::start(Options { identity: Some(identity), ..Options::BENCHMARKS })?;
        let url = format!("{}/petclinic_bench_tasks", server.url());
        let database = Database { name: "MariaDB", url, pid: server.pid() };
        Clinic::USUAL.make(&database).await?;
        let harness =
            AwsHarness { aws: Aws::start().await?, server, programs: environment.services.clone(), folder };
        harness.fill(&database, &authorities).await?;
        Ok(harness)
    }

    async fn fill(&self, database: &Database, authorities: &Path) -> Result<()> {
        let authorities = authorities.to_str().context("the folder for temporary files is not UTF-8")?;
        let schema = database.schema().context("a database on a server has a schema")?;
        // Parameter Store returns pages of ten, so these need a second page.
        let parameters = [
            (settings::Database::NAME, schema),
            (settings::Database::TLS, "verify-identity"),
            (settings::Database::TLS_CA, authorities),
            (settings::Database::MAX_CONNECTIONS, "10"),
            (settings::Database::ACQUIRE_TIMEOUT, "1s"),
            (settings::Database::STATEMENT_TIMEOUT, "2s"),
            (settings::Log::LEVEL, "info"),
            (settings::Server::REQUEST_TIMEOUT, "5s"),
            (settings::Server::CONCURRENCY, "512"),
            (settings::Refreshing::REFRESH_INTERVAL, "30s"),
            (settings::Metrics::EMF_INTERVAL, "60s"),
            (settings::Traces::SAMPLING, "0.05"),
        ];
        for (key, value) in parameters {
            self.aws.put_parameter(&parameter_name(ENVIRONMENT, None, key), value).await?;
        }
        for service in Service::tasks() {
            store::create_user(database, service.name(), PASSWORD).await?;
            let login = json!({
                "engine": "mysql",
                "host": "127.0.0.1",
                "port": self.server.port(),
                "username": service.name(),
                "password": PASSWORD,
            });
            self.aws
                .create_secret(&secrets::DATABASE.name_for(ENVIRONMENT, service), &login.to_string())
                .await?;
        }
        let token = secrets::OPERATOR_TOKEN.name_for(ENVIRONMENT, Service::Customers);
        self.aws.create_secret(&token, PASSWORD).await
    }

    /// Starts a task of a service and waits until it is ready. `variables` take precedence over settings in AWS.
    pub(super) async fn start(&self, service: Service, variables: &[(&str, String)]) -> Result<Task> {
        let mut all = self.aws.variables();
        all.extend_from_slice(&[("PETCLINIC_ENV", ENVIRONMENT.to_owned())]);
        let variables = all
            .iter()
            .map(|(name, value)| (*name, value))
            .chain(variables.iter().map(|(name, value)| (*name, value)));
        Task::start(&self.programs, self.folder.path(), service, variables).await
    }

    /// Registers an instance of a service, for tasks that start later.
    pub(super) async fn register(&self, service: Service, address: SocketAddr) -> Result<()> {
        self.register_all(service, [address]).await
    }

    /// Registers instances of a service, for tasks that start later.
    pub(super) async fn register_all(
        &self,
        service: Service,
        addresses: impl IntoIterator<Item = SocketAddr>,
    ) -> Result<()> {
        self.aws.register(service.name(), addresses).await
    }
}

/// Makes a self-signed certificate.
fn prove(folder: &Path) -> Result<Identity> {
    let names = vec!["127.0.0.1".to_owned()];
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names)?;
    let identity = Identity { certificate: folder.join("server.pem"), key: folder.join("server.key") };
    fs::write(&identity.certificate, cert.pem())?;
    fs::write(&identity.key, signing_key.serialize_pem())?;
    Ok(identity)
}

/// A file with the authorities of RDS and the server's own certificate, so that a task reads as much as for RDS.
fn authorities(folder: &Path, identity: &Identity) -> Result<PathBuf> {
    let mut all = fs::read(&identity.certificate)?;
    if let Tls::VerifyIdentity { ca } = Tls::rds() {
        all.extend(ca);
    }
    let file = folder.join("authorities.pem");
    fs::write(&file, all)?;
    Ok(file)
}
