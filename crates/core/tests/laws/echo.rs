//! A model that keeps what it is called with, and answers when it is told to.

use std::future::poll_fn;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use async_trait::async_trait;
use futures::stream;
use surprisal_core::{
    AiMessage, AiMessageChunk, BaseMessage, CallOptions, ChunkStream, Error, Messages, Result,
    Runnable,
};

/// Says the last message back. A message that is a number is answered after as many turns of the
/// executor; `fail` is an error.
#[derive(Debug, Default)]
pub(crate) struct Echo {
    options: Mutex<CallOptions>,
    running: AtomicUsize,
    most: AtomicUsize,
    calls: AtomicUsize,
}

impl Echo {
    /// The options of the last call.
    pub(crate) fn options(&self) -> CallOptions {
        self.options.lock().unwrap().clone()
    }

    /// How many calls were under way at once, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }

    /// How many calls are under way.
    pub(crate) fn running(&self) -> usize {
        self.running.load(Ordering::Relaxed)
    }

    /// How many calls were made.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Runnable for Echo {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        *self.options.lock().unwrap() = options;
        self.calls.fetch_add(1, Ordering::Relaxed);
        let _running = Running::start(self);
        let text = input.last().map(|last| last.text().into_owned());
        let text = text.unwrap_or_default();
        if text == "fail" {
            return Err(Error::invalid_input("told to fail"));
        }
        for _ in 0..text.parse().unwrap_or(0) {
            turn().await;
        }
        Ok(AiMessage::new(text))
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let answer = self.invoke_opts(input, options).await?;
        Ok(Box::pin(stream::iter([Ok(answer.into())])))
    }
}

/// Counts a call for as long as its future lives.
struct Running<'a>(&'a Echo);

impl<'a> Running<'a> {
    fn start(echo: &'a Echo) -> Self {
        let now = echo.running.fetch_add(1, Ordering::Relaxed) + 1;
        echo.most.fetch_max(now, Ordering::Relaxed);
        Self(echo)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Lets the executor go round once.
async fn turn() {
    let mut turned = false;
    poll_fn(|cx| {
        if turned {
            return Poll::Ready(());
        }
        turned = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
