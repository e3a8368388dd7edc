//! The clinic as it runs on AWS: parameters, secrets, a namespace, a database server, and the three services.

use contract::service::Service;
use contract::settings::{self, Key};
use db::{Db, Limits};
use serde_json::{Value, json};
use xtask::mariadb;

use super::aws::Aws;
use super::identity::Identity;
use super::task::Task;
use crate::http::Http;
use crate::leftovers::Leftovers;
use crate::sql;

/// The operators' token.
pub(crate) const TOKEN: &str = "open-sesame-4711";
/// The initial password of every service's user.
pub(crate) const PASSWORD: &str = "first-secret-0815";

/// The services with a private database server and a simulated AWS.
pub(crate) struct AwsHarness {
    /// First, since Rust drops fields in order and this check needs the running services.
    _leftovers: Leftovers,
    pub(crate) aws: Aws,
    pub(crate) server: mariadb::Server,
    pub(crate) customers: Task,
    pub(crate) vets: Task,
    pub(crate) visits: Task,
    /// A client that finds the service of a path, as the load balancer does.
    pub(crate) http: Http,
    settings: Vec<(&'static Key, String)>,
    identity: Identity,
}

impl AwsHarness {
    /// Opens the harness; `settings` are further parameters for all services.
    pub(crate) async fn open(settings: &[(&'static Key, &str)]) -> Self {
        let identity = Identity::create();
        // Commits must survive a kill of the server.
        let options = mariadb::Options {
            identity: Some(identity.of_server()),
            flush_log_at_commit: 1,
            ..mariadb::Options::TESTS
        };
        let server = tokio::task::spawn_blocking(|| mariadb::Server::start(options));
        let (aws, server) = tokio::join!(Aws::start(), server);
        let server = server.unwrap().unwrap();
        put(&aws, &identity, settings).await;
        for service in Service::tasks() {
            let statements = [
                format!("create database petclinic_{service} character set utf8mb4 collate utf8mb4_bin"),
                format!("create user '{service}'@'%' identified by '{PASSWORD}' require ssl"),
                format!("grant all on petclinic_{service}.* to '{service}'@'%'"),
            ];
            for statement in statements {
                administer(&server, &statement).await;
            }
            keep_login(&aws, &server, service, PASSWORD).await;
        }
        let variables = variables(&aws);
        let (customers, vets, visits) = tokio::join!(
            Task::start(Service::Customers, &variables, &[]),
            Task::start(Service::Vets, &variables, &[]),
            Task::start(Service::Visits, &variables, &[]),
        );
        for task in [&customers, &vets, &visits] {
            aws.register(task.service, task.address.port()).await;
        }
        let http = Http::of(customers.address, vets.address, visits.address);
        let settings = settings.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        let customers_database = format!("{}/petclinic_customers", server.url()).parse().unwrap();
        let db = Db::open(&customers_database, &Limits::default()).await.unwrap();
        let harness = Self {
            _leftovers: Leftovers::of(&db),
            aws,
            server,
            customers,
            vets,
            visits,
            http,
            settings,
            identity,
        };
        harness.knows_each_other().await;
        harness
    }

    /// Restores everything that the services need in AWS, after a restart has cleared it.
    pub(crate) async fn put_anew(&self) {
        let settings: Vec<_> = self.settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
        put(&self.aws, &self.identity, &settings).await;
        for task in self.tasks() {
            self.keep_login(task.service, PASSWORD).await;
            self.aws.register(task.service, task.address.port()).await;
        }
    }

    /// Starts another task of a service and registers it.
    pub(crate) async fn add(&self, service: Service) -> Task {
        self.add_with(service, &[]).await
    }

    /// Starts another task of a service with further environment variables, and registers it.
    pub(crate) async fn add_with(&self, service: Service, further: &[(&'static str, String)]) -> Task {
        let variables = [variables(&self.aws), further.to_vec()].concat();
        let task = Task::start(service, &variables, &[]).await;
        self.aws.register(service, task.address.port()).await;
        task
    }

    /// Waits until the services have discovered each other.
    pub(crate) async fn knows_each_other(&self) {
        for (task, peer) in [(&self.customers, "visits"), (&self.visits, "customers")] {
            knows(task, peer, 1).await;
        }
    }

    /// All tasks.
    pub(crate) fn tasks(&self) -> [&Task; 3] {
        [&self.customers, &self.vets, &self.visits]
    }

    /// Runs a statement with administrator's rights on the database server.
    pub(crate) async fn administer(&self, statement: &str) {
        administer(&self.server, statement).await;
    }

    /// Stores a service's login in its secret.
    pub(crate) async fn keep_login(&self, service: Service, password: &str) {
        keep_login(&self.aws, &self.server, service, password).await;
    }

    /// The name of a service's secret, and its value with the given password.
    pub(crate) fn login(&self, service: Service, password: &str) -> (String, Value) {
        login(&self.server, service, password)
    }

    /// The number that a statement selects.
    pub(crate) async fn number(&self, statement: &'static str) -> i64 {
        let mut connection = sql::connect(&format!("{}/mysql", self.server.url()).parse().unwrap()).await;
        sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap()
    }
}

/// Waits until a service knows `instances` instances of a peer.
#[track_caller]
pub(crate) fn knows(task: &Task, peer: &'static str, instances: u32) -> impl Future<Output = ()> {
    let label = format!("peer=\"{peer}\"");
    crate::harness::eventually("a service knows its peer", async move || {
        task.metric("peer_instances", &[&label]).await == f64::from(instances)
    })
}

/// The environment variables of tasks: AWS, and refresh intervals, which take precedence over Parameter Store.
fn variables(aws: &Aws) -> Vec<(&'static str, String)> {
    let mut variables = aws.moto.environment();
    variables.push(("PETCLINIC_DISCOVERY_REFRESH_INTERVAL", "500ms".to_owned()));
    variables.push(("PETCLINIC_SETTINGS_REFRESH_INTERVAL", "1s".to_owned()));
    variables
}

/// Stores parameters, the operators' token and the namespace.
async fn put(aws: &Aws, identity: &Identity, settings: &[(&'static Key, &str)]) {
    aws.create_namespace().await;
    let certificate = identity.certificate();
    for (key, value) in [
        (settings::Database::TLS_CA, certificate.to_str().unwrap()),
        (settings::Server::DRAIN_LINGER, "200ms"),
    ] {
        aws.put(key, value).await;
    }
    for (key, value) in settings {
        aws.put(key, value).await;
    }
    aws.keep_secret("petclinic/dev/operator-token", &json!(TOKEN)).await;
}

async fn administer(server: &mariadb::Server, statement: &str) {
    sql::administer(&format!("{}/mysql", server.url()).parse().unwrap(), statement).await;
}

async fn keep_login(aws: &Aws, server: &mariadb::Server, service: Service, password: &str) {
    let (name, secret) = login(server, service, password);
    aws.keep_secret(&name, &secret).await;
}

fn login(server: &mariadb::Server, service: Service, password: &str) -> (String, Value) {
    let secret = json!({
        "engine": "mysql",
        "host": "127.0.0.1",
        "port": server.port(),
        "username": service.name(),
        "password": password,
    });
    (format!("petclinic/dev/{service}/database"), secret)
}
