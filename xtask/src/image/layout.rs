//! An OCI image layout: a folder that holds one image, in the format that registries and container engines accept.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use contract::service::Service;
use serde_json::{Map, Value, json};

use super::ARCHITECTURE;
use super::files::{PROGRAM, USER};
use super::layer::{Layer, digest, unpack};
use crate::process;
use crate::workspace::root;

const MARK: &str = "oci-layout";
const SECOND: u64 = 1_000_000_000;

/// An image's size in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// The size of all blobs, as a registry transfers them.
    pub(super) packed: u64,
    /// The size of the uncompressed layers.
    pub(super) unpacked: u64,
}

/// Writes the image `name` of `layers` into `folder` and replaces any image there.
pub(super) fn write(folder: &Path, name: &str, layers: &[Layer]) -> Result<Size> {
    clear(folder)?;
    let blobs = Blobs::within(folder);
    fs::create_dir_all(&blobs.folder).with_context(|| blobs.folder.display().to_string())?;
    let mut descriptors = Vec::new();
    for layer in layers {
        descriptors.push(blobs.put("application/vnd.oci.image.layer.v1.tar+gzip", &layer.blob)?);
    }
    let commit = Commit::current();
    let configuration = configuration(name, layers, commit.as_ref()).to_string();
    let configuration = blobs.put("application/vnd.oci.image.config.v1+json", configuration.as_bytes())?;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": configuration,
        "layers": descriptors,
    });
    let mut manifest =
        blobs.put("application/vnd.oci.image.manifest.v1+json", manifest.to_string().as_bytes())?;
    manifest["platform"] = json!({ "architecture": ARCHITECTURE, "os": "linux" });
    manifest["annotations"] = json!({ "org.opencontainers.image.ref.name": env!("CARGO_PKG_VERSION") });
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [manifest],
    });
    fs::write(folder.join("index.json"), index.to_string())?;
    // Last, so that its presence marks a complete image.
    fs::write(folder.join(MARK), json!({ "imageLayoutVersion": "1.0.0" }).to_string())?;
    Ok(Size { packed: blobs.size()?, unpacked: layers.iter().map(|layer| layer.unpacked).sum() })
}

/// Opens the image in `folder` as a container engine does: checks every digest, unpacks the layers into `target`, and returns the
/// `config` with the start settings.
pub(super) fn open(folder: &Path, target: &Path) -> Result<Value> {
    let blobs = Blobs::within(folder);
    let index: Value = serde_json::from_slice(&fs::read(folder.join("index.json"))?)?;
    let manifest: Value = serde_json::from_slice(&blobs.get(&index["manifests"][0])?)?;
    let mut configuration: Value = serde_json::from_slice(&blobs.get(&manifest["config"])?)?;
    for layer in manifest["layers"].as_array().context("the manifest has no layers")? {
        unpack(&blobs.get(layer)?, target)?;
    }
    Ok(configuration["config"].take())
}

/// The image's start settings. The health check is Docker's addition to the format; engines that do not know it ignore it.
/// The ports of all services: the image of each is made alike.
fn exposed() -> Value {
    let ports: BTreeSet<_> = Service::tasks().filter_map(Service::port).collect();
    ports.into_iter().map(|port| (format!("{port}/tcp"), json!({}))).collect::<Map<_, _>>().into()
}

fn configuration(name: &str, layers: &[Layer], commit: Option<&Commit>) -> Value {
    let mut labels = json!({
        "org.opencontainers.image.title": name,
        "org.opencontainers.image.version": env!("CARGO_PKG_VERSION"),
        "org.opencontainers.image.licenses": env!("CARGO_PKG_LICENSE"),
    });
    let mut configuration = json!({
        "architecture": ARCHITECTURE,
        "os": "linux",
        "rootfs": {
            "type": "layers",
            "diff_ids": layers.iter().map(|layer| layer.diff_id.as_str()).collect::<Vec<_>>(),
        },
        "history": layers.iter().map(|_| json!({ "created_by": "cargo xtask image" })).collect::<Vec<_>>(),
    });
    if let Some(commit) = commit {
        labels["org.opencontainers.image.revision"] = json!(commit.id);
        labels["org.opencontainers.image.created"] = json!(commit.time);
        configuration["created"] = json!(commit.time);
    }
    configuration["config"] = json!({
        "User": format!("{USER}:{USER}"),
        "Entrypoint": [format!("/{PROGRAM}")],
        "Env": ["PATH=/"],
        "ExposedPorts": exposed(),
        "StopSignal": "SIGTERM",
        "Healthcheck": {
            "Test": ["CMD", format!("/{PROGRAM}"), "health"],
            "Interval": 10 * SECOND,
            "Timeout": 3 * SECOND,
            "StartPeriod": 30 * SECOND,
            "Retries": 3,
        },
        "Labels": labels,
    });
    configuration
}

/// The checkout's current commit. Its time is the image's creation time, so that the same commit makes the same image.
struct Commit {
    id: String,
    time: String,
}

impl Commit {
    /// Returns `None` outside a repository.
    fn current() -> Option<Commit> {
        let arguments = ["show", "--no-patch", "--format=%H %cI", "HEAD"];
        let shown = process::capture(Command::new("git").args(arguments).current_dir(root())).ok()?;
        let (id, time) = shown.trim().split_once(' ')?;
        Some(Commit { id: id.to_owned(), time: time.to_owned() })
    }
}

/// Removes the image in `folder`, and no other files.
fn clear(folder: &Path) -> Result<()> {
    let shown = folder.display();
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| shown.to_string()),
    };
    if entries.next().is_none() {
        return Ok(());
    }
    ensure!(folder.join(MARK).is_file(), "{shown} is neither empty nor an image");
    fs::remove_file(folder.join(MARK))?;
    fs::remove_dir_all(folder.join("blobs")).with_context(|| shown.to_string())
}

struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    fn within(folder: &Path) -> Blobs {
        Blobs { folder: folder.join("blobs/sha256") }
    }

    /// Writes a blob and returns its descriptor.
    fn put(&self, media_type: &str, blob: &[u8]) -> Result<Value> {
        let digest = digest(blob);
        fs::write(self.folder.join(digest.trim_start_matches("sha256:")), blob)?;
        Ok(json!({ "mediaType": media_type, "digest": digest, "size": blob.len() }))
    }

    /// Reads the blob of a descriptor.
    fn get(&self, descriptor: &Value) -> Result<Vec<u8>> {
        let wanted = descriptor["digest"].as_str().context("a descriptor has no digest")?;
        let blob = fs::read(self.folder.join(wanted.trim_start_matches("sha256:")))
            .with_context(|| wanted.to_owned())?;
        ensure!(digest(&blob) == wanted, "the content of {wanted} has another digest");
        ensure!(descriptor["size"] == blob.len(), "the content of {wanted} has another size");
        Ok(blob)
    }

    fn size(&self) -> Result<u64> {
        let mut sum = 0;
        for blob in fs::read_dir(&self.folder)? {
            sum += blob?.metadata()?.len();
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests;
