use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt as _;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use surprisal_core::{
    CallOptions, ChatModel, ChunkStream, Messages, Policy, Profile, Result, Runnable,
    RunnableExt as _, Takes,
};

use super::asked::{Asked, Begun, Warned};
use super::read::Reading;
use super::{Structured, StructuredChunk, StructuredMethod};
use crate::json::Form;

/// A chat model that answers with a `T`; made by [`with_structured_output`](super::StructuredExt::with_structured_output).
///
/// The model is told the schema of `T`, with the comments on its fields. A type that is no struct or map is the `value`
/// of an object and taken out of it. `T` alone judges the answer, by how it deserialises: a limit that only its schema
/// tells is not checked.
///
/// # Method
///
/// Of the [methods](StructuredMethod) that the service is not known to lack, the first is taken, in their order; where the
/// service refuses it when it is called, the next, and at last [`StructuredMethod::Prompt`]. [`Structured::method`] tells which one
/// it was, and [`with_method`](Self::with_method) spares the requests that are refused. Where the caller chose to be
/// [warned](CallOptions::on_unsupported) of options that there are not, the service answers without the method and says
/// so by a warning: that answer is [rejected](Structured::rejected), whatever it says, and the next method is tried.
///
/// By [`StructuredMethod::JsonMode`] and [`StructuredMethod::Prompt`] nothing keeps the model from a code fence and words around the JSON, and
/// some tell their thoughts before it, in `<think>`: these are passed over.
///
/// # Options
///
/// All that is bound or given in the call reaches the model, but what the method itself sets:
/// [`response_format`](CallOptions::response_format), or [`tool_choice`](CallOptions::tool_choice) for function calling.
/// Tools that the caller bound stay on offer; with function calling the model can call none of them.
///
/// # Errors
///
/// Those of the model, and for an answer that is no `T`:
///
/// | kind | when |
/// |---|---|
/// | [`BadResponse`](surprisal_core::ErrorKind::BadResponse) | it is no JSON, does not fit, or is no answer at all |
/// | [`Truncated`](surprisal_core::ErrorKind::Truncated) | it was cut off by its limit of tokens |
/// | [`ContentFiltered`](surprisal_core::ErrorKind::ContentFiltered) | the model declined, or the service's filter stopped it: asking again will not help |
///
/// Each has the text in [`body`](surprisal_core::Error::body) and the whole answer in
/// [`partial`](surprisal_core::Error::partial).
///
/// # Streaming
///
/// Chunks add up to what [`StructuredChunk::finish`] reads, with the same value or error as `invoke`.
/// Nothing is [repaired](Self::with_repair) in a stream, since what has been given out cannot be taken back.
#[must_use = "a runnable does nothing until it is invoked"]
pub struct StructuredOutput<M, T> {
    pub(super) model: M,
    pub(super) form: Arc<Form>,
    /// Those that are tried before the last.
    methods: Vec<StructuredMethod>,
    last: StructuredMethod,
    pub(super) repairs: usize,
    value: PhantomData<fn() -> T>,
}

impl<M: ChatModel, T: JsonSchema> StructuredOutput<M, T> {
    pub(super) fn new(model: M) -> Self {
        Self {
            form: Arc::new(Form::of::<T>()),
            methods: StructuredMethod::of(&model.profile().capabilities),
            last: StructuredMethod::Prompt,
            repairs: 0,
            model,
            value: PhantomData,
        }
    }
}

impl<M, T> StructuredOutput<M, T> {
    /// Sets the method. No other is tried.
    pub fn with_method(mut self, method: StructuredMethod) -> Self {
        self.methods.clear();
        self.last = method;
        self
    }

    /// Asks again where an answer is a [`BadResponse`](surprisal_core::ErrorKind::BadResponse), with that answer and
    /// what is wrong with it, at most so many times; never, unless it is said.
    ///
    /// No answer is lost: those that did not fit are in [`Structured::rejected`] and their cost in
    /// [`Structured::usage`]; an error has the last answer, with the usage of all, in
    /// [`partial`](surprisal_core::Error::partial), and [`rejected_answers`](super::rejected_answers) those before it.
    pub fn with_repair(mut self, rounds: usize) -> Self {
        self.repairs = rounds;
        self
    }

    /// The method that is tried first.
    pub fn method(&self) -> StructuredMethod {
        self.methods.first().copied().unwrap_or(self.last)
    }

    /// The schema that the service is given.
    pub fn schema(&self) -> &Value {
        self.form.enforced().0
    }

    /// Whether the service is asked to enforce the schema: where it can be said in the narrow form that services
    /// enforce, which has no maps, no tuples and no JSON of any kind.
    pub fn is_strict(&self) -> bool {
        self.why_not_strict().is_none()
    }

    /// What in the schema cannot be enforced.
    pub fn why_not_strict(&self) -> Option<&str> {
        self.form.strict.as_ref().err().map(String::as_str)
    }

    pub(super) fn reading(&self, method: StructuredMethod) -> Reading {
        Reading {
            method,
            wrapping: self.form.wrapping,
        }
    }
}

impl<M: ChatModel, T> StructuredOutput<M, T> {
    /// Asks by one method after another until the service takes one.
    pub(super) async fn ask<A, F>(
        &self,
        input: Messages,
        options: CallOptions,
        call: impl Fn(Messages, CallOptions) -> F + Send,
    ) -> Result<Asked<A>>
    where
        A: Warned + Send,
        F: Future<Output = Result<A>> + Send,
    {
        let default = || self.model.profile().options.on_unsupported;
        let is_lenient = options.on_unsupported.or_else(default) == Some(Policy::Warn);
        let mut without_method = Vec::new();
        for &method in &self.methods {
            let (messages, options) = self.request(method, input.clone(), options.clone());
            let mut answer = match call(messages, options).await {
                Err(error) if method.is_refused_by(&error) => continue,
                answer => answer?,
            };
            if is_lenient && method.is_left_out_by(answer.warnings().await?) {
                without_method.push(answer);
                continue;
            }
            return Ok(Asked {
                method,
                answer,
                without_method,
            });
        }
        let (messages, options) = self.request(self.last, input, options);
        Ok(Asked {
            method: self.last,
            answer: call(messages, options).await?,
            without_method,
        })
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M, T> Runnable for StructuredOutput<M, T>
where
    M: ChatModel,
    T: DeserializeOwned + JsonSchema + Send + 'static,
{
    type Input = Messages;
    type Output = Structured<T>;
    type Chunk = StructuredChunk<T>;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<Structured<T>> {
        self.answer(input, options).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<StructuredChunk<T>>> {
        let call = |input, options| async move {
            let chunks = self.model.stream_opts(input, options).await?;
            Ok(Begun::new(chunks))
        };
        let asked = self.ask(input, options, call).await?;
        let reading = self.reading(asked.method);
        let chunks = asked.answer.into_stream();
        Ok(chunks
            .map(move |chunk| Ok(StructuredChunk::new(chunk?, reading)))
            .boxed())
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.model.profile_opts(options)
    }
}

impl<M: Takes<O>, T, O> Takes<O> for StructuredOutput<M, T> {}

// By hand: `T` is only what it gives.
impl<M: Clone, T> Clone for StructuredOutput<M, T> {
    fn clone(&self) -> Self {
        Self {
            model: self.model.clone(),
            form: Arc::clone(&self.form),
            methods: self.methods.clone(),
            last: self.last,
            repairs: self.repairs,
            value: PhantomData,
        }
    }
}

impl<M: fmt::Debug, T> fmt::Debug for StructuredOutput<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StructuredOutput")
            .field("model", &self.model)
            .field("type", &self.form.name)
            .field("method", &self.method())
            .field("strict", &self.is_strict())
            .field("repairs", &self.repairs)
            .finish()
    }
}
