use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, Messages, Result,
    Runnable as _, RunnableExt as _,
};

use super::{Seen, Stop};

/// What is said where it does not matter what.
const HELLO: &str = "how are you today";

/// A model, with a view on what arrives at its service.
pub struct Rig {
    /// The model.
    pub model: Arc<dyn Model>,
    witness: Option<Arc<dyn Witness>>,
    key: Option<String>,
}

/// A chat model that can be printed: an alias, nothing to implement.
pub trait Model: ChatModel + fmt::Debug {}

impl<M: ChatModel + fmt::Debug + ?Sized> Model for M {}

/// A view on what arrives at a service.
#[async_trait]
pub trait Witness: Send + Sync {
    /// The requests so far, in their order.
    fn requests(&self) -> Vec<Seen>;

    /// Waits until an answer has been given up before all of it was there, now or earlier.
    async fn hung_up(&self);
}

impl Rig {
    /// A model of whose service nothing can be seen.
    pub fn new(model: Arc<dyn Model>) -> Self {
        Self {
            model,
            witness: None,
            key: None,
        }
    }

    /// Who sees what arrives.
    #[must_use]
    pub fn witness(mut self, witness: Arc<dyn Witness>) -> Self {
        self.witness = Some(witness);
        self
    }

    /// The key that the model was built with.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    pub(super) async fn invoke(&self, options: CallOptions) -> Result<AiMessage> {
        self.model.invoke_opts(Messages::from(HELLO), options).await
    }

    pub(super) async fn open(&self, options: CallOptions) -> Result<ChunkStream<AiMessageChunk>> {
        self.model.stream_opts(Messages::from(HELLO), options).await
    }

    pub(super) async fn chunks(&self, options: CallOptions) -> Result<Vec<AiMessageChunk>> {
        self.open(options).await?.try_collect().await
    }

    /// The sum of a stream.
    pub(super) async fn collect(&self, options: CallOptions) -> Result<AiMessage> {
        AiMessageChunk::collect(self.open(options).await?).await
    }

    /// The answer, streamed or not.
    pub(super) async fn answer(&self, streamed: bool, options: CallOptions) -> Result<AiMessage> {
        match streamed {
            true => self.collect(options).await,
            false => self.invoke(options).await,
        }
    }

    /// What has arrived, where it can be seen.
    pub(super) fn seen(&self) -> Result<Vec<Seen>, Stop> {
        Ok(self.watched()?.requests())
    }

    /// How many requests have arrived, as far as it can be seen.
    pub(super) fn requests(&self) -> usize {
        self.seen().map_or(0, |seen| seen.len())
    }

    /// The only request that has arrived.
    pub(super) fn only(&self) -> Result<Seen, Stop> {
        let mut seen = self.seen()?;
        match (seen.pop(), seen.len()) {
            (Some(only), 0) => Ok(only),
            (last, before) => Err(Stop::Fail(format!(
                "one request was to arrive, and there were {}",
                before + usize::from(last.is_some())
            ))),
        }
    }

    /// Waits until a request has arrived.
    pub(super) async fn arrived(&self) -> Result<(), Stop> {
        let witness = self.watched()?;
        while witness.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }

    /// Waits until an answer has been given up.
    pub(super) async fn hung_up(&self) -> Result<(), Stop> {
        let limit = Duration::from_secs(3);
        let waited = tokio::time::timeout(limit, self.watched()?.hung_up()).await;
        waited.map_err(|_| Stop::Fail("the service was not told that nobody waits".into()))
    }

    /// The model as it is printed.
    pub(super) fn printed(&self) -> String {
        format!("{:?} {:#?}", self.model, self.model)
    }

    /// What is left where the model is dropped.
    pub(super) fn without_model(self) -> Option<Arc<dyn Witness>> {
        self.witness
    }

    pub(super) fn known_key(&self) -> Result<&str, Stop> {
        let none = || Stop::Skip("there is no key".into());
        self.key.as_deref().ok_or_else(none)
    }

    fn watched(&self) -> Result<&dyn Witness, Stop> {
        let none = || Stop::Skip("what arrives at the service cannot be seen".into());
        self.witness.as_deref().ok_or_else(none)
    }
}

impl fmt::Debug for Rig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rig")
            .field("profile", &self.model.profile())
            .finish_non_exhaustive()
    }
}
