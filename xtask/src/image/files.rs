//! The files of an image.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::layer::Layer;

/// The program's name in every image, so that starting and checking are the same for all services.
pub(super) const PROGRAM: &str = "service";
/// The user and group id of the program's process.
pub(super) const USER: u32 = 65532;

/// A file, or a folder if it has no content.
pub(super) struct Entry {
    /// The path, without a leading slash.
    pub(super) path: &'static str,
    pub(super) content: Option<Vec<u8>>,
    pub(super) mode: u32,
}

/// The two layers of an image: first the files that all services share and that rarely change, then the program.
pub(super) fn layers(program: &Path) -> Result<[Layer; 2]> {
    Ok([Layer::of(&system())?, Layer::of(&[own(program)?])?])
}

/// Writes the files of both layers into `folder`, and creates it if necessary.
pub(super) fn write(program: &Path, folder: &Path) -> Result<()> {
    for entry in system().into_iter().chain([own(program)?]) {
        let path = folder.join(entry.path);
        match entry.content {
            None => fs::create_dir_all(&path),
            Some(content) => fs::create_dir_all(folder).and_then(|()| fs::write(&path, content)),
        }
        .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(entry.mode)))
        .with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn own(program: &Path) -> Result<Entry> {
    let content = fs::read(program).with_context(|| program.display().to_string())?;
    Ok(Entry { path: PROGRAM, content: Some(content), mode: 0o755 })
}

/// The system files that programs expect: users, host name look-up, trusted TLS authorities.
fn system() -> Vec<Entry> {
    let folder = |path| Entry { path, content: None, mode: 0o755 };
    let file = |path, content: String| Entry { path, content: Some(content.into_bytes()), mode: 0o644 };
    vec![
        folder("etc"),
        file("etc/group", format!("root:x:0:\n{PROGRAM}:x:{USER}:\n")),
        file("etc/nsswitch.conf", "hosts: files dns\n".to_owned()),
        file(
            "etc/passwd",
            format!("root:x:0:0:root:/:/sbin/nologin\n{PROGRAM}:x:{USER}:{USER}:{PROGRAM}:/:/sbin/nologin\n"),
        ),
        folder("etc/ssl"),
        folder("etc/ssl/certs"),
        // Mozilla's list instead of this machine's, which may hold private authorities.
        file("etc/ssl/certs/ca-certificates.crt", certificates()),
    ]
}

/// The certificates of the authorities that Mozilla trusts, in PEM (RFC 7468).
fn certificates() -> String {
    let mut pem = String::new();
    for certificate in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        let text = STANDARD.encode(certificate);
        pem.push_str("-----BEGIN CERTIFICATE-----\n");
        for line in text.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
    }
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_before_what_is_in_them_and_all_is_in_order() {
        let paths: Vec<_> = system().iter().map(|entry| entry.path).collect();
        assert!(paths.is_sorted(), "{paths:?}");
    }

    #[test]
    fn amazons_authority_is_trusted_and_every_line_has_its_length() {
        let pem = certificates();
        // The start of `Amazon Root CA 1`, in base64.
        assert!(pem.contains("MIIDQTCCAimgAwIBAgITBmyfz5m/jAo54vB4ikPmljZbyjANBgkqhkiG9w0BAQsF"));
        assert!(pem.lines().all(|line| line.len() <= 64));
    }

    #[test]
    fn files_are_written_as_they_are_in_the_image() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "program").unwrap();
        let root = folder.path().join("root");
        write(&program, &root).unwrap();

        assert_eq!(fs::read(root.join(PROGRAM)).unwrap(), b"program");
        let mode = |path: &str| fs::metadata(root.join(path)).unwrap().permissions().mode() & 0o7777;
        assert_eq!((mode(PROGRAM), mode("etc"), mode("etc/passwd")), (0o755, 0o755, 0o644));
        assert!(fs::read_to_string(root.join("etc/passwd")).unwrap().contains("service:x:65532:65532:"));
    }
}
