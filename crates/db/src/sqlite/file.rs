//! The file of an embedded database: made once, for its owner only, and recognized from then on.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::Instant;

/// How long a look at the file holds, in milliseconds.
const FRESH: u64 = 100;

/// The file that a program opened, whatever stands at its path later.
pub(crate) struct DatabaseFile {
    path: PathBuf,
    identity: Identity,
    opened: Instant,
    /// When the file was last found in its place, in milliseconds since it was opened.
    seen: AtomicU64,
}

/// Why a file is not the one that was opened.
#[derive(Debug, thiserror::Error)]
enum Loss {
    #[error("the database file `{0}` is gone; it is used again once it is back")]
    Gone(PathBuf),
    #[error("the database file `{0}` was replaced by another; restart the program to use that one")]
    Replaced(PathBuf),
}

impl DatabaseFile {
    /// Recognizes the file at a path, and makes it if there is none. Only its owner may read a file or a folder that this makes.
    pub(crate) fn make(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            private_folder(folder).map_err(|error| {
                let text =
                    format!("folder `{}` cannot be created for the database: {error}", folder.display());
                io::Error::new(error.kind(), text)
            })?;
        }
        let file = match private_file(path) {
            Ok(made) => made.metadata()?,
            // SQLite reports an unusable file when it opens it.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::metadata(path)?,
            Err(error) => return Err(error),
        };
        Ok(Self {
            path: path.to_owned(),
            identity: Identity::of(&file),
            opened: Instant::now(),
            seen: AtomicU64::new(0),
        })
    }

    /// The path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Fails if the file that was opened is no longer at its path.
    pub(crate) fn verify(&self) -> io::Result<()> {
        let loss = match fs::metadata(&self.path) {
            Ok(found) if self.identity == Identity::of(&found) => {
                self.seen.store(self.now(), Ordering::Relaxed);
                return Ok(());
            }
            Ok(_) => Loss::Replaced(self.path.clone()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Loss::Gone(self.path.clone()),
            Err(error) => return Err(error),
        };
        self.seen.store(0, Ordering::Relaxed);
        Err(io::Error::other(loss))
    }

    /// As [`verify`](Self::verify), but believes a look of a moment ago.
    pub(crate) fn verify_now_and_then(&self) -> io::Result<()> {
        let seen = self.seen.load(Ordering::Relaxed);
        if seen != 0 && self.now() < seen + FRESH { Ok(()) } else { self.verify() }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
    }
}

/// What distinguishes a file from all others, wherever it is moved to.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
}

impl Identity {
    #[cfg(unix)]
    fn of(file: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: file.dev(), inode: file.ino() }
    }

    #[cfg(not(unix))]
    fn of(_: &fs::Metadata) -> Self {
        Self {}
    }
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

fn private_file(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new();
    file.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path)
}
