/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldKind {
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// An object.
    Object,
    /// A list.
    Array,
}

impl FieldKind {
    /// Whether a byte before it and one behind it belong to it, but not to its content: quotes or brackets.
    pub(super) fn is_enclosed(self) -> bool {
        matches!(self, Self::String | Self::Object | Self::Array)
    }

    /// The word that begins with this letter.
    pub(super) fn word(letter: u8) -> Option<(Self, &'static [u8])> {
        match letter {
            b't' => Some((Self::Bool, b"true")),
            b'f' => Some((Self::Bool, b"false")),
            b'n' => Some((Self::Null, b"null")),
            _ => None,
        }
    }
}
