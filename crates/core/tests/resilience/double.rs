//! A model that does what its scripts say, and keeps what it is called with and when.

use std::collections::{HashMap, VecDeque};
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream;
use surprisal_core::{
    AiMessage, AiMessageChunk, BaseMessage as _, CallOptions, ChunkStream, Error, Messages,
    Profile, Result, Runnable,
};
use tokio::time::{Instant, sleep};

/// What happens next in a call. Streamed, the call gives its stream at `Head`, or at once where there is none.
#[expect(
    clippy::large_enum_variant,
    reason = "a script is short, and most of it are chunks"
)]
#[derive(Debug)]
pub(crate) enum Step {
    Wait(Duration),
    Head,
    Chunk(AiMessageChunk),
    Fail(Error),
    Hang,
}

pub(crate) type Script = Vec<Step>;

/// A call that was made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) text: String,
    pub(crate) options: CallOptions,
    pub(crate) stream: bool,
    /// In milliseconds since the double was made.
    pub(crate) at: u128,
}

/// Plays one script a call, those for its text first; without any, it says `ok`. A clone shares all.
#[derive(Clone, Debug)]
pub(crate) struct Double(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    start: Instant,
    profile: Profile,
    scripts: Mutex<VecDeque<Script>>,
    by_text: Mutex<HashMap<String, VecDeque<Script>>>,
    calls: Mutex<Vec<Call>>,
    live: Arc<AtomicUsize>,
}

impl Double {
    pub(crate) fn new(scripts: impl IntoIterator<Item = Script>) -> Self {
        Self::with_profile(Profile::new("double", "double"), scripts)
    }

    pub(crate) fn with_profile(
        profile: Profile,
        scripts: impl IntoIterator<Item = Script>,
    ) -> Self {
        Self(Arc::new(Inner {
            start: Instant::now(),
            profile,
            scripts: Mutex::new(scripts.into_iter().collect()),
            by_text: Mutex::default(),
            calls: Mutex::default(),
            live: Arc::default(),
        }))
    }

    /// The scripts of calls with this text.
    pub(crate) fn on(self, text: &str, scripts: impl IntoIterator<Item = Script>) -> Self {
        let scripts = scripts.into_iter().collect();
        let mut by_text = self.0.by_text.lock().unwrap();
        by_text.insert(text.to_owned(), scripts);
        drop(by_text);
        self
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.0.calls.lock().unwrap().clone()
    }

    /// When the calls were made, in milliseconds.
    pub(crate) fn times(&self) -> Vec<u128> {
        self.calls().into_iter().map(|call| call.at).collect()
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.text).collect()
    }

    /// How many calls and streams are under way.
    pub(crate) fn live(&self) -> usize {
        self.0.live.load(Ordering::Relaxed)
    }

    fn call(&self, input: &Messages, options: CallOptions, stream: bool) -> Play {
        let text = input.iter().map(|message| message.text().into_owned());
        let text: String = text.collect();
        let mut by_text = self.0.by_text.lock().unwrap();
        let script = by_text.get_mut(&text).and_then(VecDeque::pop_front);
        let script = script.or_else(|| self.0.scripts.lock().unwrap().pop_front());
        let at = self.0.start.elapsed().as_millis();
        self.0.calls.lock().unwrap().push(Call {
            text,
            options,
            stream,
            at,
        });
        Play::new(
            script.unwrap_or_else(|| vec![say("ok")]),
            Arc::clone(&self.0.live),
        )
    }
}

#[async_trait]
impl Runnable for Double {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let mut play = self.call(&input, options, false);
        let mut whole = AiMessageChunk::default();
        while let Some(chunk) = play.next().await {
            whole += chunk?;
        }
        Ok(whole.into())
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let mut play = self.call(&input, options, true);
        play.reach_head().await?;
        // It panics where it is polled after its end.
        Ok(Box::pin(stream::unfold(Some(play), |play| async move {
            let mut play = play?;
            let item = play.next().await?;
            let rest = item.is_ok().then_some(play);
            Some((item, rest))
        })))
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        self.0.profile.clone()
    }
}

/// A script that is played.
struct Play {
    steps: VecDeque<Step>,
    live: Arc<AtomicUsize>,
}

impl Play {
    fn new(script: Script, live: Arc<AtomicUsize>) -> Self {
        live.fetch_add(1, Ordering::Relaxed);
        Self {
            steps: script.into(),
            live,
        }
    }

    async fn reach_head(&mut self) -> Result<()> {
        let head = self
            .steps
            .iter()
            .position(|step| matches!(step, Step::Head));
        for _ in 0..head.unwrap_or(0) {
            match self.steps.pop_front() {
                Some(Step::Wait(time)) => sleep(time).await,
                Some(Step::Fail(error)) => return Err(error),
                Some(Step::Hang) => pending().await,
                step => panic!("{step:?} before the head"),
            }
        }
        Ok(())
    }

    async fn next(&mut self) -> Option<Result<AiMessageChunk>> {
        loop {
            match self.steps.pop_front()? {
                Step::Wait(time) => sleep(time).await,
                Step::Head => {}
                Step::Chunk(chunk) => return Some(Ok(chunk)),
                Step::Fail(error) => return Some(Err(error)),
                Step::Hang => pending().await,
            }
        }
    }
}

impl Drop for Play {
    fn drop(&mut self) {
        self.live.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A chunk of text.
pub(crate) fn say(text: &str) -> Step {
    Step::Chunk(text.into())
}

/// A wait in milliseconds.
pub(crate) fn wait(millis: u64) -> Step {
    Step::Wait(Duration::from_millis(millis))
}

pub(crate) fn fail(error: Error) -> Step {
    Step::Fail(error)
}
