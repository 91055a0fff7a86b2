use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::stream;
use surprisal_core::{
    AiMessage, AiMessageChunk, BaseMessage as _, CallOptions, ChunkStream, Error, ErrorKind,
    Messages, Profile, Result, Runnable,
};

use super::FakeToken;
use super::answer::chunks;

/// A chat model that says what a script tells it, call by call, with log probabilities where they are
/// asked for.
///
/// Streamed, it sends one token a chunk; whole, it sends what these add up to. It checks messages and
/// options as a provider does and keeps every call. A clone shares the script and the calls.
///
/// ```
/// use surprisal_core::{CallOptions, HasLogprobs, Result, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let fake = FakeChatModel::new().say([token("Par").p(0.5), token("is").p(0.5)]);
/// let model = fake.clone().bind(CallOptions::new().logprobs(true));
///
/// let answer = model.invoke("What is the capital of France?").await?;
/// assert_eq!(answer.text(), "Paris");
/// assert_eq!(answer.joint_probability(), Some(0.25));
/// assert_eq!(fake.calls().len(), 1);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct FakeChatModel(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Result<Vec<FakeToken>>>,
    calls: Vec<FakeCall>,
}

/// A call that was made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FakeCall {
    /// What was said.
    pub messages: Messages,
    /// With which options.
    pub options: CallOptions,
    /// Whether the answer was streamed.
    pub stream: bool,
}

impl FakeChatModel {
    /// A model with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next call gives these tokens.
    #[must_use]
    pub fn say(self, tokens: impl IntoIterator<Item: Into<FakeToken>>) -> Self {
        let tokens = tokens.into_iter().map(Into::into).collect();
        self.state().script.push_back(Ok(tokens));
        self
    }

    /// The next call fails.
    #[must_use]
    pub fn fail(self, error: Error) -> Self {
        self.state().script.push_back(Err(error));
        self
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<FakeCall> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed elsewhere must not hide behind this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(
        &self,
        messages: Messages,
        options: CallOptions,
        stream: bool,
    ) -> Result<Vec<AiMessageChunk>> {
        messages.check()?;
        options.check()?;
        refuse(&options)?;
        let mut state = self.state();
        let words = messages
            .iter()
            .map(|message| message.text().split_whitespace().count())
            .sum();
        let number = state.calls.len() + 1;
        let next = state.script.pop_front().unwrap_or_else(|| {
            Err(Error::invalid_input(format!(
                "the script of the fake chat model has no answer for call {number}: add one by say or fail"
            )))
        });
        let answer = next.map(|tokens| chunks(&tokens, &options, words));
        state.calls.push(FakeCall {
            messages,
            options,
            stream,
        });
        answer
    }
}

#[async_trait]
impl Runnable for FakeChatModel {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let chunks = self.answer(input, options, false)?;
        Ok(AiMessage::from(AiMessageChunk::from_iter(chunks)))
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let chunks = self.answer(input, options, true)?;
        Ok(Box::pin(stream::iter(chunks.into_iter().map(Ok))))
    }

    fn profile(&self) -> Profile {
        Profile::new("fake", "fake")
    }
}

/// What a script cannot obey is refused, not passed over.
fn refuse(options: &CallOptions) -> Result<()> {
    let stops = options.stop.iter().flatten().next().is_some();
    let option = match (options.n, stops) {
        (Some(2..), _) => "n",
        (_, true) => "stop",
        _ => return Ok(()),
    };
    let message =
        format!("the fake chat model has no option `{option}`: it says what its script says");
    Err(Error::new(ErrorKind::Unsupported, message)
        .with_provider("fake")
        .with_code(option))
}

#[cfg(test)]
mod tests {
    use surprisal_core::RunnableExt as _;

    use super::*;

    #[tokio::test]
    async fn what_a_script_cannot_obey_is_refused() {
        for options in [CallOptions::new().n(2), CallOptions::new().stop(["x"])] {
            let model = FakeChatModel::new().say(["a"]);
            let error = model.clone().bind(options).invoke("hi").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert_eq!(model.calls().len(), 0);
        }
    }
}
