use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{Error, ErrorKind, Result};

/// One limit, in force.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) by: Instant,
    name: &'static str,
    length: Duration,
}

impl Limit {
    /// It counts from then; `None` if there is none, or the clock does not reach it.
    pub(super) fn from(
        since: Instant,
        name: &'static str,
        length: Option<Duration>,
    ) -> Option<Self> {
        let length = length?;
        let by = since.checked_add(length)?;
        Some(Self { by, name, length })
    }

    /// That which is reached first.
    pub(super) fn earlier(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) if other.by < one.by => Some(other),
            (one, other) => one.or(other),
        }
    }

    /// What the future gives, if it does within the limit.
    pub(super) async fn hold<T>(
        limit: Option<Self>,
        future: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        match limit {
            Some(limit) => timeout_at(limit.by, future)
                .await
                .unwrap_or_else(|_| Err(limit.error(0))),
            None => future.await,
        }
    }

    /// That it was passed after so many chunks.
    pub(super) fn error(self, chunks: usize) -> Error {
        let Self { name, length, .. } = self;
        let what = match name {
            WHOLE => "the answer did not end",
            FIRST_CHUNK => "no chunk came",
            _ => "no more chunks came",
        };
        let came = match chunks {
            0 => "nothing had come".to_owned(),
            1 => "1 chunk had come".to_owned(),
            _ => format!("{chunks} chunks had come"),
        };
        let message = format!("{what} within {length:?}, the time limit `{name}`; {came}");
        Error::new(ErrorKind::Timeout, message)
    }
}

pub(super) const WHOLE: &str = "whole";
pub(super) const FIRST_CHUNK: &str = "first_chunk";
pub(super) const BETWEEN_CHUNKS: &str = "between_chunks";
