//! Files and images that must be in the account before a stack is deployed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use md5::{Digest, Md5};
use serde_json::json;

use crate::{Val, text};

/// A file to upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileAsset {
    /// SHA-256 of the content, in hexadecimal digits.
    pub hash: String,
    /// With its dot, such as `.zip`; may be empty.
    pub extension: String,
    /// The name that the CLI shows while it publishes.
    pub display_name: String,
    pub content: FileContent,
}

/// Where the content is taken from when the assembly is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContent {
    Bytes(Arc<[u8]>),
    /// A file, and the version of it that was hashed, if that was known.
    File(PathBuf, Option<FileVersion>),
    /// A directory, packed into a zip.
    Zipped(PathBuf),
}

/// What tells a version of a file from a later one without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileVersion {
    pub device: u64,
    pub inode: u64,
    /// In bytes.
    pub length: u64,
    /// The last change of content or attributes: seconds since 1970, and nanoseconds. Programs cannot set it.
    pub changed: (i64, i64),
}

impl FileAsset {
    /// The name of the object in the bucket.
    #[must_use]
    pub fn object_key(&self) -> String {
        format!("{}{}", self.hash, self.extension)
    }
}

/// Where an uploaded file will be.
#[derive(Clone, Debug)]
pub struct FileLocation {
    pub bucket: Val<String>,
    pub key: String,
}

impl FileLocation {
    /// `s3://bucket/key`
    #[must_use]
    pub fn url(&self) -> Val<String> {
        text!("s3://{}/{}", &self.bucket, &self.key)
    }
}

/// A container image to build and push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageAsset {
    /// SHA-256 of the build context, in hexadecimal digits.
    pub hash: String,
    pub display_name: String,
    /// The build context.
    pub directory: PathBuf,
    /// Relative to the directory; `Dockerfile` unless given.
    pub dockerfile: Option<String>,
    pub build_args: BTreeMap<String, String>,
    pub target: Option<String>,
    /// Such as `linux/amd64`.
    pub platform: Option<String>,
}

impl ImageAsset {
    /// The tag in the repository: the hash, and one of how the image is built where that is said, since the same context
    /// may be built for two platforms.
    #[must_use]
    pub fn tag(&self) -> String {
        let Self { hash, dockerfile, build_args, target, platform, .. } = self;
        if dockerfile.is_none() && build_args.is_empty() && target.is_none() && platform.is_none() {
            return hash.clone();
        }
        let options = json!([dockerfile, build_args, target, platform]).to_string();
        let options: String =
            Md5::digest(options.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{hash}-{options}")
    }
}
