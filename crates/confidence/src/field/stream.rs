use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::{Stream, StreamExt as _};
use surprisal_core::{AiMessageChunk, Error, Result};

use super::{FieldReader, OwnedField};

/// The values of a JSON answer, each as soon as it is whole: made of the stream of its chunks.
///
/// They are those of [`Fields::of`](super::Fields::of) the whole answer, with the same numbers, in the order in which
/// they end: an object comes behind what is in it. (So an object's tokens come again with it: time is in proportion to
/// the length of the answer times its nesting. A [`FieldReader`] copies none.)
///
/// # Errors
///
/// The stream's own, and behind the last value that is whole one that says why there are no more: of a
/// [`FieldsError`](super::FieldsError) or a [`JsonError`](super::JsonError), which is its source. Each ends the stream.
///
/// ```
/// use futures::TryStreamExt;
/// use surprisal_confidence::{OwnedField, FieldStream};
/// use surprisal_core::{CallOptions, Result, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// # let answer = [token(r#"{"a":"#), token("1").p(0.5), token(r#","b":"#), token("2"), token("}")];
/// # let model = FakeChatModel::new().say(answer).bind(CallOptions::new().logprobs(true));
/// let mut fields = FieldStream::new(model.stream("Count.").await?);
/// let first: OwnedField = fields.try_next().await?.unwrap();
/// assert_eq!((first.field().pointer(), first.field().raw()), ("/a", "1"));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct FieldStream<S> {
    /// `None` once it is over.
    chunks: Option<(S, FieldReader)>,
    ready: VecDeque<Result<OwnedField>>,
}

impl<S> FieldStream<S>
where
    S: Stream<Item = Result<AiMessageChunk>> + Unpin,
{
    /// The values of the first choice.
    pub fn new(chunks: S) -> Self {
        Self::of_choice(chunks, 0)
    }

    /// The values of the choice with this index.
    pub fn of_choice(chunks: S, index: u32) -> Self {
        Self {
            chunks: Some((chunks, FieldReader::of_choice(index))),
            ready: VecDeque::new(),
        }
    }

    fn receive(&mut self, item: Option<Result<AiMessageChunk>>) {
        let error = match (item, &mut self.chunks) {
            (Some(Ok(chunk)), Some((_, reader))) => match reader.push(&chunk) {
                Ok(fields) => {
                    self.ready.extend(fields.map(|field| Ok(field.done())));
                    return;
                }
                Err(reason) => reason.into(),
            },
            (Some(Err(error)), _) => error,
            (Some(Ok(_)) | None, _) => return self.finish(),
        };
        self.chunks = None;
        self.ready.push_back(Err(error));
    }

    fn finish(&mut self) {
        let Some((_, reader)) = self.chunks.take() else {
            return;
        };
        let given = reader.count();
        let error: Option<Error> = match reader.finish() {
            Ok(fields) => {
                let rest = fields.behind(given).map(|field| Ok(field.done()));
                self.ready.extend(rest);
                fields.error().cloned().map(Error::from)
            }
            Err(reason) => Some(reason.into()),
        };
        self.ready.extend(error.map(Err));
    }
}

impl<S> Stream for FieldStream<S>
where
    S: Stream<Item = Result<AiMessageChunk>> + Unpin,
{
    type Item = Result<OwnedField>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(item));
            }
            let Some((chunks, _)) = &mut self.chunks else {
                return Poll::Ready(None);
            };
            let item = ready!(chunks.poll_next_unpin(cx));
            self.receive(item);
        }
    }
}
