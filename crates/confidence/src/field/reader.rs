use surprisal_core::{AiMessage, AiMessageChunk, ChoiceChunk};

use super::track::Track;
use super::{Field, Fields, FieldsError};

/// Reads the values of a JSON answer while it comes. For a stream of nothing else see
/// [`FieldStream`](super::FieldStream).
///
/// ```
/// use futures::TryStreamExt;
/// use surprisal_confidence::FieldReader;
/// use surprisal_core::{CallOptions, Result, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// # let answer = [token(r#"{"a":"#), token("1").p(0.5), token(r#","b":"#), token("2"), token("}")];
/// # let model = FakeChatModel::new().say(answer).bind(CallOptions::new().logprobs(true));
/// let mut reader = FieldReader::new();
/// let mut chunks = model.stream("Count.").await?;
/// let mut seen = Vec::new();
/// while let Some(chunk) = chunks.try_next().await? {
///     for field in reader.push(&chunk)? {
///         seen.push((field.pointer().to_owned(), field.content().joint_probability()));
///     }
/// }
/// assert_eq!(seen[0], ("/a".into(), Some(0.5)));
/// assert!(reader.finish()?.error().is_none());
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct FieldReader {
    choice: ChoiceChunk,
    text: String,
    track: Track,
}

impl FieldReader {
    /// Reads the first choice.
    pub fn new() -> Self {
        Self::of_choice(0)
    }

    /// Reads the choice with this index.
    pub fn of_choice(index: u32) -> Self {
        Self {
            choice: ChoiceChunk::new(index, ""),
            text: String::new(),
            track: Track::new(0),
        }
    }

    /// Takes one more chunk, and gives the values that are whole by it, in the order in which they end: an object comes
    /// behind what is in it. A value is whole once its closer is there, in the text and among the tokens.
    ///
    /// A scalar that is the whole answer and the arguments of a tool call are known only at the end: see
    /// [`finish`](Self::finish).
    ///
    /// # Errors
    ///
    /// [`FieldsError::Unaligned`] where tokens and text are not the same. What was given out before stands for what had
    /// fit.
    pub fn push(
        &mut self,
        chunk: &AiMessageChunk,
    ) -> Result<impl Iterator<Item = Field<'_>>, FieldsError> {
        let index = self.choice.index();
        let first = self.track.places.len();
        let mut choices = chunk.choices().iter();
        if let Some(piece) = choices.find(|piece| piece.index() == index) {
            self.text.push_str(&piece.text());
            self.choice += piece.clone();
            let tokens = self.choice.logprobs().content();
            self.track.read(&self.text, tokens)?;
        }
        let (text, tokens) = (&*self.text, self.choice.logprobs().content());
        let places = self.track.places.iter().skip(first);
        Ok(places.map(move |place| Field::of(place, text, tokens)))
    }

    /// The values of the whole answer: what [`Fields::of_choice`] finds in the sum of the chunks.
    ///
    /// # Errors
    ///
    /// Those of [`Fields::of_choice`].
    pub fn finish(self) -> Result<Fields<'static>, FieldsError> {
        let message = AiMessage::from(AiMessageChunk::default().with_choice(self.choice));
        Fields::of(&message).map(Fields::into_owned)
    }

    /// How many values have been given out.
    pub(super) fn count(&self) -> usize {
        self.track.places.len()
    }
}

impl Default for FieldReader {
    fn default() -> Self {
        Self::new()
    }
}
