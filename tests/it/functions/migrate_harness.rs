//! The surroundings of `migrate`: a test's own database server with an administrator, and the secrets with the logins.

use contract::service::Service;
use contract::settings::secrets::{DATABASE, DATABASE_ADMIN};
use contract::settings::{self, Key};
use serde_json::{Value, json};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Row};
use xtask::mariadb;

use super::function::Function;
use crate::cloud::aws::Aws;
use crate::sql;

/// A database server, and a simulated AWS with its logins.
pub(super) struct MigrateHarness {
    pub(super) aws: Aws,
    server: mariadb::Server,
}

impl MigrateHarness {
    /// The password of every service's user. It contains characters that end a string in SQL.
    pub(super) const PASSWORD: &str = r#"secret-'of\ a "service`"#;
    pub(super) const ADMIN_PASSWORD: &str = "secret-of-the-admin";

    /// Opens the harness with an empty server.
    pub(super) async fn open() -> Self {
        let server = tokio::task::spawn_blocking(|| mariadb::Server::start(mariadb::Options::TESTS));
        let (aws, server) = tokio::join!(Aws::start(), server);
        let harness = Self { aws, server: server.unwrap().unwrap() };
        harness.aws.put(settings::Database::TLS, "off").await;
        let password = Self::ADMIN_PASSWORD;
        harness.run(&format!("create user 'administrator'@'%' identified by '{password}'")).await;
        harness.run("grant all on *.* to 'administrator'@'%' with grant option").await;
        harness.keep_admin(password).await;
        for service in Service::with_database() {
            harness.keep_login(&DATABASE.name_for("dev", service), service.name(), Self::PASSWORD).await;
        }
        harness
    }

    /// Starts a process of the function.
    pub(super) async fn function(&self) -> Function {
        Function::start(Service::Migrate, &self.aws.moto.environment()).await
    }

    /// The environment variables with which a service finds its database.
    pub(super) fn variables(&self) -> Vec<(&'static str, String)> {
        self.aws.moto.environment()
    }

    /// Stores a login in a secret.
    pub(super) async fn keep_login(&self, secret: &str, username: &str, password: &str) {
        self.aws.keep_secret(secret, &self.login(username, password)).await;
    }

    /// Stores a service's next password in its secret as pending, as in the middle of a rotation.
    pub(super) async fn keep_pending(&self, service: Service, password: &str) {
        let login = self.login(service.name(), password);
        self.aws.keep_pending(&DATABASE.name_for("dev", service), &login).await;
    }

    async fn keep_admin(&self, password: &str) {
        self.keep_login(&DATABASE_ADMIN.shared_name("dev"), "administrator", password).await;
    }

    /// Sets a service's parameter.
    pub(super) async fn put_for(&self, service: Service, key: &Key, value: &str) {
        self.aws.put_for(service, key, value).await;
    }

    fn login(&self, username: &str, password: &str) -> Value {
        let port = self.server.port();
        json!({"username": username, "password": password, "host": "127.0.0.1", "port": port})
    }

    /// Stores a wrong password in the administrator's secret.
    pub(super) async fn forget_admin(&self) {
        self.keep_admin("secret-of-yesterday").await;
    }

    /// Runs a statement as root.
    pub(super) async fn run(&self, statement: &str) {
        sql::administer(&self.url(), statement).await;
    }

    fn url(&self) -> db::DatabaseUrl {
        format!("{}/mysql", self.server.url()).parse().unwrap()
    }

    async fn root(&self) -> MySqlConnection {
        sql::connect(&self.url()).await
    }

    /// Runs a statement as a service's user; the error is the server's message.
    pub(super) async fn try_as(&self, service: Service, statement: &str) -> Result<(), String> {
        let options = MySqlConnectOptions::new().host("127.0.0.1").port(self.server.port());
        let options = options.username(service.name()).password(Self::PASSWORD);
        let mut connection = options.connect().await.map_err(|error| error.to_string())?;
        let done = connection.execute(AssertSqlSafe(statement)).await;
        done.map(drop).map_err(|error| error.to_string())
    }

    /// The number of tables of all services.
    pub(super) async fn tables(&self) -> usize {
        let sql = "select table_name from information_schema.tables where table_schema like 'petclinic%'";
        self.root().await.fetch_all(sql).await.unwrap().len()
    }

    /// Drops the services' schemas and users.
    pub(super) async fn empty(&self) {
        for service in Service::with_database() {
            self.run(&format!("drop database if exists petclinic_{service}")).await;
            self.run(&format!("drop user if exists '{service}'@'%'")).await;
        }
    }

    /// The services' whole state, except for times and durations: columns, indexes, rows, users and their rights.
    pub(super) async fn fingerprint(&self) -> Vec<String> {
        let mut root = self.root().await;
        let mut all = Vec::new();
        for sql in [
            "select concat_ws(' ', table_schema, table_name, ordinal_position, column_name, column_type, \
                collation_name, is_nullable, column_default, extra) from information_schema.columns \
                where table_schema like 'petclinic%' order by table_schema, table_name, ordinal_position",
            "select concat_ws(' ', table_schema, table_name, index_name, non_unique, seq_in_index, column_name) \
                from information_schema.statistics where table_schema like 'petclinic%' \
                order by table_schema, table_name, index_name, seq_in_index",
            "select concat_ws(' ', schema_name, default_collation_name) from information_schema.schemata \
                where schema_name like 'petclinic%' order by schema_name",
            "select concat_ws(' ', grantee, table_schema, privilege_type, is_grantable) \
                from information_schema.schema_privileges order by grantee, table_schema, privilege_type",
        ] {
            let rows = root.fetch_all(sql).await.unwrap();
            all.extend(rows.iter().map(|row| row.get::<String, _>(0)));
        }
        let tables = "select concat(table_schema, '.', table_name) from information_schema.tables \
            where table_schema like 'petclinic%' order by table_schema, table_name";
        for table in root.fetch_all(tables).await.unwrap() {
            let table: String = table.get(0);
            let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
                .fetch_one(&mut root)
                .await
                .unwrap();
            all.push(format!("{table}: {rows} rows"));
            if table.contains("_migrations_") {
                let sql = format!(
                    "select concat(version, ' ', success, ' ', hex(checksum)) from {table} order by version"
                );
                let rows = root.fetch_all(AssertSqlSafe(sql)).await.unwrap();
                all.extend(rows.iter().map(|row| format!("{table} {}", row.get::<String, _>(0))));
            }
        }
        all
    }
}
