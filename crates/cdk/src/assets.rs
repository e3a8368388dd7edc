//! Files and images for the account: content-hashed, packed so that equal content gives equal bytes.

mod archive;
mod ignored;
mod version;
mod walk;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub(crate) use self::walk::MARKER;
use self::walk::{Found, walk};
use crate::asset::{FileAsset, FileContent, FileVersion, ImageAsset};

/// The file with the instructions for building an image, unless another is named.
const DOCKERFILE: &str = "Dockerfile";

/// A file or directory that cannot become an asset.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct AssetError {
    pub path: PathBuf,
    pub reason: String,
}

impl AssetError {
    pub(crate) fn new(path: &Path, reason: &(impl ToString + ?Sized)) -> Self {
        Self { path: path.to_owned(), reason: reason.to_string() }
    }
}

/// A file that is uploaded unchanged.
///
/// # Errors
/// Where it cannot be read.
pub fn file(path: impl AsRef<Path>) -> Result<FileAsset, AssetError> {
    let path = path.as_ref();
    let version = version::settled(path);
    let mut hash = Sha256::new();
    walk::digest(path, &mut hash)?;
    let extension = path.extension().map_or_else(String::new, |it| format!(".{}", it.to_string_lossy()));
    Ok(FileAsset {
        hash: hexadecimal(hash),
        extension,
        display_name: last(path),
        content: FileContent::File(path.to_owned(), version),
    })
}

/// A directory, uploaded as a zip of all files below it. Its hash is that of names, contents and executable bits.
///
/// Cloud assemblies below it and `.git` are left out.
///
/// # Errors
/// Where something below it cannot be read, or there is nothing.
pub fn directory(path: impl AsRef<Path>) -> Result<FileAsset, AssetError> {
    let path = path.as_ref();
    let entries = walk(path, &[])?;
    if entries.is_empty() {
        return Err(AssetError::new(path, "there is no file in this directory"));
    }
    Ok(FileAsset {
        hash: hexadecimal(walk::digest_all(&entries, "zip")?),
        extension: ".zip".to_owned(),
        display_name: last(path),
        content: FileContent::Zipped(path.to_owned()),
    })
}

/// Content that the app makes itself. The extension is that of the name.
#[must_use]
pub fn bytes(name: &str, content: impl Into<Vec<u8>>) -> FileAsset {
    let content: Vec<u8> = content.into();
    let extension =
        Path::new(name).extension().map_or_else(String::new, |it| format!(".{}", it.to_string_lossy()));
    FileAsset {
        hash: hexadecimal(Sha256::new().chain_update(&content)),
        extension,
        display_name: name.to_owned(),
        content: FileContent::Bytes(Arc::from(content)),
    }
}

/// Files that the app makes itself, each with its path, in one zip: sorted, of one date, and not compressed.
///
/// # Errors
/// Where two files have one path, or there is none.
pub fn archive(
    name: &str,
    files: impl IntoIterator<Item = (impl Into<String>, impl Into<Vec<u8>>)>,
) -> Result<FileAsset, AssetError> {
    let mut sorted = BTreeMap::new();
    for (path, content) in files {
        let path: String = path.into();
        if sorted.insert(path.clone(), content.into()).is_some() {
            return Err(AssetError::new(Path::new(&path), "there are two files with this path"));
        }
    }
    if sorted.is_empty() {
        return Err(AssetError::new(Path::new(name), "there is no file for this archive"));
    }
    Ok(bytes(name, archive::store(name, &sorted)?))
}

/// A container image, built from the `Dockerfile` of a directory when the stack is deployed.
///
/// Plain lines of `.dockerignore`, cloud assemblies and `.git` are neither hashed nor copied; patterns are left to the build.
///
/// # Errors
/// Where something below the directory cannot be read, or it has no `Dockerfile`.
pub fn image(directory: impl AsRef<Path>) -> Result<ImageAsset, AssetError> {
    context(directory.as_ref(), None)
}

/// As [`image`], built from a file of another name, relative to the directory.
///
/// # Errors
/// Where something below the directory cannot be read, or that file is not there.
pub fn image_from(
    directory: impl AsRef<Path>,
    dockerfile: impl Into<String>,
) -> Result<ImageAsset, AssetError> {
    context(directory.as_ref(), Some(dockerfile.into()))
}

fn context(directory: &Path, dockerfile: Option<String>) -> Result<ImageAsset, AssetError> {
    let instructions = directory.join(dockerfile.as_deref().unwrap_or(DOCKERFILE));
    if directory.is_dir() && !instructions.is_file() {
        return Err(AssetError::new(&instructions, "an image needs this file"));
    }
    let mut image = ImageAsset {
        hash: String::new(),
        display_name: last(directory),
        directory: directory.to_owned(),
        dockerfile,
        build_args: BTreeMap::new(),
        target: None,
        platform: None,
    };
    image.hash = hexadecimal(walk::digest_all(&files(&image)?, "image")?);
    Ok(image)
}

/// The files that an image is built from.
fn files(image: &ImageAsset) -> Result<Vec<Found>, AssetError> {
    let dockerfile = image.dockerfile.as_deref().unwrap_or(DOCKERFILE);
    walk(&image.directory, &ignored::plain(&image.directory, dockerfile)?)
}

/// Copies the build context of an image.
pub(crate) fn copy_context(image: &ImageAsset, to: &Path) -> Result<(), AssetError> {
    for Found { path, name, .. } in files(image)? {
        let target = to.join(name);
        let parent = target.parent().unwrap_or(to);
        std::fs::create_dir_all(parent).map_err(|error| AssetError::new(parent, &error))?;
        std::fs::copy(&path, &target).map_err(|error| AssetError::new(&path, &error))?;
    }
    let copied = hexadecimal(walk::digest_all(&walk(to, &[])?, "image")?);
    unchanged(&image.directory, &image.hash, &copied)
}

/// Copies a file. It is read once more only where its version does not show that it is as it was hashed.
pub(crate) fn copy(
    asset: &FileAsset,
    (from, version): (&Path, Option<FileVersion>),
    to: &Path,
) -> Result<(), AssetError> {
    let mut copy = File::create(to).map_err(|error| AssetError::new(to, &error))?;
    if version.is_some() {
        let failed = |error| AssetError::new(from, &error);
        // Within the kernel, which is faster, or shares the blocks.
        std::io::copy(&mut File::open(from).map_err(failed)?, &mut copy).map_err(failed)?;
        if version::of(from) == version {
            return Ok(());
        }
        copy = File::create(to).map_err(|error| AssetError::new(to, &error))?;
    }
    let mut copied = Sha256::new();
    walk::copy(from, &mut copied, |piece| copy.write_all(piece))?;
    unchanged(from, &asset.hash, &hexadecimal(copied))
}

/// Packs a directory.
pub(crate) fn zip(asset: &FileAsset, directory: &Path, to: &Path) -> Result<(), AssetError> {
    let packed = hexadecimal(archive::pack(directory, to)?);
    unchanged(directory, &asset.hash, &packed)
}

/// The bytes that are uploaded under a hash must be those that were hashed.
fn unchanged(path: &Path, declared: &str, written: &str) -> Result<(), AssetError> {
    if declared == written {
        Ok(())
    } else {
        Err(AssetError::new(path, "it has changed since it was declared"))
    }
}

/// The last name of a path. The path itself differs from machine to machine.
fn last(path: &Path) -> String {
    path.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned())
}

pub(crate) fn hexadecimal(hash: Sha256) -> String {
    let digits = b"0123456789abcdef";
    let nibbles = hash.finalize().into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| digits.get(usize::from(nibble)).copied().map(char::from)).collect()
}
