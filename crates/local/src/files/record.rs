//! What is remembered of a file that was checked, in a JSON file beside it.

use std::fs;
#[cfg(feature = "download")]
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::{CatalogModel, Source};

/// A file with this size and this time of its last change had this SHA-256.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) source: Source,
    sha256: String,
    size: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

impl Record {
    /// The record of the file at `path`.
    pub(super) fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(beside(path)).ok()?).ok()
    }

    /// Whether the file at `path` is this model's and has not changed since it was checked.
    pub(super) fn vouches_for(&self, path: &Path, model: &CatalogModel) -> bool {
        self.sha256 == model.sha256
            && self.size == model.size
            && state(path) == Some((self.size, self.modified))
    }

    /// Writes, beside the place `path`, that the file `checked` has the model's SHA-256.
    #[cfg(feature = "download")]
    pub(super) fn write(
        path: &Path,
        checked: &Path,
        model: &CatalogModel,
        source: Source,
    ) -> io::Result<()> {
        // Where the system keeps no times, the file is checked each time.
        let Some((size, modified)) = state(checked) else {
            return Ok(());
        };
        let record = Self {
            source,
            sha256: model.sha256.to_owned(),
            size,
            modified,
        };
        fs::write(beside(path), serde_json::to_vec(&record)?)
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".json");
    name.into()
}

fn state(path: &Path) -> Option<(u64, u64)> {
    let metadata = fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), modified.as_nanos().try_into().ok()?))
}
