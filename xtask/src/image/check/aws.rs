//! A stand-in for AWS that a task in the image reaches as it would AWS: by DNS name and over TLS.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::container::Container;
use crate::identity::Authority;
use crate::process::{capture, text};
use crate::{moto, prerequisites};

/// Names under `.test` never resolve in DNS (RFC 6761).
const NAME: &str = "aws.petclinic.test";

/// A moto server that serves TLS for [`NAME`] with a certificate of an unknown authority.
pub(in crate::image) struct Aws {
    authority: Authority,
    moto: moto::Server,
    _folder: TempDir,
}

impl Aws {
    pub(in crate::image) fn start() -> Result<Aws> {
        prerequisites::program("openssl")?;
        prerequisites::moto()?;
        let folder = tempfile::tempdir()?;
        let authority = Authority::new(folder.path())?;
        let moto = moto::Server::start_as(authority.issue(NAME)?)?;
        Ok(Aws { authority, moto, _folder: folder })
    }

    /// Makes sure that the image's program reads Parameter Store if the image's list of authorities holds ours, and fails to
    /// before.
    pub(super) fn is_found_by(&self, container: &Container) -> Result<()> {
        // A container engine writes this file, too.
        fs::write(container.root.join("etc/hosts"), format!("127.0.0.1 {NAME}\n"))?;
        let mut settings = self.settings(container)?;
        let output = settings.output().context("cannot start the image's program")?;
        let refusal = String::from_utf8_lossy(&output.stderr);
        ensure!(
            !output.status.success() && refusal.contains("invalid peer certificate"),
            "the image trusts an unknown authority, or does not get to ask: {}: {}\n{refusal}",
            text(&settings),
            output.status
        );
        let list = container.root.join("etc/ssl/certs/ca-certificates.crt");
        let mut list = OpenOptions::new().append(true).open(list).context("the image trusts no authority")?;
        list.write_all(&fs::read(self.authority.certificate())?)?;
        drop(list);
        capture(&mut settings).map(drop)
    }

    fn settings(&self, container: &Container) -> Result<Command> {
        let port = self.moto.port();
        let mut settings = container.entry(&["config"], port)?;
        settings.envs(moto::environment(&format!("https://{NAME}:{port}")));
        Ok(settings)
    }
}
