use std::sync::Arc;

use async_trait::async_trait;
use futures_util::TryStreamExt;
use futures_util::stream::try_unfold;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{ChunkStream, Runnable};
use crate::{Combine, Error, Result};

/// A JSON object with an entry added; made by [`assign`](super::RunnableExt::assign). LangChain's `RunnableAssign`.
///
/// A step runs on the object that the runnable gives, and its output becomes the entry. Every step that takes
/// [`CallOptions`](crate::CallOptions) gets all of those of the call.
///
/// Streamed, it gives the entries that are there as they come, and the new one when it is ready. Chunks are put
/// together by `extend`.
///
/// ```
/// use futures::executor::block_on;
/// use serde_json::{Map, Value, json};
/// use surprisal_core::{Error, RunnableExt, lambda, passthrough};
///
/// type Object = Map<String, Value>;
///
/// let program = passthrough::<Object>()
///     .assign("words", lambda(async |it: Object| Ok(it["text"].as_str().map(|text| text.split(' ').count()))))
///     .assign("short", lambda(async |it: Object| Ok(it["words"].as_u64() < Some(5))));
/// let input = Object::from_iter([("text".to_owned(), "how are you today".into())]);
/// let output = block_on(program.invoke(input))?;
/// assert_eq!(Value::from(output), json!({"text": "how are you today", "words": 4, "short": true}));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Assign<R, S> {
    inner: R,
    entry: Arc<Entry<S>>,
}

/// Shared with the streams, which outlive the runnable.
#[derive(Debug)]
struct Entry<S> {
    key: String,
    step: S,
}

impl<R, S> Assign<R, S> {
    pub(super) fn new(inner: R, key: String, step: S) -> Self {
        let entry = Arc::new(Entry { key, step });
        Self { inner, entry }
    }
}

#[async_trait]
impl<R, S> Runnable for Assign<R, S>
where
    R: Runnable<Output = Map<String, Value>, Chunk = Map<String, Value>>,
    R::Options: Combine<S::Options>,
    S: Runnable<Input = Map<String, Value>, Output: Serialize> + 'static,
{
    type Input = R::Input;
    type Output = Map<String, Value>;
    type Chunk = Map<String, Value>;
    type Options = <R::Options as Combine<S::Options>>::Both;

    async fn invoke_opts(
        &self,
        input: R::Input,
        options: Self::Options,
    ) -> Result<Map<String, Value>> {
        let (inner, step) = Combine::split(options);
        let mut object = self.inner.invoke_opts(input, inner).await?;
        let (key, value) = self.entry.of(object.clone(), step).await?;
        object.insert(key, value);
        Ok(object)
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: Self::Options,
    ) -> Result<ChunkStream<Map<String, Value>>> {
        let (inner, step) = Combine::split(options);
        let chunks = self.inner.stream_opts(input, inner).await?;
        let entry = Arc::clone(&self.entry);
        // What is there as far as it has come, until the step takes it.
        let begun = Some((chunks, Map::new(), step));
        Ok(Box::pin(try_unfold(begun, move |begun| {
            let entry = Arc::clone(&entry);
            async move {
                let Some((mut chunks, mut object, step)) = begun else {
                    return Ok(None);
                };
                if let Some(chunk) = chunks.try_next().await? {
                    object.extend(chunk.clone());
                    return Ok(Some((chunk, Some((chunks, object, step)))));
                }
                drop(chunks);
                let entry = entry.of(object, step).await?;
                Ok(Some((Map::from_iter([entry]), None)))
            }
        })))
    }
}

impl<S: Runnable<Input = Map<String, Value>, Output: Serialize>> Entry<S> {
    async fn of(&self, object: Map<String, Value>, options: S::Options) -> Result<(String, Value)> {
        let output = self.step.invoke_opts(object, options).await?;
        let value = serde_json::to_value(output).map_err(|error| {
            let message = format!("the value of {:?} cannot be written as JSON", self.key);
            Error::invalid_input(message).with_source(error)
        })?;
        Ok((self.key.clone(), value))
    }
}
