use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::AddAssign;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Deserializer;
use surprisal_core::{AiMessage, AiMessageChunk, Error, HasLogprobs, Logprobs, Result};

use super::read::{Reading, without_words_before};
use super::{Structured, StructuredMethod};
use crate::json::{self, complete, name_of};

/// A piece of an answer that will be a `T`.
///
/// Chunks add up as those of the answer do: `default()` is the identity of `+=`, which works in place in amortised
/// constant time. What they add up to is read when it is asked for.
///
/// ```
/// use futures::TryStreamExt;
/// use serde_json::{Value, json};
/// use surprisal_core::{Result, RunnableExt};
/// use surprisal_schema::{JsonSchema, StructuredChunk, StructuredExt};
/// use surprisal_testing::FakeChatModel;
///
/// #[derive(serde::Deserialize, JsonSchema)]
/// struct Person {
///     name: String,
///     age: u32,
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// # let model = FakeChatModel::new().say([r#"{"name":"An"#, r#"n","age":7"#, r#"1}"#]);
/// let model = model.with_structured_output::<Person>();
/// let mut chunks = model.stream("Ann was born 71 years ago.").await?;
/// let (mut whole, mut seen) = (StructuredChunk::default(), Vec::new());
/// while let Some(chunk) = chunks.try_next().await? {
///     whole += chunk;
///     seen.extend(whole.partial::<Value>());
/// }
/// seen.dedup();
/// assert_eq!(seen, [json!({"name": "An"}), json!({"name": "Ann"}), json!({"name": "Ann", "age": 71})]);
/// assert_eq!(whole.finish()?.value.age, 71);
/// # Ok(()) }
/// ```
pub struct StructuredChunk<T> {
    message: AiMessageChunk,
    reading: Option<Reading>,
    value: PhantomData<fn() -> T>,
}

impl<T> StructuredChunk<T> {
    pub(super) fn new(message: AiMessageChunk, reading: Reading) -> Self {
        Self {
            message,
            reading: Some(reading),
            value: PhantomData,
        }
    }

    /// The piece of the answer.
    pub fn message(&self) -> &AiMessageChunk {
        &self.message
    }

    /// The piece of the answer.
    pub fn into_message(self) -> AiMessageChunk {
        self.message
    }

    /// How the model was made to give it. Nothing is known of no chunk.
    pub fn method(&self) -> Option<StructuredMethod> {
        self.reading.map(|reading| reading.method)
    }
}

impl<T: JsonSchema> StructuredChunk<T> {
    /// What has come so far, with all that is open closed, if it makes up a `P`: a JSON value, or a struct whose fields
    /// have defaults. A number or word that may go on and half of an escape are left out until they are whole.
    ///
    /// Of the chunks of a stream, added up. It takes time in proportion to what has come: call it as often as it is
    /// looked at.
    pub fn partial<P: DeserializeOwned>(&self) -> Option<P> {
        let reading = self.reading?;
        let text = match reading.method {
            StructuredMethod::FunctionCalling => {
                let name = name_of::<T>();
                let mut pieces = self.message.tool_call_chunks().iter();
                let call = pieces.find(|piece| piece.name.as_ref() == Some(&name))?;
                Cow::Borrowed(&*call.arguments)
            }
            _ => self.message.text(),
        };
        let json = match reading.method.may_have_words() {
            true => without_words_before(&text).0,
            false => &text,
        };
        let json = complete(json)?;
        json::read(&mut Deserializer::from_str(&json), reading.wrapping).ok()
    }
}

impl<T: DeserializeOwned + JsonSchema> StructuredChunk<T> {
    /// The value, of all chunks added up.
    ///
    /// # Errors
    ///
    /// Those of [`StructuredOutput`](super::StructuredOutput) for an answer that is no `T`.
    pub fn finish(self) -> Result<Structured<T>> {
        let Some(reading) = self.reading else {
            return Err(Error::bad_response(
                "there is no answer: no chunk of it came",
            ));
        };
        let message = AiMessage::from(self.message);
        match reading.read(&message) {
            Ok(value) => Ok(Structured::new(value, message, reading, Vec::new())),
            Err(error) => Err(error.with_partial(message.into())),
        }
    }
}

impl<T: DeserializeOwned + JsonSchema> TryFrom<StructuredChunk<T>> for Structured<T> {
    type Error = Error;

    fn try_from(chunk: StructuredChunk<T>) -> Result<Self> {
        chunk.finish()
    }
}

impl<T> From<Structured<T>> for StructuredChunk<T> {
    /// The whole answer as one chunk. The answers that were rejected before it are no part of a stream.
    fn from(whole: Structured<T>) -> Self {
        let reading = Reading {
            method: whole.method,
            wrapping: whole.wrapping,
        };
        Self::new(whole.message.into(), reading)
    }
}

impl<T> AddAssign for StructuredChunk<T> {
    fn add_assign(&mut self, next: Self) {
        self.message += next.message;
        self.reading = self.reading.or(next.reading);
    }
}

impl<T> Extend<Self> for StructuredChunk<T> {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, chunks: I) {
        chunks.into_iter().for_each(|chunk| *self += chunk);
    }
}

impl<T> HasLogprobs for StructuredChunk<T> {
    fn logprobs(&self) -> &Logprobs {
        self.message.logprobs()
    }

    fn text(&self) -> Cow<'_, str> {
        self.message.text()
    }
}

// By hand, since a chunk holds no `T`.
impl<T> Default for StructuredChunk<T> {
    fn default() -> Self {
        Self {
            message: AiMessageChunk::default(),
            reading: None,
            value: PhantomData,
        }
    }
}

impl<T> Clone for StructuredChunk<T> {
    fn clone(&self) -> Self {
        Self {
            message: self.message.clone(),
            reading: self.reading,
            value: PhantomData,
        }
    }
}

impl<T> fmt::Debug for StructuredChunk<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StructuredChunk")
            .field("message", &self.message)
            .field("method", &self.method())
            .finish()
    }
}

impl<T> PartialEq for StructuredChunk<T> {
    fn eq(&self, other: &Self) -> bool {
        self.message == other.message && self.reading == other.reading
    }
}
