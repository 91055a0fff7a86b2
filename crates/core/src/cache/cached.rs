use async_trait::async_trait;
use futures_util::stream;

use super::{Cache, CacheKey, CachedAnswer, recording};
use crate::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, Messages, Profile, Result,
    Runnable, RunnableExt as _, Warning,
};

/// A chat model whose whole answers are kept; made by [`with_cache`](crate::RunnableExt::with_cache).
///
/// The same model that is asked the same with the same options gives the same answer again, with its log probabilities
/// and all that was known of it; [`ResponseMetadata::cached`](crate::ResponseMetadata::cached) says so.
/// [`CacheKey`] says what is the same. It does not matter whether the answer came whole or streamed: a stream gives
/// the chunks again in which it came, and `invoke` their sum. (LangChain's `stream` uses no cache.)
///
/// An answer is kept once it is there whole. A stream that fails, or is dropped before its end was read, leaves nothing,
/// and so do errors. The end of a stream waits until the answer is kept, so a call after it finds it. Two calls at once
/// both ask the model.
///
/// Where the cache itself fails, the model is asked and the answer is given, with a [`Warning`] about `cache`: on the
/// first chunk of a stream where the cache could not be read, on a chunk of its own at the end where it could not be
/// written.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) from every call if the model, or one of its fallbacks, does
/// not tell [who it is](Profile::is_known) and there is no [`with_namespace`](Self::with_namespace); else the model's own.
///
/// ```
/// use surprisal_core::{ChatModel, MemoryCache, Result, RunnableExt};
///
/// async fn ask_twice(model: impl ChatModel) -> Result<()> {
///     let model = model.with_cache(MemoryCache::new(100));
///     let first = model.invoke("Is the sky blue?").await?;
///     let again = model.invoke("Is the sky blue?").await?; // costs nothing
///     assert!(again.response_metadata().cached);
///     assert_eq!(again.logprobs(), first.logprobs());
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Cached<R, C> {
    inner: R,
    cache: C,
    namespace: Option<String>,
}

impl<R, C> Cached<R, C> {
    pub(crate) fn new(inner: R, cache: C) -> Self {
        Self {
            inner,
            cache,
            namespace: None,
        }
    }

    /// Gives the answers a name of their own: those of another namespace, or of none, are not found. It is what tells
    /// models apart that do not tell who they are, such as chains, or that tell the same, such as one with and one
    /// without a wrapper that changes what is asked; a new one makes all answers new.
    pub fn with_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// The model without the cache.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: ChatModel, C: Cache> Cached<R, C> {
    fn key(&self, input: &Messages, options: &CallOptions) -> Result<CacheKey> {
        let namespace = self.namespace.as_deref();
        CacheKey::new(self.inner.profile(), input, options, namespace)
    }

    /// The answer, if it is kept; else what went wrong in looking for it, if something did.
    async fn look_up(&self, key: &CacheKey) -> Result<CachedAnswer, Option<Warning>> {
        match self.cache.get(key).await {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => Err(None),
            Err(error) => Err(Some(Warning::new(
                "cache",
                format!("the cache could not be read, so the model was asked: {error}"),
            ))),
        }
    }
}

/// Keeps an answer, and says where that fails.
pub(super) async fn keep(
    cache: &impl Cache,
    key: &CacheKey,
    answer: CachedAnswer,
) -> Option<Warning> {
    let error = cache.put(key, answer).await.err()?;
    let message = format!("the answer could not be kept: {error}");
    Some(Warning::new("cache", message))
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: ChatModel, C: Cache + Clone + 'static> Runnable for Cached<R, C> {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let key = self.key(&input, &options)?;
        let unread = match self.look_up(&key).await {
            Ok(answer) => return Ok(answer.into_message()),
            Err(unread) => unread,
        };
        let mut message = self.inner.invoke_opts(input, options).await?;
        let unkept = keep(&self.cache, &key, message.clone().into()).await;
        let warnings = [unread, unkept].into_iter().flatten();
        message.response_metadata_mut().warnings.extend(warnings);
        Ok(message)
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let key = self.key(&input, &options)?;
        let unread = match self.look_up(&key).await {
            Ok(answer) => return Ok(Box::pin(stream::iter(answer.replay().map(Ok)))),
            Err(unread) => unread,
        };
        let chunks = self.inner.stream_opts(input, options).await?;
        Ok(Box::pin(recording::record(
            chunks,
            self.cache.clone(),
            key,
            unread,
        )))
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}
