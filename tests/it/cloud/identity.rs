//! The TLS certificate of a test's own database server.

use std::path::PathBuf;

use tempfile::TempDir;
use xtask::mariadb;

/// A certificate for 127.0.0.1, which those trust who are told of it.
pub(crate) struct Identity {
    folder: TempDir,
}

impl Identity {
    pub(crate) fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let names = vec!["127.0.0.1".to_owned()];
        let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).unwrap();
        std::fs::write(folder.path().join("server.pem"), cert.pem()).unwrap();
        std::fs::write(folder.path().join("server.key"), signing_key.serialize_pem()).unwrap();
        Self { folder }
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join("server.pem")
    }

    /// What the server proves itself by.
    pub(crate) fn of_server(&self) -> mariadb::Identity {
        let key = self.folder.path().join("server.key");
        mariadb::Identity { certificate: self.certificate(), key }
    }
}
