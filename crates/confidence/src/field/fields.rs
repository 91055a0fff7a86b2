use std::borrow::Cow;

use serde_json::Value;
use surprisal_core::{AiMessage, Channel, Choice, TokenLogprob};

use super::place::Place;
use super::track::{Track, bytes_of};
use super::{Field, FieldsError, JsonError};

/// The values of a JSON answer, each with the log probabilities of its tokens.
///
/// Tokens and values are brought together by bytes: the bytes of the tokens, end to end, must be those of the text.
///
/// ```
/// use surprisal_confidence::Fields;
/// use surprisal_core::{CallOptions, Result, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// # let model = FakeChatModel::new().say([
/// #     token(r#"{"city":""#), token("Par").p(0.5), token("is").p(0.9),
/// #     token(r#"","total":"#), token("12").p(0.8), token("}"),
/// # ]);
/// let answer = model.bind(CallOptions::new().logprobs(true)).invoke("Read the invoice.").await?;
/// let fields = Fields::of(&answer)?;
/// let city = fields.field("/city").unwrap();
/// assert!((city.content().sum().unwrap() - 0.45_f64.ln()).abs() < 1e-12);
/// assert_eq!(fields.weakest(1)[0].pointer(), "/city");
/// # Ok(()) }
/// ```
///
/// # What is read
///
/// JSON as RFC 8259 has it, up to 127 levels deep. Before it may be thoughts in `<think>`, words, and the opening of a
/// code fence: the value begins with the first `{` or `[` behind which there is JSON. What comes behind the value is
/// passed over. A text that is a scalar and nothing else is one value, whose pointer is empty.
///
/// Where the JSON stops or breaks, the values that were whole before are here, and [`error`](Self::error) says where it
/// was.
///
/// One pass over text and tokens, in time and memory in proportion to their length, whatever the nesting; words with
/// brackets before the JSON are read again, at most once for each level that is open in them.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    text: Cow<'a, str>,
    tokens: Cow<'a, [TokenLogprob]>,
    /// In the order in which they end.
    places: Vec<Place>,
    error: Option<JsonError>,
}

impl<'a> Fields<'a> {
    /// The values of the text of the first choice; where it has no text and calls a tool, those of the arguments of the
    /// first call.
    ///
    /// # Errors
    ///
    /// [`FieldsError`], where there is no signal.
    pub fn of(message: &'a AiMessage) -> Result<Self, FieldsError> {
        let first = message.choices().next();
        first.map_or(Err(FieldsError::NoText), Self::of_choice)
    }

    /// The same of one of several choices.
    ///
    /// # Errors
    ///
    /// [`FieldsError`], where there is no signal.
    pub fn of_choice(choice: &'a Choice) -> Result<Self, FieldsError> {
        let text = choice.text();
        let tokens = choice.logprobs().content();
        if !text.trim_ascii().is_empty() {
            return match tokens {
                [] => Err(FieldsError::of(choice.logprobs().availability())),
                _ => Self::read(text, Cow::Borrowed(tokens), 0).map(|(fields, _)| fields),
            };
        }
        match (choice.tool_calls(), choice.invalid_tool_calls()) {
            ([], []) => Err(FieldsError::NoText),
            ([], [call, ..]) => Err(FieldsError::ToolCall {
                name: call.name.clone(),
            }),
            _ => Self::of_tool_call(choice, 0),
        }
    }

    /// The values of the arguments of a tool call, where their tokens came: those of [`Channel::ToolCalls`]. Byte
    /// ranges are in the bytes of that channel, end to end.
    ///
    /// # Errors
    ///
    /// [`FieldsError`], where there is no signal: most services give no log probabilities of calls. So too where the
    /// tokens make up other arguments.
    pub fn of_tool_call(choice: &'a Choice, index: usize) -> Result<Self, FieldsError> {
        let calls = choice.tool_calls();
        let Some(call) = calls.get(index) else {
            let count = calls.len();
            return Err(FieldsError::NoSuchCall { index, count });
        };
        let tokens = choice.logprobs().channel(Channel::ToolCalls);
        let Some(tokens @ [_, ..]) = tokens else {
            let name = call.name.clone();
            return Err(FieldsError::ToolCall { name });
        };
        let text = text_of(tokens)?;
        let mut from = 0;
        // One after the other, each from where the one before it ends.
        for _ in 0..index {
            let (_, at) = Fields::read(Cow::Borrowed(&*text), Cow::Borrowed(tokens), from)?;
            from = at;
        }
        let (fields, _) = Self::read(Cow::Owned(text), Cow::Borrowed(tokens), from)?;
        let whole = fields.field("").and_then(|whole| whole.value());
        match whole {
            Some(Value::Object(arguments)) if arguments == call.arguments => Ok(fields),
            _ => Err(FieldsError::unaligned(format!(
                "the tokens of tool call {index} are not its arguments"
            ))),
        }
    }

    /// The values of the text that these tokens make up.
    ///
    /// # Errors
    ///
    /// [`FieldsError::Unaligned`] where bytes of a token are not known, or the bytes of all are no UTF-8.
    pub fn of_tokens(tokens: &'a [TokenLogprob]) -> Result<Self, FieldsError> {
        let text = text_of(tokens)?;
        Self::read(Cow::Owned(text), Cow::Borrowed(tokens), 0).map(|(fields, _)| fields)
    }

    /// Every value that holds no other, in the order of the text: scalars, and empty objects and lists.
    pub fn iter(&self) -> impl Iterator<Item = Field<'_>> {
        let leaves = self.places.iter().filter(|place| place.span.is_leaf);
        leaves.map(|place| self.view(place))
    }

    /// The objects and lists, in the order in which they end. What they have is also that of the values in them.
    pub fn containers(&self) -> impl Iterator<Item = Field<'_>> {
        let containers = self.places.iter().filter(|place| place.is_container());
        containers.map(|place| self.view(place))
    }

    /// The value at an RFC 6901 pointer, such as `/items/0/name`: a scalar, an object or a list. Where an object has a
    /// key twice it is the last, as in most parsers.
    pub fn field(&self, pointer: &str) -> Option<Field<'_>> {
        let mut places = self.places.iter().rev();
        let place = places.find(|place| place.span.pointer == pointer)?;
        Some(self.view(place))
    }

    /// The `k` values of [`iter`](Self::iter) that are the least likely, the least likely first: by the log probability
    /// of the content, or with the boundaries where there is no content. Before them are those with a floor, then those
    /// with a missing score or one that is no log probability: how unlikely they are, nobody knows.
    pub fn weakest(&self, k: usize) -> Vec<Field<'_>> {
        let mut ranked: Vec<_> = self.iter().map(|field| (field.rank(), field)).collect();
        ranked.sort_by(|((known, sum), _), ((other_known, other_sum), _)| {
            known.cmp(other_known).then(sum.total_cmp(other_sum))
        });
        ranked.into_iter().take(k).map(|(_, field)| field).collect()
    }

    /// Where the JSON stopped or broke; `None` if it is whole.
    pub fn error(&self) -> Option<&JsonError> {
        self.error.as_ref()
    }

    /// The values from a text and its tokens, and where the JSON that begins behind `from` ends.
    fn read(
        text: Cow<'a, str>,
        tokens: Cow<'a, [TokenLogprob]>,
        from: usize,
    ) -> Result<(Self, usize), FieldsError> {
        let mut track = Track::new(from);
        track.read(&text, &tokens)?;
        let at = track.at();
        let error = track.end(&text)?;
        let fields = Self {
            text,
            tokens,
            places: track.places,
            error,
        };
        Ok((fields, at))
    }

    pub(super) fn into_owned(self) -> Fields<'static> {
        Fields {
            text: Cow::Owned(self.text.into_owned()),
            tokens: Cow::Owned(self.tokens.into_owned()),
            places: self.places,
            error: self.error,
        }
    }

    /// Every value, in the order in which they end, but for the first ones.
    pub(super) fn behind(&self, first: usize) -> impl Iterator<Item = Field<'_>> {
        let places = self.places.iter().skip(first);
        places.map(|place| self.view(place))
    }

    fn view<'b>(&'b self, place: &'b Place) -> Field<'b> {
        Field::of(place, &self.text, &self.tokens)
    }
}

/// The bytes of the tokens, end to end.
fn text_of(tokens: &[TokenLogprob]) -> Result<String, FieldsError> {
    let mut bytes = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        bytes.extend_from_slice(bytes_of(token, index)?);
    }
    String::from_utf8(bytes)
        .map_err(|error| FieldsError::unaligned(format!("their bytes are no text: {error}")))
}
