//! Who a server proves to be over TLS, and an authority that says so.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::capture;

/// PEM files, which are read whenever the server starts.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The server's certificate.
    pub certificate: PathBuf,
    /// The key of that certificate.
    pub key: PathBuf,
}

/// An authority that nobody trusts who is not told to. It is made with the program `openssl`, which spares this package, compiled
/// before everything else, a library.
#[derive(Debug)]
pub(crate) struct Authority(Identity);

impl Authority {
    /// Makes one, valid for a month, with its files in `folder`.
    pub(crate) fn new(folder: &Path) -> Result<Authority> {
        let identity = Identity::in_folder(folder, "authority");
        let extensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"];
        capture(&mut certificate(&identity, "PetClinic's tests", &extensions))?;
        Ok(Authority(identity))
    }

    /// Its own certificate, a PEM file.
    pub(crate) fn certificate(&self) -> &Path {
        &self.0.certificate
    }

    /// Proves that a server has the name `name`, with files beside the authority's.
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

/// Makes a key and its certificate, signed by itself unless told otherwise.
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
    fn what_an_authority_issues_proves_one_name_to_those_who_trust_it() {
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
