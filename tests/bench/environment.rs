//! The configuration of a benchmark run.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::process;

/// The load generator's number of connections.
pub(crate) const CONNECTIONS: usize = 32;

/// The configuration that all parts of the benchmark share.
pub(crate) struct Environment {
    pub(crate) petclinic: PathBuf,
    /// The folder with the services' own programs.
    pub(crate) services: PathBuf,
    /// `mysql://USER:PASSWORD@HOST:PORT`, without a schema.
    pub(crate) mysql: String,
    pub(crate) mysql_pid: u32,
    /// The folder for database files.
    pub(crate) folder: TempDir,
    /// The duration of one measurement.
    pub(crate) duration: Duration,
    pub(crate) rounds: usize,
}

/// A database for measurements.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) name: &'static str,
    pub(crate) url: String,
    /// The process id of the server, unless the database is a file.
    pub(crate) pid: Option<u32>,
}

impl Database {
    /// The schema, if the database is on a server.
    pub(crate) fn schema(&self) -> Option<&str> {
        self.pid.and(self.url.rsplit_once('/')).map(|(_, schema)| schema)
    }
}

impl Environment {
    /// Two databases, one on the server and one in a file. `name` keeps those of different parts apart.
    pub(crate) fn databases(&self, name: &str) -> Result<[Database; 2]> {
        Ok([self.mariadb(name), self.sqlite(name)?])
    }

    pub(crate) fn mariadb(&self, name: &str) -> Database {
        let url = format!("{}/petclinic_bench_{name}", self.mysql.trim_end_matches('/'));
        Database { name: "MariaDB", url, pid: Some(self.mysql_pid) }
    }

    pub(crate) fn sqlite(&self, name: &str) -> Result<Database> {
        let file = self.folder.path().join(format!("{name}.db"));
        let file = file.to_str().context("the folder for temporary files is not UTF-8")?;
        Ok(Database { name: "SQLite", url: format!("sqlite://{file}"), pid: None })
    }

    /// The command that starts the clinic on a database.
    pub(crate) fn petclinic(&self, database: &Database) -> Command {
        process::petclinic(&self.petclinic, &database.url)
    }
}
