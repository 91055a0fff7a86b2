use serde_json::Value;

use super::Media;

/// One part of a message's content.
///
/// ```
/// use surprisal_core::{Content, ContentBlock, Message};
///
/// let question = Content::from([
///     ContentBlock::text("What is this?"),
///     ContentBlock::image_bytes("image/png", *b"\x89PNG").with_detail("low"),
/// ]);
/// let message = Message::human(question);
/// # let _ = message;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentBlock {
    /// Text.
    #[non_exhaustive]
    Text {
        /// The text itself.
        text: String,
    },
    /// A picture.
    #[non_exhaustive]
    Image {
        /// Where it is.
        media: Media,
        /// How closely to look, in the provider's words (OpenAI: `low`, `high`, `auto`).
        detail: Option<String>,
    },
    /// A sound.
    #[non_exhaustive]
    Audio {
        /// Where it is; its media type tells the format (`audio/wav`, `audio/mp3`).
        media: Media,
    },
    /// A document.
    #[non_exhaustive]
    File {
        /// Where it is.
        media: Media,
        /// Its name.
        name: Option<String>,
    },
    /// What the model thought before it answered.
    #[non_exhaustive]
    Reasoning {
        /// The text of the reasoning, or of its summary.
        text: String,
    },
    /// The words with which the model declines.
    #[non_exhaustive]
    Refusal {
        /// The text of the refusal.
        text: String,
    },
    /// What only one provider understands, such as encrypted reasoning: kept so that it can go back to it
    /// in the next turn. Other providers pass over it.
    #[non_exhaustive]
    Opaque {
        /// The provider's name, as in [`ResponseMetadata::provider`](crate::ResponseMetadata::provider).
        provider: String,
        /// It, in the provider's form.
        value: Box<Value>,
    },
}

impl ContentBlock {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// A picture.
    pub fn image(media: Media) -> Self {
        Self::Image {
            media,
            detail: None,
        }
    }

    /// A picture at an address.
    pub fn image_url(url: impl Into<String>) -> Self {
        Self::image(Media::Url(url.into()))
    }

    /// A picture whose bytes are here; the media type is such as `image/png`.
    pub fn image_bytes(media_type: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self::image(Media::bytes(media_type, data))
    }

    /// How closely to look at a picture; no other block is changed.
    #[must_use]
    pub fn with_detail(mut self, level: impl Into<String>) -> Self {
        if let Self::Image { detail, .. } = &mut self {
            *detail = Some(level.into());
        }
        self
    }

    /// A sound.
    pub fn audio(media: Media) -> Self {
        Self::Audio { media }
    }

    /// A document.
    pub fn file(media: Media, name: Option<String>) -> Self {
        Self::File { media, name }
    }

    /// The model's reasoning.
    pub fn reasoning(text: impl Into<String>) -> Self {
        Self::Reasoning { text: text.into() }
    }

    /// The model's refusal.
    pub fn refusal(text: impl Into<String>) -> Self {
        Self::Refusal { text: text.into() }
    }

    /// What only this provider understands, in its own form.
    pub fn opaque(provider: impl Into<String>, value: Value) -> Self {
        Self::Opaque {
            provider: provider.into(),
            value: Box::new(value),
        }
    }

    /// What an [`Opaque`](Self::Opaque) block of this provider holds; `None` of any other block.
    ///
    /// ```
    /// use surprisal_core::ContentBlock;
    ///
    /// let block = ContentBlock::opaque("acme", 3.into());
    /// assert_eq!(block.opaque_value("acme"), Some(&3.into()));
    /// assert_eq!(block.opaque_value("other"), None);
    /// ```
    pub fn opaque_value(&self, provider: &str) -> Option<&Value> {
        match self {
            Self::Opaque {
                provider: own,
                value,
            } if own == provider => Some(value),
            _ => None,
        }
    }

    /// The block's kind, as it is written down: `text`, `image`, `audio`, `file`, `reasoning`, `refusal` or
    /// `opaque`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Audio { .. } => "audio",
            Self::File { .. } => "file",
            Self::Reasoning { .. } => "reasoning",
            Self::Refusal { .. } => "refusal",
            Self::Opaque { .. } => "opaque",
        }
    }

    /// Appends a block of the same kind of text; gives it back where the two cannot be one.
    pub(super) fn join(&mut self, next: Self) -> Option<Self> {
        let (mine, theirs) = match (self, next) {
            (Self::Text { text }, Self::Text { text: next })
            | (Self::Reasoning { text }, Self::Reasoning { text: next })
            | (Self::Refusal { text }, Self::Refusal { text: next }) => (text, next),
            (_, next) => return Some(next),
        };
        if mine.is_empty() {
            *mine = theirs;
        } else {
            mine.push_str(&theirs);
        }
        None
    }
}

impl From<&str> for ContentBlock {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for ContentBlock {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}
