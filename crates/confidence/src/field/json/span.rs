use std::ops::Range;

use super::FieldKind;

/// A value that is whole, and where it is in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::field) struct Span {
    /// RFC 6901.
    pub(in crate::field) pointer: String,
    pub(in crate::field) kind: FieldKind,
    /// With its quotes or brackets.
    pub(in crate::field) bytes: Range<usize>,
    /// Where the byte ends by which the value is over: its own last one, or for a number the next, if there is one.
    pub(in crate::field) closed: usize,
    /// Whether it holds no other value.
    pub(in crate::field) is_leaf: bool,
}

impl Span {
    /// The bytes between the quotes or brackets, or all of them where there are none.
    pub(in crate::field) fn content(&self) -> Range<usize> {
        let Range { start, end } = self.bytes;
        match self.kind.is_enclosed() {
            true => start + 1..end - 1,
            false => start..end,
        }
    }
}
