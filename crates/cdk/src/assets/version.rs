//! Whether a file is still as it was hashed, without reading it again.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::asset::FileVersion;

/// The coarsest clock by which file systems note changes. A change within it may leave the time as it was.
const CLOCK: Duration = Duration::from_secs(2);

/// The version of a file that has rested for so long that every later change gives it another one.
pub(super) fn settled(path: &Path) -> Option<FileVersion> {
    #[expect(clippy::disallowed_methods, reason = "file systems note changes by this clock")]
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let version = of(path)?;
    let changed = Duration::from_secs(u64::try_from(version.changed.0).ok()?);
    (changed + CLOCK < now).then_some(version)
}

/// The version of a file. None where the system does not tell it, or there is no file.
pub(super) fn of(path: &Path) -> Option<FileVersion> {
    std::fs::metadata(path).ok().and_then(|it| read(&it))
}

#[cfg(unix)]
fn read(metadata: &Metadata) -> Option<FileVersion> {
    use std::os::unix::fs::MetadataExt;
    Some(FileVersion {
        device: metadata.dev(),
        inode: metadata.ino(),
        length: metadata.size(),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
    })
}

#[cfg(not(unix))]
fn read(_: &Metadata) -> Option<FileVersion> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, File};

    use tempfile::TempDir;

    use super::*;
    use crate::assets::{bytes, copy};

    #[test]
    fn a_file_that_changed_just_now_has_no_version_yet() {
        let directory = TempDir::new().unwrap();
        let page = directory.path().join("page");
        fs::write(&page, "1").unwrap();
        assert!(of(&page).is_some());
        assert_eq!(settled(&page), None);
        assert_eq!(settled(&directory.path().join("gone")), None);
        // Programs have rested since they were installed.
        assert!(settled(Path::new("/bin/sh")).is_some());
    }

    #[test]
    fn a_file_of_the_same_version_is_not_hashed_again_and_one_of_another_version_is() {
        let directory = TempDir::new().unwrap();
        let [page, copied] = ["page", "copied"].map(|name| directory.path().join(name));
        fs::write(&page, "1").unwrap();
        let version = of(&page);
        // The asset has another hash than the file, so the copy passes only where the file is not hashed.
        let other = bytes("page", "2");
        copy(&other, (&page, version), &copied).unwrap();
        assert_eq!(fs::read(&copied).unwrap(), b"1");
        assert!(copy(&other, (&page, None), &copied).is_err());

        // Neither equal length nor an old date hides a change.
        let modified = fs::metadata(&page).unwrap().modified().unwrap();
        let later = || {
            fs::write(&page, "3").unwrap();
            File::options().append(true).open(&page).unwrap().set_modified(modified).unwrap();
            of(&page) != version
        };
        while !later() {}
        assert!(copy(&bytes("page", "1"), (&page, version), &copied).is_err());
        // Touching it is none.
        copy(&bytes("page", "3"), (&page, version), &copied).unwrap();
        assert_eq!(fs::read(&copied).unwrap(), b"3");
    }
}
