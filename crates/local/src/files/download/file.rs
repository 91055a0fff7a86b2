//! Reading, copying and checking files with a report of how far it is.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use ring::digest::{Context, SHA256};
use surprisal_core::{Error, Result};

use crate::files::{CatalogModel, Progress, Stage};

/// How many bytes a file has; none if it is not there.
pub(super) fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Copies to the end and reports each piece; `from` bytes were there before.
pub(super) fn copy(
    reader: &mut dyn Read,
    writer: &mut dyn Write,
    stage: Stage<'_>,
    from: u64,
    total: u64,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> io::Result<()> {
    let mut done = from;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        writer.write_all(buffer.get(..read).unwrap_or_default())?;
        done += read as u64;
        progress(&Progress::new(stage, done, Some(total)));
    }
}

/// Whether the file has the size and the SHA-256 of the model.
///
/// # Errors
///
/// `BadResponse` if it has not.
pub(super) fn check(
    path: &Path,
    model: &CatalogModel,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<()> {
    let size = length(path);
    if size != model.size {
        return Err(Error::bad_response(format!(
            "{} has {} bytes, and this one has {size}",
            model.file, model.size
        )));
    }
    let found = sha256(path, size, progress).map_err(|error| unusable(path, error))?;
    if found != model.sha256 {
        return Err(Error::bad_response(format!(
            "{} has the SHA-256 {}, and this one has {found}",
            model.file, model.sha256
        )));
    }
    Ok(())
}

/// What to do about a file or directory of the cache that cannot be read or written.
pub(super) fn unusable(path: &Path, error: io::Error) -> Error {
    let message = format!(
        "{} cannot be used: {error}; set SURPRISAL_CACHE to a directory with room that can be written",
        path.display()
    );
    Error::invalid_input(message).with_source(error)
}

fn sha256(path: &Path, size: u64, progress: &mut dyn FnMut(&Progress<'_>)) -> io::Result<String> {
    let mut hash = Hash(Context::new(&SHA256));
    let mut file = File::open(path)?;
    copy(&mut file, &mut hash, Stage::Checking, 0, size, progress)?;
    let digest = hash.0.finish();
    Ok(digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

struct Hash(Context);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
