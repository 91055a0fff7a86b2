use std::borrow::Cow;

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::value::RawValue;

use super::answer::Answer;
use super::usage::Figures;

/// An event of a stream.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Event<'a> {
    #[serde(rename = "type", borrow, deserialize_with = "text")]
    pub(super) kind: Cow<'a, str>,
    /// Which block it is about.
    pub(super) index: u32,
    #[serde(borrow)]
    pub(super) delta: Option<Delta<'a>>,
    #[serde(borrow)]
    pub(super) content_block: Option<&'a RawValue>,
    /// The answer, as it is known at the beginning.
    #[serde(borrow)]
    pub(super) message: Option<Answer<'a>>,
    pub(super) usage: Option<Figures>,
    #[serde(borrow)]
    pub(super) error: Option<&'a RawValue>,
}

/// What is new of a block, or at the end of the answer.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Delta<'a> {
    #[serde(rename = "type", borrow, deserialize_with = "text")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) text: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) thinking: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) signature: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) partial_json: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) citation: Option<&'a RawValue>,
    pub(super) stop_reason: Option<String>,
    #[serde(borrow)]
    pub(super) stop_details: Option<&'a RawValue>,
}

/// A delta, to be read as a whole where its kind is not known.
#[derive(Deserialize)]
pub(super) struct Unread<'a> {
    #[serde(borrow)]
    pub(super) delta: &'a RawValue,
}

/// A text, borrowed where it has no escapes; null is none.
pub(super) fn text<'de: 'a, 'a, D: Deserializer<'de>>(from: D) -> Result<Cow<'a, str>, D::Error> {
    // Without a type of its own serde would copy it.
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    Ok(Option::<Text<'a>>::deserialize(from)?.map_or(Cow::Borrowed(""), |text| text.0))
}
