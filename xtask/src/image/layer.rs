//! A layer of an image: a tar archive, compressed.

use std::io::{Read, Write};
use std::path::Path;

use anyhow::Result;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};
use tar::{Archive, Builder, EntryType, Header};

use super::files::Entry;

/// A compressed layer and the facts about its uncompressed form that an image needs.
pub(super) struct Layer {
    /// The compressed archive.
    pub(super) blob: Vec<u8>,
    /// The digest of the uncompressed archive.
    pub(super) diff_id: String,
    /// The uncompressed archive's size in bytes.
    pub(super) unpacked: u64,
}

impl Layer {
    /// Makes a layer. Equal entries make an equal layer: owner, time and compression level are fixed.
    pub(super) fn of(entries: &[Entry]) -> Result<Layer> {
        let mut archive = Builder::new(Vec::new());
        for entry in entries {
            let content = entry.content.as_deref().unwrap_or_default();
            let mut header = Header::new_ustar();
            header.set_entry_type(if entry.content.is_some() {
                EntryType::Regular
            } else {
                EntryType::Directory
            });
            header.set_size(u64::try_from(content.len())?);
            header.set_mode(entry.mode);
            header.set_uid(0);
            header.set_gid(0);
            header.set_mtime(0);
            archive.append_data(&mut header, entry.path, content)?;
        }
        let archive = archive.into_inner()?;
        // The gzip header has no name, no time and an unknown operating system.
        let mut gzip =
            GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::default());
        gzip.write_all(&archive)?;
        Ok(Layer { blob: gzip.finish()?, diff_id: digest(&archive), unpacked: u64::try_from(archive.len())? })
    }
}

/// Unpacks a compressed layer into `folder`.
pub(super) fn unpack(blob: &[u8], folder: &Path) -> Result<()> {
    let mut archive = Vec::new();
    GzDecoder::new(blob).read_to_end(&mut archive)?;
    let mut archive = Archive::new(archive.as_slice());
    archive.set_preserve_permissions(true);
    Ok(archive.unpack(folder)?)
}

/// A digest as `sha256:` and hexadecimal digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn entries() -> Vec<Entry> {
        vec![
            Entry { path: "etc", content: None, mode: 0o755 },
            Entry { path: "etc/hello", content: Some(b"world".to_vec()), mode: 0o644 },
        ]
    }

    #[test]
    fn a_layer_unpacks_to_what_it_was_made_of() {
        let folder = tempfile::tempdir().unwrap();
        unpack(&Layer::of(&entries()).unwrap().blob, folder.path()).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("etc/hello")).unwrap(), "world");
    }

    #[test]
    fn equal_entries_make_equal_layers() {
        let (one, other) = (Layer::of(&entries()).unwrap(), Layer::of(&entries()).unwrap());
        assert!(one.blob == other.blob && one.diff_id == other.diff_id);
        assert_eq!(one.blob[4..10], [0, 0, 0, 0, 0, 255], "no time, no system");
    }

    #[test]
    fn a_digest_is_written_as_images_write_it() {
        assert_eq!(digest(b""), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
