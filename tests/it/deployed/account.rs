//! An AWS account of the test's own, and what stands beside it: a database server, models, and built programs.

use std::fs::{self, File};
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contract::service::Service;
use model_stand_in::ModelStandIn;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use xtask::workspace::root;
use xtask::{mariadb, ministack, prerequisites};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::cloud::identity::Identity;
use crate::program;

pub(super) struct Account {
    pub(super) server: ministack::Server,
    pub(super) models: ModelStandIn,
    pub(super) identity: Identity,
    _database: mariadb::Server,
    folder: TempDir,
}

impl Account {
    pub(super) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let identity = Identity::create();
        let models = ModelStandIn::start().await.unwrap();
        let options = mariadb::Options { identity: Some(identity.of_server()), ..mariadb::Options::TESTS };
        let (images, url) = (folder.path().join("images"), models.url());
        let start = move || {
            let database = mariadb::Server::start(options).unwrap();
            let account = ministack::Account { images, database: database.url(), models: url };
            (ministack::Server::start(account).unwrap(), database)
        };
        let (server, database) = tokio::task::spawn_blocking(start).await.unwrap();
        Self { server, models, identity, _database: database, folder }
    }

    /// Where all of AWS's services and all that is deployed answer.
    pub(super) fn address(&self) -> SocketAddr {
        self.server.url().strip_prefix("http://").unwrap().parse().unwrap()
    }

    /// Puts an image of a service into the account's registry: this program is all that is in it.
    pub(super) fn push(&self, service: Service, tag: &str, program: &Path) {
        let repository = format!("images/petclinic-dev/{}", service.program());
        let repository = self.folder.path().join(repository);
        fs::create_dir_all(&repository).unwrap();
        symlink(program, repository.join(tag)).unwrap();
    }

    /// Pushes the built services.
    pub(super) fn push_built(&self, tag: &str, services: impl IntoIterator<Item = Service>) {
        for service in services {
            self.push(service, tag, &program::path(service.name(), service.program()));
        }
    }

    /// Pushes an image whose program ends at once.
    pub(super) fn push_broken(&self, service: Service, tag: &str) {
        self.push(service, tag, Path::new("/bin/false"));
    }

    /// A folder with the archives of the built functions, as `cargo lambda build` makes them.
    pub(super) fn functions(&self) -> PathBuf {
        let folder = self.folder.path().join("functions");
        for service in Service::ALL.into_iter().filter(|it| !it.is_task()) {
            let own = folder.join(service.program());
            fs::create_dir_all(&own).unwrap();
            archive(&program::path(service.name(), service.program()), &own);
        }
        folder
    }

    /// Calls an operation as the account's root user. `region` may be among the parameters.
    pub(super) async fn ask(&self, operation: (&str, &str), parameters: Value) -> Value {
        self.ask_as(&[], operation, parameters).await
    }

    /// Calls an operation with other credentials, as environment variables. A refusal is `{"refused": CODE}`.
    pub(super) async fn ask_as(
        &self,
        credentials: &[(&str, &str)],
        (service, operation): (&str, &str),
        parameters: Value,
    ) -> Value {
        let python = prerequisites::ministack_program().unwrap().with_file_name("python");
        let mut ask = tokio::process::Command::new(python);
        ask.arg(root().join("tests/ministack/ask.py")).args([service, operation]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
            ask.env_remove(name);
        }
        ask.envs(self.server.environment()).envs(credentials.iter().copied());
        ask.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut ask = ask.spawn().unwrap();
        let parameters = parameters.to_string();
        ask.stdin.take().unwrap().write_all(parameters.as_bytes()).await.unwrap();
        let output = ask.wait_with_output().await.unwrap();
        assert!(output.status.success(), "{service} {operation}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let said = self.server.said();
            let lines: Vec<_> = said.lines().collect();
            eprintln!("the account's log ends with:\n{}", lines[lines.len().saturating_sub(60)..].join("\n"));
        }
    }
}

/// Archives a program, without what only debuggers read.
fn archive(program: &Path, folder: &Path) {
    let stripped = folder.join("bootstrap");
    let strip = Command::new("strip").arg(program).arg("-o").arg(&stripped).status().unwrap();
    assert!(strip.success());
    let mut archive = ZipWriter::new(File::create(folder.join("bootstrap.zip")).unwrap());
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("bootstrap", stored.unix_permissions(0o755)).unwrap();
    archive.write_all(&fs::read(&stripped).unwrap()).unwrap();
    archive.finish().unwrap();
    fs::remove_file(stripped).unwrap();
}
