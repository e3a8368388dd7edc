//! The web site of `petclinic`: its files, and how requests for them are answered. [`contract::site`] says what is the site's, and with
//! which headers.

mod encoding;
mod file;
mod folder;
mod router;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use contract::site;

use crate::file::File;
use crate::folder::Stored;

/// The files of a site, all of them in memory.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// By their paths, which begin with a slash. A request finds one of these or nothing, so that none leads out of the site.
    files: Arc<BTreeMap<String, File>>,
}

impl Site {
    /// The site that belongs to this program: a release has it built in, others find it where npm has built it. There may be none.
    pub fn of_this_build() -> Self {
        match folder::of_this_build() {
            Ok(stored) => Self::of(stored),
            Err(error) => {
                tracing::warn!(cause = %error, "the web site cannot be read");
                Self::default()
            }
        }
    }

    /// The site in a folder, as it is now. There is none if the folder has no `index.html`.
    ///
    /// # Errors
    /// If a file in the folder cannot be read.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        folder::read(folder).map(Self::of)
    }

    fn of(stored: Vec<Stored>) -> Self {
        let files = file::by_path(stored);
        // Assets without their page are what a failed build left.
        let files = if files.contains_key(site::PAGE) { files } else { BTreeMap::new() };
        Self { files: Arc::new(files) }
    }
}
