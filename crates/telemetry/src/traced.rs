use std::cell::LazyCell;

use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, Messages, Profile, Result,
    Runnable, RunnableExt as _, Takes,
};
use tracing::Instrument;

use crate::call::Call;
#[cfg(feature = "metrics")]
use crate::meter::{self, Meter};
use crate::peer::Peer;
use crate::watched::Watched;
use crate::{content, span};

/// A chat model whose calls are spans; made by [`with_telemetry`](crate::TelemetryExt::with_telemetry).
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Traced<M> {
    inner: M,
    content: bool,
    #[cfg(feature = "metrics")]
    metrics: bool,
}

impl<M> Traced<M> {
    pub(crate) fn new(inner: M) -> Self {
        Self {
            inner,
            content: false,
            #[cfg(feature = "metrics")]
            metrics: false,
        }
    }

    /// Records what is said as well, as `gen_ai.input.messages` and `gen_ai.output.messages`: texts, pictures and sounds
    /// whole, tool calls and their results; and the messages of errors. It is off unless it is asked for: whoever reads the traces reads it all.
    pub fn with_content(mut self, on: bool) -> Self {
        self.content = on;
        self
    }

    /// Records histograms by the `metrics` facade, with its recorder of the time of the call. Their units are
    /// told to the recorder that is there now.
    #[cfg(feature = "metrics")]
    pub fn with_metrics(mut self) -> Self {
        meter::describe();
        self.metrics = true;
        self
    }

    /// The model without telemetry.
    pub fn into_inner(self) -> M {
        self.inner
    }
}

impl<M: ChatModel> Traced<M> {
    /// Begins to watch a call; `None` where nobody would know of it.
    fn begin(&self, messages: &Messages, options: &CallOptions, stream: bool) -> Option<Call> {
        let peer = LazyCell::new(|| Peer::from(self.inner.profile()));
        let said = || self.content.then(|| content::input(messages)).flatten();
        let span = span::open(&peer, options, stream, said);
        let call = Call::new(span, self.content);
        #[cfg(feature = "metrics")]
        if self.metrics {
            return Some(call.with_meter(Meter::new(&peer)));
        }
        (!call.span().is_disabled()).then_some(call)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M: ChatModel> Runnable for Traced<M> {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let Some(mut call) = self.begin(&input, &options, false) else {
            return self.inner.invoke_opts(input, options).await;
        };
        let answer = self.inner.invoke_opts(input, options);
        let answer = answer.instrument(call.span().clone()).await;
        match &answer {
            Ok(message) => call.answered(message),
            Err(error) => call.failed(error),
        }
        answer
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let Some(mut call) = self.begin(&input, &options, true) else {
            return self.inner.stream_opts(input, options).await;
        };
        let chunks = self.inner.stream_opts(input, options);
        match chunks.instrument(call.span().clone()).await {
            Ok(chunks) => Ok(Box::pin(Watched::new(chunks, call))),
            Err(error) => {
                call.failed(&error);
                Err(error)
            }
        }
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}

impl<M: Takes<O>, O> Takes<O> for Traced<M> {}
