use futures::stream;
use serde::Deserialize;
use serde_json::Value;
use surprisal_core::{ChunkStream, Error, Result};
use surprisal_http::{FrameStream, ended, read_json};

use crate::error;

/// How far a pull is: Ollama's `ProgressResponse`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PullProgress {
    /// What is done, in the server's words, such as `pulling manifest` or `verifying sha256 digest`; at the end, `success`.
    pub status: String,
    /// Which part is brought.
    pub digest: Option<String>,
    /// How many bytes it has.
    pub total: Option<u64>,
    /// How many of these are there; `None` before the first.
    pub completed: Option<u64>,
}

/// A line of a pull.
#[derive(Deserialize)]
struct Line {
    error: Option<Value>,
    #[serde(flatten)]
    progress: PullProgress,
}

/// The steps of a pull, of the lines that tell of them.
pub(super) fn progress(frames: FrameStream) -> ChunkStream<PullProgress> {
    Box::pin(stream::try_unfold((frames, false), next))
}

/// The next step, and what comes behind it; `is_over` says whether the last one has come.
async fn next((mut frames, is_over): Steps) -> Result<Option<(PullProgress, Steps)>> {
    loop {
        let line = frames.next_frame()?;
        let step = line.map(|line| read(line.data).map_err(|error| error.with_body(line.data)));
        match step {
            Some(step) => {
                let step = step.map_err(|error| frames.describe(error))?;
                frames.content_seen();
                let is_over = step.status == SUCCESS;
                return Ok(Some((step, (frames, is_over))));
            }
            None if frames.fill().await? => {}
            None => {
                frames.finish()?;
                let end = ended(is_over, "status `success`");
                return end.map(|()| None).map_err(|error| frames.describe(error));
            }
        }
    }
}

type Steps = (FrameStream, bool);

const SUCCESS: &str = "success";

fn read(line: &str) -> Result<PullProgress> {
    let line: Line = read_json(line)?;
    match line.error.as_ref().and_then(error::stream_error) {
        Some(error) => Err(error),
        None if line.progress.status.is_empty() => {
            Err(Error::bad_response("a line of the pull has no `status`"))
        }
        None => Ok(line.progress),
    }
}
