use std::borrow::Cow;
use std::ops::AddAssign;

use smallvec::SmallVec;

use super::ContentBlock;

/// What a message says: blocks in order. A plain text is one text block, an empty text is none.
///
/// `+=` appends; where two texts of the same kind meet they become one, so that the pieces of a stream
/// add up to the content of the whole answer.
///
/// ```
/// use surprisal_core::{Content, ContentBlock};
///
/// let mut content = Content::from("Hel");
/// content += "lo".into();
/// assert_eq!(content.text(), "Hello");
///
/// let content = Content::from_iter([
///     ContentBlock::text("What is this?"),
///     ContentBlock::image_url("https://example.com/cat.png"),
/// ]);
/// assert_eq!(content.blocks().len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    blocks: SmallVec<[ContentBlock; 1]>,
}

impl Content {
    /// The blocks in order.
    pub fn blocks(&self) -> &[ContentBlock] {
        &self.blocks
    }

    /// Whether there is no block.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The texts of the text blocks, end to end; borrowed where there is at most one.
    pub fn text(&self) -> Cow<'_, str> {
        self.join(|block| match block {
            ContentBlock::Text { text } => Some(text),
            _ => None,
        })
    }

    /// The reasoning, or an empty string.
    pub fn reasoning(&self) -> Cow<'_, str> {
        self.join(|block| match block {
            ContentBlock::Reasoning { text } => Some(text),
            _ => None,
        })
    }

    /// The refusal, or an empty string.
    pub fn refusal(&self) -> Cow<'_, str> {
        self.join(|block| match block {
            ContentBlock::Refusal { text } => Some(text),
            _ => None,
        })
    }

    /// The text, if there is nothing else: what most wire formats send as a bare string.
    pub fn as_plain_text(&self) -> Option<&str> {
        match self.blocks.as_slice() {
            [] => Some(""),
            [ContentBlock::Text { text }] => Some(text),
            _ => None,
        }
    }

    /// Appends a block as it is, without joining it with the last.
    pub fn push(&mut self, block: impl Into<ContentBlock>) {
        self.blocks.push(block.into());
    }

    fn join<'a>(&'a self, pick: impl Fn(&'a ContentBlock) -> Option<&'a String>) -> Cow<'a, str> {
        let mut parts = self.blocks.iter().filter_map(pick);
        match (parts.next(), parts.next()) {
            (None, _) => Cow::Borrowed(""),
            (Some(only), None) => Cow::Borrowed(only),
            (Some(first), Some(second)) => {
                let mut whole = first.clone();
                whole.push_str(second);
                parts.for_each(|part| whole.push_str(part));
                Cow::Owned(whole)
            }
        }
    }
}

impl AddAssign for Content {
    fn add_assign(&mut self, other: Self) {
        let Some(last) = self.blocks.last_mut() else {
            *self = other;
            return;
        };
        let mut blocks = other.blocks.into_iter();
        if let Some(first) = blocks.next() {
            let apart = last.join(first);
            self.blocks.extend(apart.into_iter().chain(blocks));
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        String::from(text).into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        let mut content = Self::default();
        if !text.is_empty() {
            content.push(text);
        }
        content
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<ContentBlock> for Content {
    fn from(block: ContentBlock) -> Self {
        let mut content = Self::default();
        content.push(block);
        content
    }
}

impl From<Vec<ContentBlock>> for Content {
    fn from(blocks: Vec<ContentBlock>) -> Self {
        Self::from_iter(blocks)
    }
}

impl<const N: usize> From<[ContentBlock; N]> for Content {
    fn from(blocks: [ContentBlock; N]) -> Self {
        Self::from_iter(blocks)
    }
}

/// Each block as it is, without joining it with the last.
impl Extend<ContentBlock> for Content {
    fn extend<I: IntoIterator<Item = ContentBlock>>(&mut self, blocks: I) {
        self.blocks.extend(blocks);
    }
}

impl FromIterator<ContentBlock> for Content {
    fn from_iter<I: IntoIterator<Item = ContentBlock>>(blocks: I) -> Self {
        Self {
            blocks: blocks.into_iter().collect(),
        }
    }
}
