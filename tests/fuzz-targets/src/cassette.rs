use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::StreamExt as _;
use http::{HeaderMap, Request, StatusCode};
use surprisal_http::Transport;
use surprisal_testing::replay::{Matching, Recorder, Replay};
use tempfile::TempDir;

use crate::laws;
use crate::runtime::block_on;

/// A recording of a conversation: what it plays is recorded, and that is played as it was and recorded the same.
pub fn cassette(data: &[u8]) {
    thread_local! {
        static FOLDER: TempDir = TempDir::new().unwrap();
    }
    let [first, second, third] =
        FOLDER.with(|folder| ["1", "2", "3"].map(|name| folder.path().join(name)));
    std::fs::write(&first, data).unwrap();
    let replay = match Replay::open(&first) {
        Ok(replay) => replay,
        Err(error) => return laws::error(&error),
    };
    block_on(async {
        let played = play(replay, &second).await;
        let again = play(Replay::open(&second).unwrap(), &third).await;
        let is_secret = read(&second).contains("***");
        if !is_secret {
            assert_eq!(again, played);
        }
        assert_eq!(again.len(), played.len());
        assert_eq!(read(&third), read(&second));
    });
}

/// Status, headers and pieces of an answer, and the error that it ended with.
type Seen = Result<(StatusCode, HeaderMap, Vec<Bytes>, Option<String>), String>;

/// Asks for all that is recorded, and records it.
async fn play(replay: Replay, path: &Path) -> Vec<Seen> {
    let replay = replay.matching(Matching::loose());
    let calls = replay.unused();
    let recorder = Recorder::new(replay.clone(), path).unwrap();
    let mut seen = Vec::new();
    for call in calls {
        let Some(request) = request(&call) else {
            continue;
        };
        seen.push(ask(&recorder, request).await);
    }
    seen
}

/// The request of `call 1, POST /v1/chat`.
fn request(call: &str) -> Option<Request<Bytes>> {
    let (_, what) = call.split_once(", ")?;
    let (method, path) = what.split_once(' ')?;
    let request = Request::builder().method(method).uri(path);
    request.body(Bytes::new()).ok()
}

async fn ask(transport: &dyn Transport, request: Request<Bytes>) -> Seen {
    let response = transport.send(request).await;
    let (head, mut body) = response.map_err(|error| error.to_string())?.into_parts();
    let (mut pieces, mut end) = (Vec::new(), None);
    while let Some(piece) = body.next().await {
        match piece {
            Ok(piece) => pieces.push(piece),
            Err(error) => end = Some(error.to_string()),
        }
    }
    Ok((head.status, head.headers, pieces, end))
}

fn read(path: &PathBuf) -> String {
    std::fs::read_to_string(path).unwrap()
}
