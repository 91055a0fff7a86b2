use std::fs::File;
use std::io;
use std::path::Path;

use fs4::{FileExt, TryLockError};

use crate::files::{Progress, Stage};

/// Holds other processes and threads off until it is dropped, or its process ends.
///
/// The file stays: who removes it could take it from under one who waits for it.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn take(path: &Path, progress: &mut dyn FnMut(&Progress<'_>)) -> io::Result<Self> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        // By name, since the methods of `File` of the same names are younger than our `rust-version`.
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                progress(&Progress::new(Stage::Waiting, 0, None));
                FileExt::lock(&file)?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        Ok(Self { _file: file })
    }
}
