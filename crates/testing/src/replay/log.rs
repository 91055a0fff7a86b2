use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use surprisal_http::{TransportError, TransportErrorKind};

use super::Exchange;
use super::file::{self, failed};

/// A file that several write to.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: Mutex<Written>,
    calls: AtomicU64,
}

impl Log {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create(path)?;
        file.write_all(file::header()?.as_bytes())?;
        Ok(Self {
            path: path.to_owned(),
            file: Mutex::new(Written {
                file,
                failure: None,
            }),
            calls: AtomicU64::new(0),
        })
    }

    /// The number of the call that begins now.
    pub(super) fn next_call(&self) -> u64 {
        self.calls.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Writes an exchange; that it failed is told by [`check`](Self::check).
    pub(super) fn write(&self, exchange: &Exchange) {
        let mut written = self.lock();
        let text = file::write(exchange).map_err(io::Error::from);
        if let Err(error) = text.and_then(|text| written.file.write_all(text.as_bytes())) {
            let error = failed("written", &self.path, error);
            written.failure = Some(error.message().to_owned());
        }
    }

    /// # Errors
    ///
    /// That something could not be written.
    pub(super) fn check(&self) -> Result<(), TransportError> {
        match &self.lock().failure {
            Some(message) => Err(TransportError::new(
                TransportErrorKind::Request,
                message.clone(),
            )),
            None => Ok(()),
        }
    }

    /// What panicked while it held the lock has failed already; the others go on.
    fn lock(&self) -> MutexGuard<'_, Written> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct Written {
    file: File,
    /// Why it is not whole.
    failure: Option<String>,
}
