//! TLS certificates for servers, and the authority that signs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::capture;

/// The paths of PEM files, which a server reads at each start.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The server's certificate.
    pub certificate: PathBuf,
    /// The private key of that certificate.
    pub key: PathBuf,
}

/// A certificate authority that only explicitly configured clients trust. It calls the program `openssl`: cargo compiles this
/// package before everything else, and a library would slow that down.
#[derive(Debug)]
pub(crate) struct Authority(Identity);

impl Authority {
    /// Creates an authority that is valid for a month, with its files in `folder`.
    pub(crate) fn new(folder: &Path) -> Result<Authority> {
        let identity = Identity::in_folder(folder, "authority");
        let extensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"];
        capture(&mut certificate(&identity, "PetClinic's tests", &extensions))?;
        Ok(Authority(identity))
    }

    /// The path of its own certificate, a PEM file.
    pub(crate) fn certificate(&self) -> &Path {
        &self.0.certificate
    }

    /// Issues a certificate for the server name `name`. Its files lie beside the authority's.
    pub(crate) fn issue(&self, name: &str) -> Result<Identity> {
        let folder = self.certificate().parent().unwrap_or(Path::new("."));
        let identity = Identity::in_folder(folder, name);
        let extensions = [&format!("subjectAltName=DNS:{name}"), "basicConstraints=critical,CA:FALSE"];
        let mut issue = certificate(&identity, name, &extensions);
        capture(issue.arg("-CA").arg(&self.0.certificate).arg("-CAkey").arg(&self.0.key))?;
        Ok(identity)
    }
}

impl Identity {
    fn in_folder(folder: &Path, name: &str) -> Identity {
        let file = |ending| folder.join(format!("{name}.{ending}"));
        Identity { certificate: file("pem"), key: file("key") }
    }
}

/// A command that makes a key and its certificate, self-signed unless the caller adds an issuer.
fn certificate(identity: &Identity, subject: &str, extensions: &[&str]) -> Command {
    let mut command = Command::new("openssl");
    command
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"])
        .args(["-days", "30", "-subj", &format!("/CN={subject}")])
        .args(extensions.iter().flat_map(|extension| ["-addext", extension]))
        .arg("-out")
        .arg(&identity.certificate)
        .arg("-keyout")
        .arg(&identity.key);
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::succeeds;

    #[test]
    fn a_certificate_proves_one_name_to_those_who_trust_its_authority() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let authority = Authority::new(folder.path()).unwrap();
        let identity = authority.issue("one.test").unwrap();
        let stranger = Authority::new(other.path()).unwrap();

        let proves = |trusted: &Authority, name: &str| {
            let mut verify = Command::new("openssl");
            verify.args(["verify", "-x509_strict", "-no-CApath", "-no-CAstore", "-verify_hostname", name]);
            succeeds(verify.arg("-CAfile").arg(trusted.certificate()).arg(&identity.certificate))
        };
        assert!(proves(&authority, "one.test"));
        assert!(!proves(&authority, "other.test"));
        assert!(!proves(&stranger, "one.test"));
    }
}
