//! A fresh database server with an administrator, and the secrets with its address and credentials.

use std::process::Command;

use anyhow::{Context, Result};
use contract::service::Service;
use contract::settings;
use contract::settings::secrets::{DATABASE, DATABASE_ADMIN};
use serde_json::json;

use super::account::{ENV, keep_secret, put};
use crate::mariadb::{Options, Server};
use crate::workspace::find_program;
use crate::{moto, process};

const ADMIN: &str = "administrator";
/// It protects nothing: the server exists only during the test.
const PASSWORD: &str = "testing";

/// Starts the server and stores its secrets in the account.
pub(super) fn start(moto: &moto::Server) -> Result<Server> {
    let server = Server::start(Options::TESTS)?;
    let client = find_program("mariadb").context("the client mariadb is not installed")?;
    let statements = format!(
        "create user {ADMIN} identified by '{PASSWORD}'; grant all on *.* to {ADMIN} with grant option"
    );
    let mut create = Command::new(client);
    create.args(["--no-defaults", "--host=127.0.0.1", "--user=root", "--execute", &statements]);
    process::capture(create.arg(format!("--port={}", server.port())))?;
    put(moto, settings::Database::TLS, "off")?;
    let login = |username: &str| {
        let (host, port) = ("127.0.0.1", server.port());
        json!({"username": username, "password": PASSWORD, "host": host, "port": port}).to_string()
    };
    keep_secret(moto, &DATABASE_ADMIN.shared_name(ENV), &login(ADMIN))?;
    for service in Service::with_database() {
        keep_secret(moto, &DATABASE.name_for(ENV, service), &login(service.name()))?;
    }
    Ok(server)
}
