use std::path::Path;

use rustix::process::geteuid;

use super::Identity;

/// The configuration of a [`Server`](super::Server).
#[derive(Clone, Debug)]
pub struct Options {
    /// The size of InnoDB's page cache, in MiB.
    pub buffer_pool: u32,
    /// The size of InnoDB's redo log, in MiB.
    pub redo_log: u32,
    /// `innodb_flush_log_at_trx_commit`: 0 writes and syncs by a timer, 1 syncs each commit, 2 writes each commit and syncs by a
    /// timer.
    pub flush_log_at_commit: u8,
    /// The server refuses connections beyond this number.
    pub max_connections: u16,
    /// The server's TLS certificate; without one, it offers no encryption.
    pub identity: Option<Identity>,
}

impl Options {
    /// Small and fast. A crash of the machine loses the last second of writes.
    pub const TESTS: Options = Options {
        buffer_pool: 64,
        redo_log: 16,
        flush_log_at_commit: 0,
        max_connections: 500,
        identity: None,
    };

    /// As in production, except for syncs: with them, a benchmark would measure little but the shared build machine's disk.
    pub const BENCHMARKS: Options = Options {
        buffer_pool: 512,
        redo_log: 256,
        flush_log_at_commit: 2,
        max_connections: 500,
        identity: None,
    };

    /// Arguments that `mariadbd` and `mariadb-install-db` share.
    pub(super) fn arguments(&self, folder: &Path) -> Vec<String> {
        let folder = folder.display();
        let mut arguments = vec![
            format!("--datadir={folder}/data"),
            format!("--socket={folder}/socket"),
            format!("--pid-file={folder}/pid"),
            format!("--tmpdir={folder}"),
            format!("--innodb-buffer-pool-size={}M", self.buffer_pool),
            format!("--innodb-log-file-size={}M", self.redo_log),
            format!("--innodb-flush-log-at-trx-commit={}", self.flush_log_at_commit),
            format!("--max-connections={}", self.max_connections),
            // Polling until the server answers opens connections that never log in.
            "--max-connect-errors=1000000".to_owned(),
            "--bind-address=127.0.0.1".to_owned(),
            "--character-set-server=utf8mb4".to_owned(),
            "--performance-schema=OFF".to_owned(),
            "--skip-log-bin".to_owned(),
            "--skip-name-resolve".to_owned(),
        ];
        if let Some(Identity { certificate, key }) = &self.identity {
            arguments.push(format!("--ssl-cert={}", certificate.display()));
            arguments.push(format!("--ssl-key={}", key.display()));
        }
        if geteuid().is_root() {
            // mariadbd refuses to run as root without this option. `loose`, since mariadb-install-db takes a plain `--user` as an
            // order to give the plugin folders of the installed server to that user.
            arguments.push("--loose-user=root".to_owned());
        }
        arguments
    }
}

impl Default for Options {
    fn default() -> Options {
        Options::TESTS
    }
}
